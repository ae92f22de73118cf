// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("The widget")
struct WidgetTests {
    private let directory = InMemoryUserDirectory()

    private func open(
        _ settings: WidgetSettings = WidgetSettings(),
        of organization: Organization = Fixture.acme
    ) async throws -> (widget: Widget, secret: String) {
        let (secrets, text) = try await Fixture.secrets(of: organization)
        return (Widget(settings: settings, secrets: secrets, directory: directory), text)
    }

    private func user(_ visitor: WidgetVisitor) -> UserRecord? {
        guard case .identified(let identified) = visitor else { return nil }
        return identified.user
    }

    @Test("Init without a token is anonymous, and may submit")
    func anonymous() async throws {
        let (widget, _) = try await open()
        let visitor = try await widget.initialize(userToken: nil, at: Fixture.now)
        #expect(visitor == .anonymous)
        #expect(try widget.submitter(visitor) == nil)
    }

    @Test("Init with a token logs the person in, who submits under the person's name")
    func initialized() async throws {
        let (widget, secret) = try await open()
        let visitor = try await widget.initialize(
            userToken: Fixture.token(secret: secret),
            at: Fixture.now
        )
        let key = UserKey(organization: Fixture.acme.id, email: "ada@example.com")
        #expect(user(visitor)?.key == key)
        #expect(directory.user(key)?.profile.userID == "42")
        #expect(directory.user(key)?.createdAt == Fixture.now)
        #expect(try widget.submitter(visitor) == key)
    }

    @Test("A visitor is identified after init")
    func identifiedLater() async throws {
        let (widget, secret) = try await open(WidgetSettings(requireIdentify: true))
        let before = try await widget.initialize(userToken: nil, at: Fixture.now)
        #expect(before == .locked)
        #expect(throws: SSOError(.identifyRequired)) { try widget.submitter(before) }
        let after = try await widget.identify(Fixture.token(secret: secret), at: Fixture.now)
        #expect(user(after)?.profile.userID == "42")
        #expect(try widget.submitter(after)?.email == "ada@example.com")
    }

    @Test("Who came before identify was required submits no more")
    func requiredMeanwhile() async throws {
        let (widget, _) = try await open(WidgetSettings(requireIdentify: true))
        #expect(throws: SSOError(.identifyRequired)) { try widget.submitter(.anonymous) }
    }

    @Test("Identify with a fresh token updates the stored profile with company data")
    func reidentified() async throws {
        let (widget, secret) = try await open()
        _ = try await widget.initialize(userToken: Fixture.token(secret: secret), at: Fixture.now)
        var claims = Fixture.ada
        claims.company = Company(id: "c-1", name: "Acme", mrr: 99)
        let fresh = try Fixture.token(claims, secret: secret, at: Fixture.time(60))
        let visitor = try await widget.identify(fresh, at: Fixture.time(60))
        let company = try #require(user(visitor)?.company)
        #expect(directory.company(company)?.company == Company(id: "c-1", name: "Acme", mrr: 99))
    }

    @Test(
        "A refused token is not anonymous: the visitor is asked to log in",
        arguments: [("", VerificationStatus.malformedToken), ("undefined", .malformedToken)]
    )
    func refused(token: String, status: VerificationStatus) async throws {
        let (widget, _) = try await open()
        let error = await #expect(throws: SSOError.self) {
            try await widget.initialize(userToken: token, at: Fixture.now)
        }
        #expect(error == refusal(status))
        #expect(error?.publicMessage == "Please log in.")
    }

    @Test("An expired token, and one with another's signature, are refused, and make no record")
    func expired() async throws {
        let (widget, secret) = try await open()
        let expired = try Fixture.token(secret: secret)
        await #expect(throws: refusal(.expired)) {
            try await widget.identify(expired, at: Fixture.time(3630))
        }
        let foreign = try Fixture.token(secret: Secret.generate())
        await #expect(throws: refusal(.signatureMismatch)) {
            try await widget.identify(foreign, at: Fixture.now)
        }
        #expect(directory.users(userID: "42", organization: Fixture.acme.id) == [])
    }

    @Test("A user hash is demanded where the setting says so, and else not looked at")
    func userHash() async throws {
        let (secrets, secret) = try await Fixture.secrets()
        let lenient = Widget(settings: WidgetSettings(), secrets: secrets, directory: directory)
        let strict = Widget(
            settings: WidgetSettings(requireUserHash: true),
            secrets: secrets,
            directory: directory
        )
        let without = try Fixture.token(secret: secret)
        _ = try await lenient.identify(without, at: Fixture.now)
        await #expect(throws: refusal(.missingUserHash)) {
            try await strict.identify(without, at: Fixture.now)
        }
        var claims = Fixture.ada
        claims.includesUserHash = true
        let with = try Fixture.token(claims, secret: secret)
        #expect(user(try await strict.identify(with, at: Fixture.now))?.profile.userID == "42")

        let others = try Secret(Secret.generate()).userHash(of: "42")
        let wrong = Signer.token(
            #"{"email":"ada@example.com","sub":"42","user_hash":"\#(others)","exp":1767229200}"#,
            header: Signer.header,
            secret: secret
        )
        await #expect(throws: refusal(.userHashMismatch)) {
            try await strict.identify(wrong, at: Fixture.now)
        }
        _ = try await lenient.identify(wrong, at: Fixture.now)
    }

    @Test("Update Only refuses an unknown address, and takes a known one")
    func updateOnly() async throws {
        let (widget, secret) = try await open(WidgetSettings(identifyMode: .updateOnly))
        let token = try Fixture.token(secret: secret)
        let error = await #expect(throws: SSOError.self) {
            try await widget.identify(token, at: Fixture.now)
        }
        #expect(error == SSOError(.unknownUser))
        let key = UserKey(organization: Fixture.acme.id, email: "ada@example.com")
        #expect(directory.user(key) == nil)
        try directory.modifyUser(key) { $0 = UserRecord(key: key, createdAt: Fixture.now) }
        #expect(user(try await widget.identify(token, at: Fixture.now))?.profile.userID == "42")
    }

    @Test("Another organization's token and another organization's user are refused")
    func tenants() async throws {
        let (acme, _) = try await open()
        let (other, secret) = try await open(of: Fixture.other)
        let token = try Fixture.token(secret: secret)
        await #expect(throws: refusal(.signatureMismatch)) {
            try await acme.identify(token, at: Fixture.now)
        }
        let visitor = try await other.identify(token, at: Fixture.now)
        #expect(throws: SSOError(.wrongOrganization)) { try acme.submitter(visitor) }
    }
}
