// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("An organization's secrets, when a store fails")
struct SecretOutageTests {
    private let store = FailingSecretStore()
    private let settings = FailingSettingsStore()
    private var id: OrganizationID { Fixture.acme.id }

    /// Secrets with one called `production`, whose token verifies, and a passed test.
    private func open() async throws -> (secrets: OrganizationSecrets, token: String) {
        try settings.inner.modify(id) { settings in
            settings.setLoginURL(try LoginURL("https://acme.example/login"))
            try settings.testPassed(revision: settings.revision)
        }
        let secrets = try await OrganizationSecrets(of: id, in: store, settings: settings, at: Fixture.now)
        let text = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        return (secrets, try Fixture.token(secret: text))
    }

    private static let changes:
        [(name: String, change: @Sendable (OrganizationSecrets) async throws -> Void)] = [
            ("generate", { _ = try await $0.generate(name: "staging", at: Fixture.now).reveal() }),
            ("regenerate", { _ = try await $0.regenerate(name: "production", at: Fixture.now).reveal() }),
            ("revoke", { try await $0.revoke(name: "production", at: Fixture.now) }),
        ]

    @Test(
        "After a change whose outcome isn't known no secret counts, until the secrets are read again",
        arguments: [FailingSecretStore.Failure.afterChange, .readAfterChange]
    )
    func unknownOutcome(failure: FailingSecretStore.Failure) async throws {
        for (name, change) in Self.changes {
            let (secrets, token) = try await open()
            store.fail(failure)
            await #expect(throws: Outage.self, "\(name)") { try await change(secrets) }
            for purpose in [TokenPurpose.sso, .widget(requiresUserHash: false)] {
                #expect(throws: SSOError(.secretsNotRead), "\(name)") {
                    try secrets.verify(token, for: purpose, at: Fixture.now)
                }
            }
            store.fail(.readAfterChange, isNow: true)
            await #expect(throws: Outage.self) { try await secrets.reload(at: Fixture.now) }
            #expect(secrets.needsReload)

            store.fail(nil)
            try await secrets.reload(at: Fixture.now)
            switch name {
            case "generate":
                #expect(try secrets.verify(token, for: .sso, at: Fixture.now).identity.userID == "42")
            case "regenerate":
                #expect(throws: refusal(.signatureMismatch)) {
                    try secrets.verify(token, for: .sso, at: Fixture.now)
                }
            default:
                #expect(throws: SSOError(.noSecret)) {
                    try secrets.verify(token, for: .sso, at: Fixture.now)
                }
            }
            try store.inner.modify(id) { $0 = [] }
        }
    }

    @Test("A vault reads such secrets again for who asks next")
    func vaultHeals() async throws {
        let (_, token) = try await open()
        let vault = SecretVault(store: store, settings: settings)
        let secrets = try await vault.secrets(of: id)
        #expect(try secrets.verify(token, for: .sso, at: Fixture.now).identity.userID == "42")
        store.fail(.readAfterChange)
        await #expect(throws: Outage.self) { try await secrets.revoke(name: "production", at: Fixture.now) }
        await #expect(throws: Outage.self) { try await vault.secrets(of: id) }
        store.fail(nil)
        #expect(try await vault.secrets(of: id) === secrets)
        #expect(throws: SSOError(.noSecret)) { try secrets.verify(token, for: .sso, at: Fixture.now) }
    }

    @Test("A change that is refused locks nothing")
    func refused() async throws {
        let (secrets, token) = try await open()
        await #expect(throws: SSOError(.secretNameTaken)) {
            _ = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        }
        #expect(try secrets.verify(token, for: .sso, at: Fixture.now).identity.userID == "42")
    }

    @Test("Where the settings can't be changed, no secret is")
    func settingsOutage() async throws {
        let (secrets, token) = try await open()
        settings.isBroken.withLock { $0 = true }
        for (_, change) in Self.changes.dropFirst() {
            await #expect(throws: Outage.self) { try await change(secrets) }
            #expect(try secrets.verify(token, for: .sso, at: Fixture.now).identity.userID == "42")
        }
        #expect(try await secrets.list(at: Fixture.now).map(\.name) == ["production"])
    }

    @Test("What is refused makes no test stale")
    func refusedKeepsTest() async throws {
        let (secrets, _) = try await open()
        _ = try await secrets.regenerate(name: "production", grace: .seconds(9), at: Fixture.now).reveal()
        for number in 3...8 {
            _ = try await secrets.generate(name: "key \(number)", at: Fixture.now).reveal()
        }
        try settings.inner.modify(id) { try $0.testPassed(revision: $0.revision) }
        await #expect(throws: SSOError(.tooManySecrets)) {
            _ = try await secrets.regenerate(name: "key 3", grace: .seconds(60), at: Fixture.now).reveal()
        }
        await #expect(throws: SSOError(.unknownSecret)) {
            _ = try await secrets.regenerate(name: "staging", at: Fixture.now).reveal()
        }
        await #expect(throws: SSOError(.unknownSecret)) {
            try await secrets.revoke(name: "staging", at: Fixture.now)
        }
        #expect(settings.inner.settings(of: id).test == .passed)

        // What has retired makes room for the next that retires.
        _ = try await secrets.regenerate(name: "key 3", grace: .seconds(60), at: Fixture.time(10)).reveal()
        #expect(settings.inner.settings(of: id).test == .stale)
    }

    @Test("A test that passes with the old secret while it is being replaced is stale")
    func testInBetween() async throws {
        let (secrets, _) = try await open()
        for (_, change) in Self.changes.dropFirst() {
            let settings = settings.inner
            let id = id
            store.beforeChange.withLock {
                $0 = { try settings.modify(id) { try $0.testPassed(revision: $0.revision) } }
            }
            try await change(secrets)
            #expect(settings.settings(of: id).test == .stale)
        }
    }
}

