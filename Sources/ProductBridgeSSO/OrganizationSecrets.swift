// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// An organization's secrets under their names, and the verifiers that hold them.
///
/// A change reaches every thread that verifies here before the call that made it returns. Where that
/// call throws what its store threw, it isn't known which secrets count, so none does, and tokens are
/// refused with ``SSOError/Code/secretsNotRead`` until a ``reload(at:)`` succeeds; a ``SecretVault`` sees
/// to that. Other processes see a change after their ``reload(at:)``. Any task may call at any time.
///
/// ```swift
/// let secrets = try await OrganizationSecrets(of: organization, in: store, settings: settings)
/// let generated = try await secrets.generate(name: "production")
/// show(generated.reveal())
/// ```
public final class OrganizationSecrets: Sendable {
    /// Whose secrets they are.
    public let organization: OrganizationID

    /// The most secrets that count at a time, those in their grace time included: what a verifier holds.
    public static let limit = 8

    private let store: any WidgetSecretStore
    private let settings: any SSOSettingsStore
    private let verifiers: OrganizationVerifiers

    /// Reads an organization's secrets.
    ///
    /// - Parameters:
    ///   - organization: Whose secrets.
    ///   - store: Where they are kept.
    ///   - settings: Where the organization's settings are kept; a regenerated or revoked secret makes
    ///     its test stale there.
    ///   - policies: How tokens are judged beyond their signature.
    ///   - now: The time to judge by which secrets count.
    /// - Throws: What the store throws; `VerificationError` for a policy out of
    ///   its range.
    public init(
        of organization: OrganizationID,
        in store: any WidgetSecretStore,
        settings: any SSOSettingsStore,
        policies: TokenPolicies = TokenPolicies(),
        at now: NumericDate = .now
    ) async throws {
        self.organization = organization
        self.store = store
        self.settings = settings
        verifiers = try OrganizationVerifiers(policies: policies)
        try await reload(at: now)
    }

    /// Reads the secrets again, after another process has changed them.
    ///
    /// - Parameter now: The time to judge by which secrets count.
    /// - Throws: What the store throws; `VerificationError` when memory or the crypto library fails. The
    ///   secrets that counted go on counting then.
    public func reload(at now: NumericDate = .now) async throws {
        let ticket = verifiers.drawTicket()
        let secrets = try await store.secrets(of: organization)
        try verifiers.install(secrets.filter { $0.summary.counts(at: now) }, ticket: ticket)
    }

    /// Whether a ``reload(at:)`` is needed before any token verifies.
    var needsReload: Bool { verifiers.content == .unknown }

    /// Whether there was no secret when they were last read.
    var isEmpty: Bool { verifiers.content == .nothing }

    /// The secrets that count, in the order in which they were generated.
    ///
    /// - Throws: What the store throws.
    public func list(at now: NumericDate = .now) async throws -> [WidgetSecret] {
        try await store.secrets(of: organization).map(\.summary).filter { $0.counts(at: now) }
    }
}

// MARK: - Changes

extension OrganizationSecrets {
    /// Generates a secret: 64 lower-case hex characters, of which from then on only a fingerprint and
    /// the last four can be seen.
    ///
    /// - Parameters:
    ///   - name: What to call it, such as `production`: 1 to 64 ASCII letters, digits, spaces, `-`, `_`
    ///     and `.`.
    ///   - now: The time of the generation.
    /// - Returns: The secret, whose text can be shown once.
    /// - Throws: ``SSOError/Code/malformedSecretName``; ``SSOError/Code/secretNameTaken``;
    ///   ``SSOError/Code/tooManySecrets`` beyond ``limit``; ``SSOError/Code/invalidArgument`` for a time
    ///   out of its range; `VerificationError` when memory, the random generator or the crypto library
    ///   fails; what the store throws.
    public func generate(name: String, at now: NumericDate = .now) async throws -> GeneratedSecret {
        guard Self.isName(name) else { throw SSOError(.malformedSecretName) }
        let (fresh, text) = try Self.makeSecret(name: name, at: now)
        try await change(at: now) { secrets in
            guard !secrets.contains(where: { $0.isCurrent(name) }) else {
                throw SSOError(.secretNameTaken)
            }
            guard secrets.count < Self.limit else { throw SSOError(.tooManySecrets) }
            secrets.append(fresh)
        }
        return GeneratedSecret(summary: fresh.summary, text: text)
    }

