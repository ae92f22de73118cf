// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("The vault of all organizations' secrets")
struct SecretVaultTests {
    private let settings = InMemorySSOSettingsStore()

    @Test("Two that open an organization at one time get one object")
    func openedTwice() async throws {
        let store = MeetingStore(readers: 2)
        let vault = SecretVault(store: store, settings: settings)
        async let first = vault.secrets(of: Fixture.acme.id)
        async let second = vault.secrets(of: Fixture.acme.id)
        let (mine, yours) = (try await first, try await second)
        #expect(mine === yours)
        #expect(try await vault.secrets(of: Fixture.acme.id) === mine)
    }

    @Test("Organizations that somebody made up leave nothing behind, and those with secrets are kept")
    func madeUp() async throws {
        let vault = SecretVault(store: InMemoryWidgetSecretStore(), settings: settings)
        let held = try await vault.secrets(of: Fixture.other.id)
        func generate() async throws {
            let secrets = try await vault.secrets(of: Fixture.acme.id)
            _ = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        }
        try await generate()
        weak let kept = try await vault.secrets(of: Fixture.acme.id)
        for number in 0..<1000 {
            let id = try #require(OrganizationID(rawValue: "made-up-\(number)"))
            #expect(try await vault.secrets(of: id).organization == id)
        }
        #expect(vault.count <= 2 + 65)
        #expect(kept != nil)
        #expect(try await vault.secrets(of: Fixture.acme.id) === kept)
        // One without secrets is the same for as long as somebody holds it, and is kept from its first on.
        #expect(try await vault.secrets(of: Fixture.other.id) === held)
        _ = try await held.generate(name: "production", at: Fixture.now).reveal()
        #expect(try await vault.secrets(of: Fixture.other.id) === held)
        #expect(vault.count <= 2 + 65)
    }

    @Test("As many organizations may be held as there are")
    func manyHeld() async throws {
        let vault = SecretVault(store: InMemoryWidgetSecretStore(), settings: settings)
        var all: [OrganizationSecrets] = []
        for number in 0..<200 {
            let id = try #require(OrganizationID(rawValue: "new-\(number)"))
            all.append(try await vault.secrets(of: id))
        }
        for secrets in all {
            #expect(try await vault.secrets(of: secrets.organization) === secrets)
        }
    }

    @Test("A change that is made while the secrets are first read is not missed")
    func changedWhileRead() async throws {
        let inner = InMemoryWidgetSecretStore()
        let other = try await OrganizationSecrets(of: Fixture.acme.id, in: inner, settings: settings)
        let old = try await other.generate(name: "production", at: Fixture.now).reveal()
        let store = HookedStore(inner: inner) {
            try await other.revoke(name: "production", at: Fixture.now)
        }
        let secrets = try await SecretVault(store: store, settings: settings).secrets(of: Fixture.acme.id)
        let token = try Fixture.token(secret: old)
        #expect(throws: SSOError(.noSecret)) { try secrets.verify(token, for: .sso, at: Fixture.now) }
    }

