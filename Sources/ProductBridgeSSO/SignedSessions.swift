// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Sessions that nothing keeps: the cookie is a token that the portal signs and verifies itself, HS256
/// by the same library as the identity tokens.
///
/// The token's `typ` is `pb-session+jwt` (RFC 8725, 3.11) and its key serves sessions alone, so no
/// identity token is a session and no session an identity token. It has `email`, `sub`, `aud` (the
/// organization), `jti` (the session), `iat`, `exp` and `auth_time`, when the person signed in (OpenID
/// Connect Core 1.0, 2). Who has the cookie can read it.
///
/// Ending a session takes a list of revocations, which each check asks.
///
/// A policy with a shorter `atMost` counts for the sessions that there are too, and one with a shorter
/// lifetime refuses those that have a longer one.
public struct SignedSessions<Revocations: SessionRevocations>: SessionManager {
    /// How long the sessions last, and in which cookie they travel.
    public let policy: SessionPolicy

    private let revocations: Revocations
    private let terms: SessionTerms
    private let tokens: SessionTokens

    /// Makes a manager of sessions.
    ///
    /// - Parameters:
    ///   - key: What the sessions are signed with: a key that serves nothing else, such as one of
    ///     `Secret.generate()`, the same in all of the portal's processes. Who
    ///     has it can sign in as anyone, at any organization.
    ///   - retired: Earlier keys, at most 7, whose sessions are still good; let each have a
    ///     `Secret.notAfter`.
    ///   - fingerprints: Those of the organizations' widget secrets, to see that none of the keys is one.
    ///     They are asked once, here.
    ///   - revocations: What remembers ended sessions.
    ///   - policy: How long the sessions last, and in which cookie they travel.
    /// - Throws: ``SSOError/Code/sessionKeyReused`` where a key is also an organization's widget secret,
    ///   whose holder could make sessions; ``SSOError/Code/invalidArgument`` for a setting of the policy
    ///   out of its range; `VerificationError` for more than 7 retired keys or two with one id, and when
    ///   memory or the crypto library fails; and what `fingerprints` throw.
    public init(
        key: Secret,
        retired: [Secret] = [],
        notAnyOf fingerprints: some WidgetSecretFingerprints,
        revocations: Revocations,
        policy: SessionPolicy = SessionPolicy()
    ) async throws {
        terms = try SessionTerms(policy)
        tokens = try SessionTokens(key: key, retired: retired, terms: terms)
        self.policy = policy
        self.revocations = revocations
        for secret in [key] + retired
        where try await fingerprints.hasSecret(fingerprint: try secret.fingerprint()) {
            throw SSOError(.sessionKeyReused)
        }
    }

    /// Begins a session; see ``SessionManager/start(for:organization:replacing:at:)``.
    ///
    /// - Throws: ``SSOError/Code/wrongOrganization``; ``SSOError/Code/sessionRefused`` with
    ///   `VerificationStatus.tokenTooLarge` where address and user id are so long
    ///   that browsers would drop the cookie; ``SSOError/Code/invalidArgument`` for a time out of its
    ///   range; `VerificationError` when memory, the random generator or the crypto library fails; and
    ///   what the revocations throw.
    public func start(
        for person: VerifiedIdentity,
        organization: OrganizationID,
        replacing cookieValue: String?,
        at time: NumericDate
    ) async throws -> StartedSession {
        guard person.organization == organization else { throw SSOError(.wrongOrganization) }
        let now = try WholeSeconds.of(time)
        let end = try terms.end(ofNewAt: now)
        let started = try tokens.begin(for: person, end: end, at: now)
        let cookie = try tokens.cookie(of: started, end: end, at: now)
        try await revoke(cookieValue, organization: organization, at: now)
        return StartedSession(session: started.session, cookie: cookie)
    }

    /// Checks a cookie; see ``SessionManager/check(_:organization:at:)``.
    ///
    /// A prolonged session is a new token with the same id. Where several requests bring the same old
    /// cookie at the same time, each is given one.
    ///
    /// - Throws: ``SSOError/Code/sessionExpired``; ``SSOError/Code/sessionRevoked``;
    ///   ``SSOError/Code/sessionRefused`` with the verifier's error; ``SSOError/Code/wrongOrganization``;
    ///   ``SSOError/Code/invalidArgument`` for a time out of its range; `VerificationError` when memory
    ///   or the crypto library fails; and what the revocations throw.
    public func check(
        _ cookieValue: String,
        organization: OrganizationID,
        at time: NumericDate
    ) async throws -> CheckedSession {
        let now = try WholeSeconds.of(time)
        var token = try tokens.open(cookieValue, organization: organization, at: now)
        guard try await !revocations.isRevoked(token.record) else { throw SSOError(.sessionRevoked) }
        let prolongedEnd = terms.prolongedEnd(
            createdAt: try WholeSeconds.of(token.record.createdAt),
            renewedAt: token.issuedAt,
            expiresAt: try WholeSeconds.of(token.record.expiresAt),
            now: now
        )
        guard let prolongedEnd else { return CheckedSession(session: token.session, cookie: nil) }
        token.record.expiresAt = NumericDate(prolongedEnd)
        return CheckedSession(
            session: token.session,
            cookie: try tokens.cookie(of: token, end: prolongedEnd, at: now)
        )
    }

    /// Ends a session; see ``SessionManager/end(_:organization:at:)``.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for a time out of its range; `VerificationError` when
    ///   memory or the crypto library fails; and what the revocations throw.
    public func end(
        _ cookieValue: String,
        organization: OrganizationID,
        at time: NumericDate
    ) async throws -> SetCookie {
        let now = try WholeSeconds.of(time)
        try await revoke(cookieValue, organization: organization, at: now)
        return try terms.deletingCookie()
    }

    /// Ends all sessions of a person, those that begin within the same second too; see
    /// ``SessionManager/endAll(email:organization:at:)``.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for a time out of its range; and what the revocations
    ///   throw.
    public func endAll(email: String, organization: OrganizationID, at time: NumericDate) async throws {
        let now = try WholeSeconds.of(time)
        try await revocations.revokeAll(
            of: email,
            in: organization,
            until: NumericDate(terms.latestEnd(createdAt: now)),
            at: NumericDate(now)
        )
    }

    /// Revokes the session of a cookie, if it is good.
    private func revoke(_ cookieValue: String?, organization: OrganizationID, at now: Int64) async throws {
        guard let cookieValue else { return }
        let record: SessionRecord
        do {
            record = try tokens.open(cookieValue, organization: organization, at: now).record
        } catch is SSOError {
            return
        }
        // Beside this token there may be one that was prolonged, which has the same id.
        let until = terms.latestEnd(createdAt: try WholeSeconds.of(record.createdAt))
        try await revocations.revoke(record, until: NumericDate(until), at: NumericDate(now))
    }
}

extension SignedSessions: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The type.
    public var description: String { "SignedSessions" }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror with the policy alone.
    public var customMirror: Mirror { Mirror(self, children: ["policy": policy]) }
}