    /// Puts a new secret in the place of the one called `name`.
    ///
    /// Without a grace time "this immediately invalidates every existing JWT signed with the old
    /// secret", as the documents say; earlier ones of the name that were in their grace time stop
    /// with it. The organization's test becomes stale.
    ///
    /// - Parameters:
    ///   - name: Which secret.
    ///   - grace: How long the old secret goes on counting beside the new one, in whole seconds.
    ///   - now: The time of the generation.
    /// - Returns: The new secret, whose text can be shown once.
    /// - Throws: ``SSOError/Code/unknownSecret``; ``SSOError/Code/tooManySecrets`` where the old one
    ///   would be one too many; ``SSOError/Code/invalidArgument`` for a time out of its range, and for a
    ///   negative grace time or one beyond the year 9999; `VerificationError` when memory, the random
    ///   generator or the crypto library fails; what the stores throw.
    public func regenerate(
        name: String,
        grace: Duration = .zero,
        at now: NumericDate = .now
    ) async throws -> GeneratedSecret {
        let seconds = try WholeSeconds.of(grace, in: 0...WholeSeconds.latest)
        let retiresAt = NumericDate(try WholeSeconds.of(now) + seconds)
        guard retiresAt <= NumericDate(WholeSeconds.latest) else { throw SSOError(.invalidArgument) }
        let (fresh, text) = try Self.makeSecret(name: name, at: now)
        try await changeWithStaleTest(at: now) { secrets in
            guard let index = secrets.firstIndex(where: { $0.isCurrent(name) }) else {
                throw SSOError(.unknownSecret)
            }
            if seconds > 0 {
                secrets[index].summary.retiresAt = retiresAt
            } else {
                secrets.removeAll { $0.summary.name == name }
            }
            guard secrets.count < Self.limit else { throw SSOError(.tooManySecrets) }
            secrets.append(fresh)
        }
        return GeneratedSecret(summary: fresh.summary, text: text)
    }

    /// Ends a secret at once, with those of its name that were in their grace time. The organization's
    /// test becomes stale.
    ///
    /// - Throws: ``SSOError/Code/unknownSecret``; `VerificationError` when memory or the crypto library
    ///   fails; what the stores throw.
    public func revoke(name: String, at now: NumericDate = .now) async throws {
        try await changeWithStaleTest(at: now) { secrets in
            let count = secrets.count
            secrets.removeAll { $0.summary.name == name }
            guard secrets.count < count else { throw SSOError(.unknownSecret) }
        }
    }

    private func changeWithStaleTest(
        at now: NumericDate,
        _ change: @Sendable (inout [StoredSecret]) throws -> Void
    ) async throws {
        // Tried on a copy, so that what is refused makes no test stale.
        var copy = try await store.secrets(of: organization).filter { $0.summary.counts(at: now) }
        try change(&copy)
        // Before the secret goes, so that a failure in between leaves a warning too many and not one too few.
        try await settings.modify(organization) { $0.secretsChanged() }
        try await self.change(at: now, change)
        // And after it, for a test that began in between and passed with the secret that has gone.
        try await settings.modify(organization) { $0.secretsChanged() }
    }

    private func change(
        at now: NumericDate,
        _ change: @Sendable (inout [StoredSecret]) throws -> Void
    ) async throws {
        do {
            try await store.modify(organization) { secrets in
                secrets.removeAll { !$0.summary.counts(at: now) }
                try change(&secrets)
            }
        } catch let refusal as SSOError {
            throw refusal
        } catch {
            // It may have been made nevertheless.
            verifiers.lock()
            throw error
        }
        do {
            try await reload(at: now)
        } catch {
            verifiers.lock()
            throw error
        }
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0.isASCIILetter || $0.isDigit || " -_.".utf8.contains($0) }
    }

    private static func makeSecret(
        name: String,
        at now: NumericDate
    ) throws -> (secret: StoredSecret, text: String) {
        let text = try Secret.generate()
        let summary = WidgetSecret(
            name: name,
            fingerprint: try Secret(text).fingerprint(),
            lastFour: String(text.suffix(4)),
            createdAt: NumericDate(try WholeSeconds.of(now))
        )
        return (StoredSecret(summary: summary, text: SecretText(utf8: text.utf8)), text)
    }
}

// MARK: - Verification

extension OrganizationSecrets {
    /// Verifies a token of this organization.
    ///
    /// - Parameters:
    ///   - token: The token in compact form. Nothing is trimmed.
    ///   - purpose: Where it came in.
    ///   - now: The time to judge by.
    /// - Returns: What the token says, together with the organization whose secret it was signed with.
    /// - Throws: ``SSOError/Code/noSecret``; ``SSOError/Code/secretsNotRead``;
    ///   ``SSOError/Code/tokenRefused`` with the verifier's error.
    public func verify(
        _ token: String,
        for purpose: TokenPurpose,
        at now: NumericDate = .now
    ) throws(SSOError) -> VerifiedIdentity {
        switch verifiers.content {
        case .secrets: break
        case .nothing: throw SSOError(.noSecret)
        case .unknown: throw SSOError(.secretsNotRead)
        }
        do throws(VerificationError) {
            let identity = try verifiers.verifier(for: purpose).verify(token, at: now)
            return VerifiedIdentity(organization: organization, identity: identity)
        } catch {
            throw SSOError(.tokenRefused, verification: error)
        }
    }

    /// Refuses a verified token of a secret that is in its grace time: the flow that made it works today,
    /// and won't when that is over.
    func demandLastingSecret(of token: String, at now: NumericDate) throws(SSOError) {
        guard verifiers.isLasting(token, at: now) else { throw SSOError(.secretRetiring) }
    }
}

extension StoredSecret {
    /// Whether this is the secret called `name` that was not replaced.
    fileprivate func isCurrent(_ name: String) -> Bool {
        summary.name == name && summary.retiresAt == nil
    }
}