    @Test("The vault's policies are those of every organization")
    func policies() async throws {
        let policies = TokenPolicies(sso: .sso.audience("sso"), widget: .widget.audience("widget"))
        let store = InMemoryWidgetSecretStore()
        let vault = SecretVault(store: store, settings: settings, policies: policies)
        for organization in [Fixture.acme, Fixture.other] {
            let secrets = try await vault.secrets(of: organization.id)
            let text = try await secrets.generate(name: "production", at: Fixture.now).reveal()
            let token = try Fixture.token(secret: text)
            for purpose in [TokenPurpose.sso, .widget(requiresUserHash: false)] {
                #expect(throws: refusal(.audienceMismatch)) {
                    try secrets.verify(token, for: purpose, at: Fixture.now)
                }
            }
        }
    }

    @Test("Of two readings the one that began later counts, in whichever order they end")
    func tickets() throws {
        func stored(_ text: String) throws -> StoredSecret {
            let fingerprint = try Secret(text).fingerprint()
            let summary = WidgetSecret(
                name: "production",
                fingerprint: fingerprint,
                lastFour: String(text.suffix(4)),
                createdAt: Fixture.now
            )
            return StoredSecret(summary: summary, text: SecretText(utf8: text.utf8))
        }
        let (old, new) = (try Secret.generate(), try Secret.generate())
        let verifiers = try OrganizationVerifiers(policies: TokenPolicies())
        let (earlier, later) = (verifiers.drawTicket(), verifiers.drawTicket())
        try verifiers.install([stored(new)], ticket: later)
        try verifiers.install([stored(old)], ticket: earlier)
        try verifiers.install([], ticket: earlier)
        #expect(verifiers.content == .secrets)
        for purpose in [TokenPurpose.sso, .widget(requiresUserHash: false)] {
            let verifier = verifiers.verifier(for: purpose)
            #expect(try verifier.verify(Fixture.token(secret: new), at: Fixture.now).userID == "42")
            #expect(throws: VerificationError(status: .signatureMismatch)) {
                try verifier.verify(Fixture.token(secret: old), at: Fixture.now)
            }
        }

        // A reading that began before the lock doesn't open it.
        let before = verifiers.drawTicket()
        verifiers.lock()
        try verifiers.install([stored(old)], ticket: before)
        #expect(verifiers.content == .unknown)
        try verifiers.install([stored(new)], ticket: verifiers.drawTicket())
        #expect(verifiers.content == .secrets)
    }

    @Test("No organization's secret can be the key of the sessions, be it live or retiring")
    func fingerprints() async throws {
        let store = InMemoryWidgetSecretStore()
        let vault = SecretVault(store: store, settings: settings)
        for organization in [Fixture.acme, Fixture.other] {
            let secrets = try await vault.secrets(of: organization.id)
            let retiring = try await secrets.generate(name: "production", at: Fixture.now).reveal()
            let current = try await secrets.regenerate(
                name: "production",
                grace: .seconds(60),
                at: Fixture.now
            ).reveal()
            for text in [retiring, current] {
                let key = try Secret(text)
                await #expect(throws: SSOError(.sessionKeyReused)) {
                    _ = try await SignedSessions(
                        key: key,
                        notAnyOf: store,
                        revocations: InMemorySessionRevocations()
                    )
                }
            }
        }
        _ = try await SignedSessions(
            key: Secret(Secret.generate()),
            notAnyOf: store,
            revocations: InMemorySessionRevocations()
        )
    }
}

/// A store whose readers wait for each other, the first time.
private actor MeetingStore: WidgetSecretStore {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(readers: Int) {
        missing = readers
    }

    func secrets(of organization: OrganizationID) async -> [StoredSecret] {
        guard missing > 0 else { return [] }
        missing -= 1
        if missing > 0 {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            for reader in waiting { reader.resume() }
        }
        return []
    }

    func modify<Result: Sendable>(
        _ organization: OrganizationID,
        _ change: @Sendable (inout [StoredSecret]) throws -> Result
    ) throws -> Result {
        throw Outage()
    }

    func hasSecret(fingerprint: String) -> Bool { false }
}

/// A store in which something happens between the first reading and its answer.
private final class HookedStore: WidgetSecretStore {
    private let inner: InMemoryWidgetSecretStore
    private let hook: Guarded<(@Sendable () async throws -> Void)?>

    init(inner: InMemoryWidgetSecretStore, hook: @escaping @Sendable () async throws -> Void) {
        self.inner = inner
        self.hook = Guarded(hook)
    }

    func secrets(of organization: OrganizationID) async throws -> [StoredSecret] {
        let secrets = inner.secrets(of: organization)
        if let hook = hook.withLock({ $0.take() }) { try await hook() }
        return secrets
    }

    func modify<Result: Sendable>(
        _ organization: OrganizationID,
        _ change: @Sendable (inout [StoredSecret]) throws -> Result
    ) throws -> Result {
        try inner.modify(organization, change)
    }

    func hasSecret(fingerprint: String) -> Bool { inner.hasSecret(fingerprint: fingerprint) }
}
