// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Earlier faults in the flow itself")
struct FlowFaultTests {
    @Test("3. An attacker's link, while an attempt is open, signs nobody in if the login page echoes")
    func loginCSRF() async throws {
        let flow = try await Flow(echo: true)
        var victim = Browser(flow.sso)
        let own = try await victim.clickSignIn(returnTo: "/b").returnTo
        let answer = try await victim.comeBack(token: flow.token("eve@example.com"), returnTo: nil)
        #expect(try answer.confirmation.identity.canonicalEmail == "eve@example.com")
        #expect(try await flow.isUntouched())
        #expect(try await victim.person() == nil)
        #expect(
            try await victim.comeBack(token: flow.token(), returnTo: own).signedIn.person.user.email
                == "ada@example.com"
        )
    }

    @Test("3. A link with the number of the attacker's own attempt signs nobody in if the page doesn't echo")
    func foreignNumber() async throws {
        let flow = try await Flow(echo: false)
        var attacker = Browser(flow.sso)
        let foreign = try await attacker.clickSignIn().returnTo
        var victim = Browser(flow.sso)
        _ = try await victim.clickSignIn()
        let answer = try await victim.comeBack(token: flow.token("eve@example.com"), returnTo: foreign)
        #expect(answer.refusal == SSOError(.unsolicited))
        #expect(try await flow.isUntouched())
    }

    @Test("4. A refused callback doesn't use up an attempt, neither its own nor another tab's")
    func mismatch() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let first = try await browser.clickSignIn(returnTo: "/b/1").returnTo
        let second = try await browser.clickSignIn(returnTo: "/b/2").returnTo
        let forged = try flow.token(secret: String(repeating: "0", count: 64))
        for _ in 0..<3 {
            #expect(
                try await browser.comeBack(token: forged, returnTo: first).refusal
                    == refusal(.signatureMismatch)
            )
            let stranger = "/b?pb_state=" + String(repeating: "0", count: 32)
            #expect(
                try await browser.comeBack(token: flow.token(), returnTo: stranger).refusal
                    == SSOError(.unsolicited)
            )
        }
        #expect(try await browser.comeBack(token: flow.token(), returnTo: second).signedIn.location == "/b/2")
        #expect(try await browser.comeBack(token: flow.token(), returnTo: first).signedIn.location == "/b/1")
    }

    @Test("8. The two made-up cookies that crashed the server are refused and deleted")
    func madeUpCookies() async throws {
        let flow = try await Flow()
        let name = "__Host-pb-attempt-" + String(repeating: "0", count: 32)
        for value in ["=", "=e30.e30"] {
            var browser = Browser(flow.sso)
            browser.setCookie(name, value)
            let answer = try await browser.comeBack(token: flow.token(), returnTo: nil)
            #expect(answer.refusal == SSOError(.unsolicited))
            #expect(answer.status == 403)
            #expect(browser.cookies.isEmpty)
        }
    }

    @Test("10. Other people's clicks evict nobody's attempt")
    func clicks() async throws {
        let flow = try await Flow()
        var honest = Browser(flow.sso)
        let returnTo = try await honest.clickSignIn(returnTo: "/b").returnTo
        for _ in 0..<100 {
            var stranger = Browser(flow.sso)
            for _ in 0..<5 { _ = try await stranger.clickSignIn() }
            #expect(stranger.attempts.count == 4)
        }
        #expect(try await honest.comeBack(token: flow.token(), returnTo: returnTo).signedIn.location == "/b")
    }

    @Test("11. Update Only holds for a widget's token that is taken to the callback")
    func updateOnly() async throws {
        let flow = try await Flow()
        try await flow.changeSettings { _, widget in widget.identifyMode = .updateOnly }
        let token = try flow.token()
        await #expect(throws: SSOError(.unknownUser)) {
            try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)
        }
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        let answer = try await browser.comeBack(token: token, returnTo: returnTo)
        #expect(answer.refusal == SSOError(.unknownUser))
        #expect(answer.status == 403)
        #expect(try await flow.isUntouched())
        // Single sign-on may have its own mode.
        try await flow.changeSettings { settings, _ in settings.identifyMode = .upsert }
        #expect(try await browser.comeBack(token: token, returnTo: returnTo).signedIn.person.isNew)
        try await flow.changeSettings { settings, _ in settings.identifyMode = .updateOnly }
        #expect(try await !browser.signIn(flow.token()).person.isNew)
    }

    @Test("12. Regenerate ends the sessions that the secret made, in its own commit, and no others")
    func leakedSecret() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        let second = try await flow.sso.generateKey(
            name: "staging",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        ).reveal()
        var thief = Browser(flow.sso)
        _ = try await thief.signIn(flow.token("eve@example.com"))
        let credential = try await flow.sso.identify(flow.token(), of: Fixture.acme, at: Fixture.now)
            .credential
        var honest = Browser(flow.sso)
        _ = try await honest.signIn(flow.token(secret: second))
        store.reset()
        _ = try await flow.sso.regenerateKey(
            name: "production",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        ).reveal()
        #expect(store.commits.count == 1)
        #expect(try await thief.person() == nil)
        await #expect(throws: SSOError(.unknownSession)) {
            try await flow.sso.submitter(credential, of: Fixture.acme, at: Fixture.now)
        }
        #expect(try await honest.person() == "ada@example.com")
    }

    @Test(
        "13. A returnTo that isn't byte-exact signs in, at the attempt's own page",
        arguments: ["TWICE", "null", "QUERY", "PLUS", "", "undefined", "/b/ideas"]
    )
    func returnTo(kind: String) async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let page = "/b/ideas?q=a%20b&x=1"
        let sent = try await browser.clickSignIn(returnTo: page).returnTo
        let returned =
            switch kind {
            case "TWICE": PercentEncoding.encode(sent)
            case "QUERY": "/b/ideas"
            case "PLUS": sent.replacing("%20", with: "+")
            default: kind
            }
        #expect(try await browser.comeBack(token: flow.token(), returnTo: returned).signedIn.location == page)
    }

    @Test("13. Sign In accepts harmless pages, and ignores a bad byte in a foreign parameter")
    func harmless() async throws {
        let flow = try await Flow()
        for (page, location) in [
            ("/b//c", "/b//c"), ("/?q=100%", "/?q=100%25"), ("/b?%zz=%", "/b?%25zz=%25"),
        ] {
            var browser = Browser(flow.sso)
            let returnTo = try await browser.clickSignIn(returnTo: page).returnTo
            let answer = try await browser.comeBack(
                token: flow.token(),
                returnTo: returnTo,
                more: "&utm=%FF&%FF=1&state=%"
            )
            #expect(try answer.signedIn.location == location)
        }
    }

    @Test("14. An older token that is still good signs in, and leaves the newer profile")
    func olderToken() async throws {
        let flow = try await Flow()
        let members = #""email":"ada@example.com","name":"#
        let old = Fixture.token(members: members + #""Old""#, secret: flow.secret, at: Fixture.time(-10))
        let new = Fixture.token(members: members + #""New""#, secret: flow.secret)
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(new)
        let person = try await browser.signIn(old).person
        #expect(person.isOutdated)
        #expect(person.user.profile.name == "New")
        #expect(try await flow.sso.user(email: "ada@example.com", of: Fixture.acme)?.profile.name == "New")
        #expect(try await browser.person() == "ada@example.com")
    }
}
