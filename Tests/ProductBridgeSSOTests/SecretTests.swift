// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("An organization's secrets")
struct SecretTests {
    private let store = InMemoryWidgetSecretStore()
    private let settings = InMemorySSOSettingsStore()

    private func open(_ organization: Organization = Fixture.acme) async throws -> OrganizationSecrets {
        try await OrganizationSecrets(
            of: organization.id,
            in: store,
            settings: settings,
            at: Fixture.now
        )
    }

    @Test("A generated secret is 64 hex characters, of which lists show a fingerprint and the last four")
    func generated() async throws {
        let secrets = try await open()
        let generated = try await secrets.generate(name: "production", at: Fixture.now)
        let summary = generated.summary
        let text = generated.reveal()
        #expect(text.utf8.count == 64)
        #expect(text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
        #expect(summary.name == "production")
        #expect(summary.lastFour == text.suffix(4))
        #expect(summary.createdAt == Fixture.now)
        #expect(summary.retiresAt == nil)
        #expect(summary.fingerprint == (try Secret(text).fingerprint()))
        #expect(try await secrets.list(at: Fixture.now) == [summary])
        #expect(try await open().list(at: Fixture.now) == [summary])
    }

    @Test("A token counts under each of the organization's secrets, and not under another's")
    func several() async throws {
        let secrets = try await open()
        let first = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        let second = try await secrets.generate(name: "staging", at: Fixture.now).reveal()
        for text in [first, second] {
            let verified = try secrets.verify(Fixture.token(secret: text), for: .sso, at: Fixture.now)
            #expect(verified.organization == Fixture.acme.id)
            #expect(verified.identity.email == "ada@example.com")
        }
        let others = try await open(Fixture.other)
        let text = try await others.generate(name: "production", at: Fixture.now).reveal()
        let token = try Fixture.token(secret: text)
        #expect(throws: refusal(.signatureMismatch)) {
            try secrets.verify(token, for: .sso, at: Fixture.now)
        }
    }

    @Test("Without a secret nothing verifies, and the error says why")
    func none() async throws {
        let secrets = try await open()
        let token = try Fixture.token(secret: Secret.generate())
        #expect(throws: SSOError(.noSecret)) { try secrets.verify(token, for: .sso, at: Fixture.now) }
        #expect(try await secrets.list(at: Fixture.now) == [])
    }

    @Test("A regenerated secret stops the old one at once")
    func regenerated() async throws {
        let secrets = try await open()
        let old = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        let generated = try await secrets.regenerate(name: "production", at: Fixture.now)
        let summary = generated.summary
        let new = generated.reveal()
        let (oldToken, newToken) = (try Fixture.token(secret: old), try Fixture.token(secret: new))
        #expect(throws: refusal(.signatureMismatch)) {
            try secrets.verify(oldToken, for: .sso, at: Fixture.now)
        }
        #expect(try secrets.verify(newToken, for: .sso, at: Fixture.now).identity.userID == "42")
        #expect(try await secrets.list(at: Fixture.now) == [summary])
    }

    @Test("A grace time keeps the old secret alive beside the new one, to the second")
    func grace() async throws {
        let secrets = try await open()
        let old = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        let new = try await secrets.regenerate(name: "production", grace: .seconds(60), at: Fixture.now)
            .reveal()
        let (oldToken, newToken) = (try Fixture.token(secret: old), try Fixture.token(secret: new))
        for token in [oldToken, newToken] {
            #expect(try secrets.verify(token, for: .sso, at: Fixture.time(60)).identity.userID == "42")
        }
        #expect(throws: refusal(.signatureMismatch)) {
            try secrets.verify(oldToken, for: .sso, at: Fixture.time(61))
        }
        #expect(try secrets.verify(newToken, for: .sso, at: Fixture.time(61)).identity.userID == "42")

        let retiring = try await secrets.list(at: Fixture.time(60))
        #expect(retiring.map(\.retiresAt) == [Fixture.time(60), nil])
        #expect(retiring.map(\.name) == ["production", "production"])
        #expect(try await secrets.list(at: Fixture.time(61)).map(\.lastFour) == [String(new.suffix(4))])
    }

    @Test("Regenerating without a grace time also stops the ones that were in theirs")
    func graceEnds() async throws {
        let secrets = try await open()
        let first = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        _ = try await secrets.regenerate(name: "production", grace: .seconds(600), at: Fixture.now)
        _ = try await secrets.regenerate(name: "production", at: Fixture.now)
        let token = try Fixture.token(secret: first)
        #expect(throws: refusal(.signatureMismatch)) {
            try secrets.verify(token, for: .sso, at: Fixture.now)
        }
        #expect(try await secrets.list(at: Fixture.now).count == 1)
    }

    @Test("A revoked secret stops at once, with those of its name in their grace time, and no other")
    func revoked() async throws {
        let secrets = try await open()
        let first = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        let second = try await secrets.regenerate(name: "production", grace: .seconds(60), at: Fixture.now)
            .reveal()
        let staging = try await secrets.generate(name: "staging", at: Fixture.now).reveal()
        try await secrets.revoke(name: "production", at: Fixture.now)
        for text in [first, second] {
            let token = try Fixture.token(secret: text)
            #expect(throws: refusal(.signatureMismatch)) {
                try secrets.verify(token, for: .sso, at: Fixture.now)
            }
        }
        let token = try Fixture.token(secret: staging)
        #expect(try secrets.verify(token, for: .sso, at: Fixture.now).identity.userID == "42")
        try await secrets.revoke(name: "staging", at: Fixture.now)
        #expect(throws: SSOError(.noSecret)) { try secrets.verify(token, for: .sso, at: Fixture.now) }
    }

    @Test(
        "A name is 1 to 64 ASCII letters, digits, spaces, '-', '_' and '.'",
        arguments: ["", "a\nb", "naïve", "a/b", "\u{661}", String(repeating: "a", count: 65)]
    )
    func malformedName(name: String) async throws {
        let secrets = try await open()
        await #expect(throws: SSOError(.malformedSecretName)) {
            _ = try await secrets.generate(name: name, at: Fixture.now).reveal()
        }
        let longest = "Az09 -_." + String(repeating: "x", count: 56)
        #expect(try await secrets.generate(name: longest, at: Fixture.now).summary.name == longest)
    }

    @Test("A name is given once, and one that isn't there can be neither regenerated nor revoked")
    func names() async throws {
        let secrets = try await open()
        _ = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        await #expect(throws: SSOError(.secretNameTaken)) {
            _ = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        }
        await #expect(throws: SSOError(.unknownSecret)) {
            _ = try await secrets.regenerate(name: "staging", at: Fixture.now).reveal()
        }
        await #expect(throws: SSOError(.unknownSecret)) {
            try await secrets.revoke(name: "staging", at: Fixture.now)
        }
        #expect(try await secrets.list(at: Fixture.now).count == 1)
    }

    @Test("Eight secrets count at a time, those in their grace time included")
    func limit() async throws {
        let secrets = try await open()
        for number in 1...8 {
            _ = try await secrets.generate(name: "key \(number)", at: Fixture.now).reveal()
        }
        await #expect(throws: SSOError(.tooManySecrets)) {
            _ = try await secrets.generate(name: "key 9", at: Fixture.now).reveal()
        }
        await #expect(throws: SSOError(.tooManySecrets)) {
            _ = try await secrets.regenerate(name: "key 1", grace: .seconds(60), at: Fixture.now).reveal()
        }
        #expect(try await secrets.list(at: Fixture.now).allSatisfy { $0.retiresAt == nil })

        try await secrets.revoke(name: "key 8", at: Fixture.now)
        _ = try await secrets.regenerate(name: "key 1", grace: .seconds(60), at: Fixture.now).reveal()
        // What has retired makes room.
        let last = try await secrets.generate(name: "key 9", at: Fixture.time(61)).reveal()
        let token = try Fixture.token(secret: last, at: Fixture.time(61))
        #expect(try secrets.verify(token, for: .sso, at: Fixture.time(61)).identity.userID == "42")
    }

    @Test(
        "A grace time is of whole seconds, not negative, and ends before the year 10000",
        arguments: [
            Duration.seconds(-1), .milliseconds(1500), .seconds(253_402_300_800), .seconds(253_402_300_799),
        ]
    )
    func graceRange(grace: Duration) async throws {
        let secrets = try await open()
        let text = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        await #expect(throws: SSOError(.invalidArgument)) {
            _ = try await secrets.regenerate(name: "production", grace: grace, at: Fixture.now).reveal()
        }
        let token = try Fixture.token(secret: text)
        #expect(try secrets.verify(token, for: .sso, at: Fixture.now).identity.userID == "42")
    }

    @Test("Another process's change counts after a reload")
    func reload() async throws {
        let (mine, theirs) = (try await open(), try await open())
        let text = try await theirs.generate(name: "production", at: Fixture.now).reveal()
        let token = try Fixture.token(secret: text)
        #expect(throws: SSOError(.noSecret)) { try mine.verify(token, for: .sso, at: Fixture.now) }
        try await mine.reload(at: Fixture.now)
        #expect(try mine.verify(token, for: .sso, at: Fixture.now).identity.userID == "42")
    }

    @Test("A key id of the customer's own locks nobody out")
    func foreignKeyID() async throws {
        let secrets = try await open()
        let text = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        let token = try IdentityIssuer(secret: Secret(text, id: "their-own-2024"))
            .issue(Fixture.ada, at: Fixture.now)
        #expect(try secrets.verify(token, for: .sso, at: Fixture.now).identity.userID == "42")
    }

    @Test("The policies of sso and widget are each its own")
    func policies() async throws {
        let policies = TokenPolicies(sso: .sso.audience("sso"), widget: .widget.audience("widget"))
        let (secrets, text) = try await Fixture.secrets(policies: policies)
        var claims = Fixture.ada
        claims.audience = ["widget"]
        let token = try Fixture.token(claims, secret: text)
        #expect(throws: refusal(.audienceMismatch)) { try secrets.verify(token, for: .sso, at: Fixture.now) }
        for hash in [false, true] {
            claims.includesUserHash = hash
            let token = try Fixture.token(claims, secret: text)
            let purpose = TokenPurpose.widget(requiresUserHash: hash)
            #expect(try secrets.verify(token, for: purpose, at: Fixture.now).identity.userID == "42")
        }
    }

    @Test("The policies to report are those of sso and widget")
    func reporting() async throws {
        let policies = TokenPolicies(
            ssoReporting: .sso.audience("sso"),
            widgetReporting: .widget.audience("widget").requiringUserHash()
        )
        let (secrets, text) = try await Fixture.secrets(policies: policies)
        var claims = Fixture.ada
        claims.includesUserHash = false
        let token = try Fixture.token(claims, secret: text)
        let sso = try secrets.verify(token, for: .sso, at: Fixture.now).identity
        #expect(sso.wouldRefuse == [VerificationError(status: .audienceMismatch)])
        let loose = TokenPurpose.widget(requiresUserHash: false)
        let widget = try secrets.verify(token, for: loose, at: Fixture.now).identity
        #expect(widget.wouldRefuse.map(\.status) == [.missingUserHash, .audienceMismatch])
        claims.includesUserHash = true
        let hashed = try Fixture.token(claims, secret: text)
        let bound = TokenPurpose.widget(requiresUserHash: true)
        let strict = try secrets.verify(hashed, for: bound, at: Fixture.now).identity
        #expect(strict.wouldRefuse.map(\.status) == [.audienceMismatch])
    }

    @Test("A vault gives every caller the same object, so that a change reaches all")
    func vault() async throws {
        let vault = SecretVault(store: store, settings: settings)
        let objects = try await withThrowingTaskGroup(of: OrganizationSecrets.self) { group in
            for _ in 0..<50 { group.addTask { try await vault.secrets(of: Fixture.acme.id) } }
            return try await group.reduce(into: [OrganizationSecrets]()) { $0.append($1) }
        }
        #expect(Set(objects.map(ObjectIdentifier.init)).count == 1)
        let others = try await vault.secrets(of: Fixture.other.id)
        #expect(!objects.contains { $0 === others })
    }

    @Test("Neither a description nor a dump nor an error shows a secret")
    func redaction() async throws {
        let secrets = try await open()
        let text = try await secrets.generate(name: "production", at: Fixture.now).reveal()
        let stored = try #require(store.secrets(of: Fixture.acme.id).first)
        var dumped = ""
        dump(stored, to: &dumped)
        dump(secrets, to: &dumped)
        dumped += "\(stored) \(stored.text) \(String(reflecting: stored.text))"
        #expect(!dumped.contains(text))
        #expect(dumped.contains(stored.summary.fingerprint))
        #expect(stored.text.withUTF8 { span in span.indices.map { span[$0] } } == Array(text.utf8))
    }
}
