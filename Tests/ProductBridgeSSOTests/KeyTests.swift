// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("An organization's secrets")
struct KeyTests {
    private func verify(_ text: String, _ flow: Flow, at offset: Double = 0) async throws -> String {
        let token = try Fixture.token(secret: text)
        return try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.time(offset)).identity.email
    }

    @Test("A generated secret is 64 hex characters, of which lists show the last four")
    func generated() async throws {
        let flow = try await Flow()
        let generated = try await flow.sso.generateKey(
            name: "staging",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.time(0.75)
        )
        let key = generated.key
        let text = generated.reveal()
        #expect(text.utf8.count == 64)
        #expect(text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
        #expect(key.name == "staging")
        #expect(key.lastFour == text.suffix(4))
        // Whole seconds, as in sessions.
        #expect(key.createdAt == Fixture.now)
        #expect(key.retiresAt == nil)
        #expect(key.id.utf8.count == 32)
        #expect(try await flow.keys().last == key)
        #expect(try await flow.keys().map(\.name) == ["production", "staging"])
    }

    @Test("A stored secret, and one that is shown again, doesn't include its text")
    func shownOnce() async throws {
        let flow = try await Flow()
        let text = try await flow.generate("staging")
        for value: Any in [
            try await flow.keys(), try await flow.records(.tenant), try await flow.records(.change),
        ] {
            #expect(!shows([text, flow.secret], everything(about: value)))
        }
    }

    @Test("A token is valid with each of the organization's secrets, and not with another's")
    func several() async throws {
        let flow = try await Flow()
        let second = try await flow.generate("staging")
        for text in [flow.secret, second] {
            #expect(try await verify(text, flow) == "ada@example.com")
            var browser = Browser(flow.sso)
            let (_, returnTo) = try await browser.clickSignIn()
            let back = try await browser.comeBack(token: Fixture.token(secret: text), returnTo: returnTo)
            #expect(try back.signedIn.person.identity.email == "ada@example.com")
        }
        let others = try await flow.generate("production", of: Fixture.other)
        await #expect(throws: refusal(.signatureMismatch)) { try await verify(others, flow) }
    }

    @Test("Without a secret nothing verifies, and the error says why")
    func none() async throws {
        let flow = try await Flow()
        let token = try Fixture.token(secret: flow.secret)
        await #expect(throws: SSOError(.noSecret)) {
            try await flow.sso.identify(token, of: Fixture.other, at: Fixture.now)
        }
        var browser = Browser(flow.sso, host: Fixture.otherHosts[0])
        let (_, returnTo) = try await browser.clickSignIn()
        let back = try await browser.comeBack(token: token, returnTo: returnTo, organization: "other")
        #expect(back.refusal == SSOError(.noSecret))
        #expect(back.status == 503)
    }

    @Test("Regenerating a secret ends the old one at once, and the sessions that it made")
    func regenerated() async throws {
        let flow = try await Flow()
        let (_, browser) = try await flow.signIn()
        let credential = try await flow.identify().credential
        let old = try #require(try await flow.keys().first)
        let new = try await flow.regenerate(at: 1)
        await #expect(throws: refusal(.signatureMismatch)) { try await verify(flow.secret, flow, at: 1) }
        #expect(try await verify(new, flow, at: 1) == "ada@example.com")
        let keys = try await flow.keys()
        #expect(keys.map(\.lastFour) == [String(new.suffix(4))])
        #expect(keys[0].id != old.id)
        #expect(keys[0].createdAt == Fixture.time(1))
        #expect(try await browser.person(at: Fixture.time(1)) == nil)
        await #expect(throws: SSOError(.unknownSession)) {
            try await flow.sso.submitter(credential, of: Fixture.acme, at: Fixture.time(1))
        }
    }

    @Test("A grace time keeps the old secret alive beside the new one, to the second")
    func grace() async throws {
        let flow = try await Flow()
        let (_, browser) = try await flow.signIn()
        let new = try await flow.regenerate(grace: .seconds(60), at: 0.75)
        for text in [flow.secret, new] {
            #expect(try await verify(text, flow, at: 60.75) == "ada@example.com")
        }
        #expect(try await browser.person(at: Fixture.time(60.75)) == "ada@example.com")
        await #expect(throws: refusal(.signatureMismatch)) { try await verify(flow.secret, flow, at: 61) }
        #expect(try await verify(new, flow, at: 61) == "ada@example.com")
        #expect(try await browser.person(at: Fixture.time(61)) == nil)

        let keys = try await flow.keys()
        #expect(keys.map(\.retiresAt) == [Fixture.time(60), nil])
        #expect(keys.map(\.name) == ["production", "production"])
        #expect(keys.map(\.lastFour) == [flow.secret, new].map { String($0.suffix(4)) })
    }

    @Test("A change of secrets on a clock that is hours ahead doesn't end another secret's grace time")
    func graceAhead() async throws {
        let flow = try await Flow()
        _ = try await flow.generate("staging")
        _ = try await flow.regenerate(grace: .seconds(60))
        _ = try await flow.generate("third", at: 7200)
        _ = try await flow.regenerate("staging", at: 7200)
        try await flow.revoke("third", at: 7200)
        #expect(try await verify(flow.secret, flow, at: 60) == "ada@example.com")
        await #expect(throws: refusal(.signatureMismatch)) { try await verify(flow.secret, flow, at: 61) }
        // A change a day after its end removes it.
        #expect(try await flow.keys().count == 3)
        _ = try await flow.generate("fourth", at: 61 + 86_400)
        #expect(try await flow.keys().count == 3)
    }

    @Test("Regenerating again ends the ones that were in their grace time", arguments: [0, 60])
    func graceEnds(second: Int) async throws {
        let flow = try await Flow()
        let middle = try await flow.regenerate(grace: .seconds(600))
        let last = try await flow.regenerate(grace: .seconds(second))
        await #expect(throws: refusal(.signatureMismatch)) { try await verify(flow.secret, flow) }
        if second == 0 {
            await #expect(throws: refusal(.signatureMismatch)) { try await verify(middle, flow) }
        } else {
            #expect(try await verify(middle, flow) == "ada@example.com")
        }
        #expect(try await verify(last, flow) == "ada@example.com")
        #expect(try await flow.keys().count == (second == 0 ? 1 : 2))
    }

    @Test("A revoked secret stops working at once, with those of its name in their grace time, and no other")
    func revoked() async throws {
        let flow = try await Flow()
        let (_, browser) = try await flow.signIn()
        let second = try await flow.regenerate(grace: .seconds(60))
        let staging = try await flow.generate("staging")
        try await flow.revoke()
        for text in [flow.secret, second] {
            await #expect(throws: refusal(.signatureMismatch)) { try await verify(text, flow) }
        }
        #expect(try await browser.person() == nil)
        #expect(try await verify(staging, flow) == "ada@example.com")
        try await flow.revoke("staging")
        await #expect(throws: SSOError(.noSecret)) { try await verify(staging, flow) }
        #expect(try await flow.keys() == [])
    }

    @Test("A secret that was revoked and generated again is another one: its sessions stay ended")
    func again() async throws {
        let flow = try await Flow()
        let (_, browser) = try await flow.signIn()
        try await flow.revoke()
        _ = try await flow.generate("production")
        #expect(try await browser.person() == nil)
    }

    @Test(
        "A name is 1 to 64 ASCII letters, digits, spaces, '-', '_' and '.'",
        arguments: ["", "a\nb", "naïve", "a/b", "\u{661}", String(repeating: "a", count: 65)]
    )
    func malformedName(name: String) async throws {
        let flow = try await Flow()
        await #expect(throws: SSOError(.malformedSecretName)) { _ = try await flow.generate(name) }
        let longest = "Az09 -_." + String(repeating: "x", count: 56)
        _ = try await flow.generate(longest)
        #expect(try await flow.keys().last?.name == longest)
    }

    @Test("A name is used once, and an unknown one can be neither regenerated nor revoked")
    func names() async throws {
        let flow = try await Flow()
        await #expect(throws: SSOError(.secretNameTaken)) { _ = try await flow.generate("production") }
        await #expect(throws: SSOError(.unknownSecret)) { _ = try await flow.regenerate("staging") }
        await #expect(throws: SSOError(.unknownSecret)) { try await flow.revoke("staging") }
        await #expect(throws: SSOError(.unknownSecret)) {
            try await flow.sso.endSessions(ofKey: "staging", of: Fixture.acme, by: "x", at: Fixture.now)
        }
        #expect(try await flow.keys().map(\.name) == ["production"])
        let nobody = Fixture.organization("nobody")
        await #expect(throws: SSOError(.unknownOrganization)) { _ = try await flow.generate("a", of: nobody) }
    }

    @Test("At most eight secrets are valid at a time, including those in their grace time")
    func limit() async throws {
        let flow = try await Flow()
        for number in 2...8 { _ = try await flow.generate("key \(number)") }
        await #expect(throws: SSOError(.tooManySecrets)) { _ = try await flow.generate("key 9") }
        await #expect(throws: SSOError(.tooManySecrets)) {
            _ = try await flow.regenerate("key 2", grace: .seconds(60))
        }
        #expect(try await flow.keys().allSatisfy { $0.retiresAt == nil })
        // Without a grace time it replaces the old one.
        _ = try await flow.regenerate("key 2")

        try await flow.revoke("key 8")
        _ = try await flow.regenerate("production", grace: .seconds(60))
        await #expect(throws: SSOError(.tooManySecrets)) { _ = try await flow.generate("key 9", at: 60) }
        // A retired secret makes room.
        let last = try await flow.generate("key 9", at: 61)
        #expect(try await verify(last, flow, at: 61) == "ada@example.com")
    }

    @Test(
        "A grace time is of whole seconds, not negative, and ends before the year 10000",
        arguments: [
            Duration.seconds(-1), .milliseconds(1500), .seconds(253_402_300_800), .seconds(253_402_300_799),
        ]
    )
    func graceRange(grace: Duration) async throws {
        let flow = try await Flow()
        await #expect(throws: SSOError(.invalidArgument)) { _ = try await flow.regenerate(grace: grace) }
        #expect(try await verify(flow.secret, flow) == "ada@example.com")
    }

    @Test("A key id of the customer's own locks nobody out")
    func foreignKeyID() async throws {
        let flow = try await Flow()
        _ = try await flow.generate("staging")
        let token = try IdentityIssuer(secret: Secret(flow.secret, id: "their-own-2024"))
            .issue(Fixture.ada, at: Fixture.now)
        #expect(
            try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now).user.profile.userID == "42"
        )
    }

    @Test("The reason for a refusal is given, whichever secret signed the token")
    func refused() async throws {
        let flow = try await Flow()
        let second = try await flow.generate("staging")
        for text in [flow.secret, second] {
            await #expect(throws: refusal(.expired)) { try await verify(text, flow, at: 3630) }
        }
    }
}