struct Outage: Error {}

/// A store of secrets that fails when it is told to.
final class FailingSecretStore: WidgetSecretStore {
    enum Failure: Sendable {
        /// The change is made, and the answer is lost.
        case afterChange
        /// The change is made, and from then on nothing can be read.
        case readAfterChange
    }

    let inner = InMemoryWidgetSecretStore()
    let beforeChange = Guarded<(@Sendable () throws -> Void)?>(nil)
    private let failure = Guarded<(Failure?, isNow: Bool)>((nil, isNow: false))

    func fail(_ failure: Failure?, isNow: Bool = false) {
        self.failure.withLock { $0 = (failure, isNow) }
    }

    func secrets(of organization: OrganizationID) throws -> [StoredSecret] {
        if failure.withLock({ $0.0 == .readAfterChange && $0.isNow }) { throw Outage() }
        return inner.secrets(of: organization)
    }

    func modify<Result: Sendable>(
        _ organization: OrganizationID,
        _ change: @Sendable (inout [StoredSecret]) throws -> Result
    ) throws -> Result {
        try beforeChange.withLock(\.self)?()
        let result = try inner.modify(organization, change)
        failure.withLock { $0.isNow = true }
        if failure.withLock({ $0.0 == .afterChange }) { throw Outage() }
        return result
    }

    func hasSecret(fingerprint: String) -> Bool { inner.hasSecret(fingerprint: fingerprint) }
}

/// A store of settings that fails when it is told to.
final class FailingSettingsStore: SSOSettingsStore {
    let inner = InMemorySSOSettingsStore()
    let isBroken = Guarded(false)

    func settings(of organization: OrganizationID) -> SSOSettings { inner.settings(of: organization) }

    func modify<Result: Sendable>(
        _ organization: OrganizationID,
        _ change: @Sendable (inout SSOSettings) throws -> Result
    ) throws -> Result {
        if isBroken.withLock(\.self) { throw Outage() }
        return try inner.modify(organization, change)
    }
}
