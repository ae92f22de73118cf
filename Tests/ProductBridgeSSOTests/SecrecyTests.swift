// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Values with a secret, a token, a cookie or an address don't show it")
struct SecrecyTests {
    private static let email = "ada.lovelace@analytical.example"
    private static let name = "Augusta Ada King"
    private static let claims = Flow.claims(email) {
        $0.userID = "user-number-4711"
        $0.name = name
        $0.accountOwnerEmail = "babbage@difference.example"
    }
    private static let personal = [email, name, "user-number-4711", "babbage@difference.example"]

    private static func expectSilent(_ value: Any, _ confidential: [String], _ name: String) {
        let said = everything(about: value) + everything(about: [value]) + everything(about: ["k": value])
        #expect(!said.isEmpty)
        #expect(!shows(confidential, said), "\(name): \(said.prefix(2000))")
    }

    @Test("The search finds each in plain sight")
    func search() {
        for word in Self.personal { #expect(shows([word], everything(about: ["x": [word]]))) }
    }

    @Test("Keys, persons, sessions and tenants")
    func values() async throws {
        let master = try MasterKeys.generate()
        let previous = try MasterKeys.generate()
        let keys = try MasterKeys(current: master, previous: [previous])
        let sso = try SingleSignOn(store: InMemoryPortalStore(), masterKeys: keys)
        try await sso.createTenant(Fixture.acme, hosts: Fixture.acmeHosts, by: "x", at: Fixture.now)
        let generated = try await sso.generateKey(name: "a", of: Fixture.acme, by: "x", at: Fixture.now)
        // It can't be copied, so it can't be printed or dumped; only its key is accessible.
        let key = generated.key
        let secret = generated.reveal()
        let token = try Fixture.token(Self.claims, secret: secret)
        let person = try await sso.identify(token, of: Fixture.acme, at: Fixture.now)
        let tenant = try await sso.tenant(Fixture.acme)
        let text = SecretText(utf8: secret.utf8)
        let sealed = try keys.seal(text, at: SealedPlace(organization: Fixture.acme, record: "1"))
        let verified = try sso.verify(token, of: tenant, by: .sso, reporting: nil, at: Fixture.now)
        let confidential =
            [master, previous, secret, token, person.credential]
            + token.split(separator: ".").map(String.init)
            + Self.personal
        let values: [(String, Any)] = [
            ("MasterKeys", keys), ("SingleSignOn", sso), ("TenantKey", key), ("Tenant", tenant),
            ("SecretText", text), ("SealedText", sealed), ("PortalUser", person.user),
            ("PortalSession", person.session), ("Identified", person),
            ("WidgetVisitor", WidgetVisitor.identified(person)),
            ("VerifiedToken", verified), ("InMemoryPortalStore", sso.store),
            ("Export", try await sso.export(user: Self.email, of: Fixture.acme)),
            ("Changes", try await sso.changes(of: Fixture.acme)),
        ]
        for (name, value) in values { Self.expectSilent(value, confidential, name) }
    }

    @Test("The log of refusals")
    func refusals() async throws {
        let flow = try await Flow()
        let token = try Fixture.token(Self.claims, secret: flow.secret)
        let foreign = try Fixture.token(Self.claims, secret: Secret.generate())
        for token in [token, foreign, "qwertzuiop-asdfghjkl"] {
            _ = try? await flow.sso.identify(token, of: Fixture.acme, at: Fixture.time(4000))
        }
        let log = try await flow.sso.refusals(of: Fixture.acme)
        #expect(log.signed.map(\.email) == [Self.email])
        #expect(log.unsigned.map(\.email) == [nil, nil])
        let confidential =
            [flow.secret, "qwertzuiop-asdfghjkl"] + Self.personal
            + (token + "." + foreign).split(separator: ".").dropFirst().map(String.init)
        Self.expectSilent(log, confidential, "RefusalLog")
        Self.expectSilent(try await flow.records(.refusal), confidential, "RefusalEntry")
    }

    @Test("Requests and answers of each kind")
    func answers() async throws {
        let flow = try await Flow(echo: true)
        var browser = Browser(flow.sso)
        let token = try Fixture.token(Self.claims, secret: flow.secret)
        let (begun, returnTo) = try await browser.clickSignIn(returnTo: "/private/page/of/ada")
        let attempt = try #require(browser.cookies.first?.value)
        let request = browser.request(
            "POST",
            query: "ssoToken=\(token)&organizationId=acme",
            form: "ssoToken=\(token)",
            site: "same-origin"
        )
        let asked = try await browser.comeBack(token: token, returnTo: nil)
        guard case .confirm(_, let form) = asked.action else { throw NotExpected("\(asked.status)") }
        let signedIn = try await browser.comeBack(token: token, returnTo: returnTo)
        let person = try signedIn.signedIn.person
        let again = try await browser.comeBack(token: token, returnTo: returnTo)
        guard case .alreadySignedIn = again.action else { throw NotExpected("\(again.status)") }
        let session = try await flow.sso.session(browser.request(site: "none"), at: Fixture.now)
        let credential = try #require(browser.cookies.first { $0.name == SingleSignOn.sessionCookie }?.value)
        #expect(credential == person.credential)
        var stranger = Browser(flow.sso)
        let refused = try await stranger.comeBack(token: token, returnTo: returnTo)
        let (test, started) = try await flow.sso.startTest(
            browser.request(site: "same-origin"),
            at: Fixture.now
        )
        browser.take(started.cookies)
        let fresh = try Fixture.token(
            Flow.claims(Self.email) { $0.tokenID = "2" },
            secret: flow.secret
        )
        let tested = try await browser.comeBack(
            token: fresh,
            returnTo: Browser.parameter("returnTo", of: started.location ?? "")
        )
        guard case .tested = tested.action else { throw NotExpected("\(tested.status)") }
        let signedOut = try await flow.sso.signOut(browser.request(site: "same-origin"), at: Fixture.now)

        let confidential =
            [token, fresh, flow.secret, credential] + Self.personal
            + (attempt + "." + started.cookies[0].value).split(separator: ".").filter {
                $0.count > 10 && $0.first != "/"
            }.map(
                String.init
            )
            + token.split(separator: ".").map(String.init)
        let values: [(String, Any)] = [
            ("request", request), ("begun", begun), ("asked", asked), ("form", form), ("signed in", signedIn),
            ("again", again), ("session", session), ("refused", refused), ("test", test as Any),
            ("started", started),
            ("tested", tested), ("signed out", signedOut), ("cookie", signedIn.cookies),
            ("cookie header", CookieHeader("a=\(credential)")),
        ]
        for (name, value) in values { Self.expectSilent(value, confidential, name) }
    }
}
