// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Sessions")
struct SessionTests {
    private static let days30 = 30.0 * 86_400

    @Test("One lasts 30 days, to the second, and its cookie as long")
    func lifetime() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        let answer = try await browser.comeBack(token: flow.token(), returnTo: returnTo)
        let cookie = try #require(answer.cookies.first)
        #expect(
            cookie.headerValue
                == "__Host-pb-session=\(cookie.value); Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax"
        )
        #expect(cookie.value.utf8.count == 64)
        for (offset, isGood) in [
            (0, true), (Self.days30, true), (Self.days30 + 0.9, true), (Self.days30 + 1, false), (-10, true),
        ] {
            #expect(try await browser.person(at: Fixture.time(offset)) == (isGood ? "ada@example.com" : nil))
        }
        // It isn't extended unless the policy says so.
        let used = try await flow.sso.session(browser.request(), at: Fixture.time(86_400))
        #expect(used.cookies.isEmpty)
        #expect(used.session?.expiresAt == Fixture.time(Self.days30))
    }

    @Test("The store doesn't contain the cookie's value")
    func digest() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let token = try flow.token()
        let person = try await browser.signIn(token).person
        #expect(person.session.digest != person.credential)
        let stored = "\(try await flow.contents(withLog: true))"
        let leaks = shows([person.credential, token], stored)
        #expect(!leaks)
        #expect(!shows([person.credential, token, "ada@example.com"], everything(about: person.session)))
    }

    @Test("The policy prolongs one that is in use, no more often than it says, and no longer than it says")
    func prolonged() async throws {
        let store = TestStore()
        var policy = SingleSignOn.Policy()
        policy.sessionLifetime = .seconds(1000)
        policy.longestSessionLifetime = .seconds(2500)
        policy.sessionRenewalInterval = .seconds(100)
        let flow = try await Flow(store: store, policy: policy)
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token())
        for (offset, end, writes) in [
            (99.0, 1000.0, false), (100, 1100, true), (150, 1100, false), (1100, 2100, true),
            (1600.5, 2500, true),
            (2400, 2500, false),
        ] {
            store.reset()
            let found = try await flow.sso.session(browser.request(), at: Fixture.time(offset))
            #expect(found.session?.expiresAt == Fixture.time(end))
            #expect(found.cookies.map(\.maxAge) == (writes ? [Int(end - offset.rounded(.down))] : []))
            #expect(found.cookies.allSatisfy { $0.value == browser.cookies[0].value })
            #expect(store.commits.count == (writes ? 1 : 0))
        }
        #expect(try await browser.person(at: Fixture.time(2501)) == nil)
    }

    @Test("One that is signed out while it is prolonged stays signed out")
    func race() async throws {
        let store = TestStore()
        var policy = SingleSignOn.Policy()
        policy.longestSessionLifetime = .seconds(400 * 86_400)
        let flow = try await Flow(store: store, policy: policy)
        let other = try flow.otherProcess()
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token())
        let request = browser.request("POST", site: "same-origin")
        store.beforeNextCommit { _ = try await other.signOut(request, at: Fixture.time(7200)) }
        #expect(try await flow.sso.session(request, at: Fixture.time(7200)).session == nil)
        #expect(try await flow.records(.session).isEmpty)
    }

    @Test("Signing out ends only this session, at every process, and deletes the cookie; also without one")
    func signOut() async throws {
        let flow = try await Flow()
        let other = try flow.otherProcess()
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token())
        var second = Browser(flow.sso)
        _ = try await second.signIn(flow.token())
        let thief = browser
        let answer = try await other.signOut(browser.request("POST", site: "same-origin"), at: Fixture.now)
        guard case .signedOut = answer.action else { throw NotExpected("\(answer.action)") }
        #expect(
            answer.cookies.map(\.headerValue) == [
                "__Host-pb-session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax"
            ]
        )
        browser.take(answer.cookies)
        #expect(browser.cookies.isEmpty)
        #expect(try await thief.person() == nil)
        #expect(try await second.person() == "ada@example.com")
        let again = try await other.signOut(browser.request("POST", site: "same-origin"), at: Fixture.now)
        #expect(again.status == 200)
    }

    @Test(
        "A session doesn't work at another organization, or at another of its hosts without its cookie"
    )
    func otherOrganization() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let credential = try await browser.signIn(flow.token()).person.credential
        var elsewhere = Browser(flow.sso, host: Fixture.otherHosts[0])
        elsewhere.setCookie("__Host-pb-session", credential)
        #expect(try await elsewhere.person() == nil)
        // Signing out there doesn't end it either.
        _ = try await flow.sso.signOut(elsewhere.request("POST", site: "same-origin"), at: Fixture.now)
        #expect(try await browser.person() == "ada@example.com")
        // The organization's other host accepts it.
        var own = Browser(flow.sso, host: Fixture.acmeHosts[1])
        own.setCookie("__Host-pb-session", credential)
        #expect(try await own.person() == "ada@example.com")
    }

    @Test("The widget's credential is not a session of the portal, and vice versa")
    func widget() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let session = try await browser.signIn(flow.token()).person.credential
        await #expect(throws: SSOError(.unknownSession)) {
            try await flow.sso.submitter(session, of: Fixture.acme, at: Fixture.now)
        }
        let credential = try await flow.sso.identify(flow.token(), of: Fixture.acme, at: Fixture.now)
            .credential
        browser.setCookie("__Host-pb-session", credential)
        #expect(try await browser.person() == nil)
        await #expect(throws: SSOError(.unknownSession)) {
            try await flow.sso.submitter(credential, of: Fixture.other, at: Fixture.now)
        }
    }

    @Test("A made-up cookie is neither a session nor a failure")
    func madeUp() async throws {
        let flow = try await Flow()
        for value in [
            "", "x", "=", "\u{e9}", "\u{0}", String(repeating: "0", count: 64),
            String(repeating: "a", count: 100_000),
        ] {
            var browser = Browser(flow.sso)
            browser.setCookie("__Host-pb-session", value)
            #expect(try await browser.person() == nil)
            #expect(
                try await flow.sso.signOut(browser.request("POST", site: "same-origin"), at: Fixture.now)
                    .status == 200
            )
            #expect(try await browser.signIn(flow.token()).location == "/")
        }
    }

    @Test("A session that an attacker put into the browser is neither taken over nor prolonged by a sign-in")
    func fixation() async throws {
        let flow = try await Flow()
        var attacker = Browser(flow.sso)
        let planted = try await attacker.signIn(flow.token("eve@example.com")).person.credential
        var victim = Browser(flow.sso)
        victim.setCookie("__Host-pb-session", planted)
        let own = try await victim.signIn(flow.token()).person.credential
        #expect(own != planted)
        #expect(try await victim.person() == "ada@example.com")
        #expect(try await attacker.person() == nil)
    }

    @Test("ProductBridge's own login begins sessions until it is disabled, and replaces the previous one")
    func native() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token())
        let old = browser
        let request = browser.request("POST", site: "same-origin")
        let started = try await flow.sso.startNativeSession(
            email: "grace@example.com",
            request,
            at: Fixture.now
        )
        browser.take(started.cookies)
        #expect(started.session.origin == .native)
        #expect(started.session.key == nil)
        #expect(started.session.expiresAt == Fixture.time(Self.days30))
        #expect(try await browser.person() == "grace@example.com")
        #expect(try await old.person() == nil)
        // It wasn't made by a secret.
        try await flow.sso.revokeKey(
            name: "production",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        )
        #expect(try await browser.person() == "grace@example.com")

        try await flow.changeSettings { settings, _ in
            try settings.testPassed(revision: settings.revision, echoesReturnTo: nil)
            try settings.disableNativeLogin()
        }
        await #expect(throws: SSOError(.nativeLoginDisabled)) {
            try await flow.sso.startNativeSession(email: "grace@example.com", request, at: Fixture.now)
        }
        await #expect(throws: SSOError(.invalidArgument)) {
            try await flow.sso.startNativeSession(email: "", request, at: Fixture.now)
        }
    }
}
