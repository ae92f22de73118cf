// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("An organization's secrets that retire")
struct SecretRetirementTests {
    private let store = InMemoryWidgetSecretStore()

    private func open() async throws -> OrganizationSecrets {
        try await OrganizationSecrets(
            of: Fixture.acme.id,
            in: store,
            settings: InMemorySSOSettingsStore(),
            at: Fixture.now
        )
    }

    @Test("Each of several in their grace time ends when it was told to, and the last one stays")
    func graces() async throws {
        let secrets = try await open()
        let first = try await secrets.generate(name: "production", at: Fixture.time(0.75)).reveal()
        _ = try await secrets.regenerate(name: "production", grace: .seconds(60), at: Fixture.time(0.75))
        _ = try await secrets.regenerate(name: "production", grace: .seconds(90), at: Fixture.time(0.75))
        let all = try await secrets.list(at: Fixture.now)
        #expect(all.map(\.retiresAt) == [Fixture.time(60), Fixture.time(90), nil])
        // Whole seconds, as the verifier has them.
        #expect(all.map(\.createdAt) == [Fixture.now, Fixture.now, Fixture.now])
        #expect(try await secrets.list(at: Fixture.time(60.75)) == all)
        #expect(try await secrets.list(at: Fixture.time(61)) == Array(all.dropFirst()))
        try await secrets.reload(at: Fixture.time(60.75))
        let token = try Fixture.token(secret: first)
        #expect(try secrets.verify(token, for: .sso, at: Fixture.time(60.75)).identity.userID == "42")
    }

    @Test("Nothing holds the characters of a secret that has gone, so they are wiped")
    func held() async throws {
        let secrets = try await open()
        _ = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        weak let first = store.secrets(of: Fixture.acme.id).first?.text
        #expect(first != nil)
        _ = try await secrets.regenerate(name: "production", at: Fixture.now).reveal()
        #expect(first == nil)
        weak let second = store.secrets(of: Fixture.acme.id).first?.text
        #expect(second != nil)
        try await secrets.revoke(name: "production", at: Fixture.now)
        #expect(second == nil)
    }

    @Test("A change that throws half-way changes nothing in the store")
    func halfWay() async throws {
        _ = try await open().generate(name: "production", at: Fixture.now).reveal()
        #expect(throws: SSOError(.tooManySecrets)) {
            try store.modify(Fixture.acme.id) { secrets in
                secrets.removeAll()
                throw SSOError(.tooManySecrets)
            }
        }
        #expect(store.secrets(of: Fixture.acme.id).map(\.summary.name) == ["production"])
    }

    @Test("What a store still holds of secrets that have retired counts for nothing, and fills no verifier")
    func retiredInStore() async throws {
        let texts = try (0..<9).map { _ in try Secret.generate() }
        try store.modify(Fixture.acme.id) { secrets in
            secrets = texts.enumerated().map { index, text in
                let summary = WidgetSecret(
                    name: "production",
                    fingerprint: "\(index)",
                    lastFour: String(text.suffix(4)),
                    createdAt: Fixture.time(-60),
                    retiresAt: index < 8 ? Fixture.time(-1) : nil
                )
                return StoredSecret(summary: summary, text: SecretText(utf8: text.utf8))
            }
        }
        // Opening reads what is there.
        let secrets = try await open()
        let token = try Fixture.token(secret: texts[8])
        #expect(try secrets.verify(token, for: .sso, at: Fixture.now).identity.userID == "42")
        let retired = try Fixture.token(secret: texts[0])
        #expect(throws: refusal(.signatureMismatch)) {
            try secrets.verify(retired, for: .sso, at: Fixture.now)
        }
        #expect(try await secrets.list(at: Fixture.now).map(\.fingerprint) == ["8"])
    }
}
