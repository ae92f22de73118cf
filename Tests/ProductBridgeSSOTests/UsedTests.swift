// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Used attempts and tokens")
struct UsedTests {
    /// A browser that has signed in, its callback, and its state before the callback.
    private func signedIn(
        _ flow: Flow
    ) async throws -> (browser: Browser, before: Browser, token: String, returnTo: String) {
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn(returnTo: "/b/ideas").returnTo
        let before = browser
        let token = try flow.token()
        _ = try await browser.comeBack(token: token, returnTo: returnTo).signedIn
        return (browser, before, token, returnTo)
    }

    @Test("Reload, back and a second click lead on to the page, and write nothing")
    func reload() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        var (browser, before, token, returnTo) = try await signedIn(flow)
        let contents = try await flow.contents(withLog: true)
        store.reset()
        for _ in 0..<3 {
            let answer = try await browser.comeBack(token: token, returnTo: returnTo)
            let (session, location) = try answer.alreadySignedIn
            #expect(answer.status == 303)
            #expect(location == "/b/ideas")
            #expect(answer.cookies.isEmpty)
            #expect(session.email == "ada@example.com")
        }
        // The second of two clicks was sent with the earlier cookies, except for the session.
        before.setCookie("__Host-pb-session", browser.cookies[0].value)
        #expect(
            try await before.comeBack(token: token, returnTo: returnTo).alreadySignedIn.location == "/b/ideas"
        )
        // Without returnTo the page is gone with the attempt's cookie.
        #expect(try await browser.comeBack(token: token, returnTo: nil).alreadySignedIn.location == "/")
        #expect(store.commits.isEmpty)
        #expect(try await flow.contents(withLog: true) == contents)
    }

    @Test("A used callback leads only to a page of the portal")
    func page() async throws {
        let flow = try await Flow()
        var (browser, _, token, returnTo) = try await signedIn(flow)
        let state = "?pb_state=" + returnTo.suffix(32)
        for page in [
            "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
            "/api/redirects/sso",
        ] {
            #expect(
                try await browser.comeBack(token: token, returnTo: page + state).alreadySignedIn.location
                    == "/"
            )
        }
    }

    @Test("A used attempt with a fresh token of the session's person leads on, and writes nothing")
    func usedAttempt() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        var (browser, _, _, returnTo) = try await signedIn(flow)
        store.reset()
        let fresh = try flow.token()
        #expect(
            try await browser.comeBack(token: fresh, returnTo: returnTo).alreadySignedIn.location
                == "/b/ideas"
        )
        #expect(store.commits.isEmpty)
        // So the token isn't used, and no session has begun.
        var other = Browser(flow.sso)
        #expect(try await other.signIn(fresh).person.user.email == "ada@example.com")
    }

    @Test(
        "A used token in a new attempt leads on for its person, whatever made the session, and writes nothing"
    )
    func usedToken() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        var (browser, _, token, _) = try await signedIn(flow)
        let next = try await browser.clickSignIn(returnTo: "/b/next").returnTo
        store.reset()
        #expect(
            try await browser.comeBack(token: token, returnTo: next).alreadySignedIn.location == "/b/next"
        )
        #expect(store.commits.isEmpty)
        // A native session of the same person, and one from another token.
        for kind in 0..<2 {
            var other = Browser(flow.sso)
            if kind == 0 {
                let request = other.request("POST", site: "same-origin")
                other.take(
                    try await flow.sso.startNativeSession(email: "ada@example.com", request, at: Fixture.now)
                        .cookies
                )
            } else {
                _ = try await other.signIn(flow.token())
            }
            #expect(try await other.comeBack(token: token, returnTo: nil).alreadySignedIn.location == "/")
        }
    }

    @Test(
        "A replay is refused in another browser, whether without a session, with another person's, or with an attempt"
    )
    func otherBrowser() async throws {
        let flow = try await Flow()
        var (_, before, token, returnTo) = try await signedIn(flow)
        let contents = try await flow.contents()
        // A thief who also has the earlier cookies.
        #expect(
            try await before.comeBack(token: token, returnTo: returnTo).refusal == SSOError(.tokenReplayed)
        )
        var stranger = Browser(flow.sso)
        #expect(
            try await stranger.comeBack(token: token, returnTo: returnTo).refusal == SSOError(.tokenReplayed)
        )
        #expect(try await stranger.comeBack(token: token, returnTo: nil).refusal == SSOError(.tokenReplayed))
        let own = try await stranger.clickSignIn().returnTo
        let answer = try await stranger.comeBack(token: token, returnTo: own)
        #expect(answer.refusal == SSOError(.tokenReplayed))
        #expect(answer.status == 401)
        #expect(
            try await stranger.comeBack(token: flow.token(), returnTo: returnTo).refusal
                == SSOError(.attemptUsed)
        )
        #expect(
            try await flow.contents().filter { $0.key.kind != .counter }
                == contents.filter { $0.key.kind != .counter }
        )
        // Its own attempt is still open.
        _ = try await stranger.comeBack(token: flow.token("grace@example.com"), returnTo: own).signedIn
        #expect(
            try await stranger.comeBack(token: token, returnTo: returnTo).refusal == SSOError(.tokenReplayed)
        )
        #expect(try await stranger.comeBack(token: token, returnTo: own).refusal == SSOError(.tokenReplayed))
        #expect(try await stranger.person() == "grace@example.com")
    }

    @Test("A used callback is refused once its session has ended, for whatever reason")
    func ended() async throws {
        for end in 0..<7 {
            let flow = try await Flow()
            var (browser, _, token, returnTo) = try await signedIn(flow)
            var time = Fixture.now
            let by = Flow.administrator
            switch end {
            case 0: _ = try await flow.sso.signOut(browser.request("POST", site: "same-origin"), at: time)
            case 1: try await flow.sso.endSessions(of: Fixture.acme, by: by, at: time)
            case 2: try await flow.sso.endSessions(ofKey: "production", of: Fixture.acme, by: by, at: time)
            case 3:
                try await flow.sso.endSessions(ofUser: "ada@example.com", of: Fixture.acme, by: by, at: time)
            case 4: try await flow.sso.revokeKey(name: "production", of: Fixture.acme, by: by, at: time)
            case 5: try await flow.sso.delete(user: "ada@example.com", of: Fixture.acme, by: by, at: time)
            default: time = Fixture.time(30 * 86_400 + 1)
            }
            let answer = try await browser.comeBack(token: token, returnTo: returnTo, at: time)
            #expect(answer.refusal == SSOError(.tokenReplayed), "\(end)")
            #expect(try await browser.person(at: time) == nil)
        }
    }

    @Test("The session's own token leads on after it has expired; another one of the person doesn't")
    func expired() async throws {
        let flow = try await Flow()
        var (browser, _, token, returnTo) = try await signedIn(flow)
        let other = try flow.token()
        let time = Fixture.time(86_400)
        #expect(
            try await browser.comeBack(token: token, returnTo: returnTo, at: time).alreadySignedIn.location
                == "/b/ideas"
        )
        #expect(
            try await browser.comeBack(token: other, returnTo: returnTo, at: time).refusal
                == SSOError(.attemptUsed)
        )
        #expect(try await browser.person(at: time) == "ada@example.com")
    }

    @Test("A used attempt with a forged token, or another person's, is refused")
    func otherPerson() async throws {
        let flow = try await Flow()
        var (browser, _, _, returnTo) = try await signedIn(flow)
        for token in [
            try flow.token("eve@example.com"), try flow.token(secret: String(repeating: "0", count: 64)), "x",
            "..",
        ] {
            #expect(
                try await browser.comeBack(token: token, returnTo: returnTo).refusal == SSOError(.attemptUsed)
            )
        }
        #expect(try await browser.person() == "ada@example.com")
    }

    @Test("A widget's credential is not a session of the portal, even for a used callback")
    func widget() async throws {
        let flow = try await Flow()
        let (_, _, token, returnTo) = try await signedIn(flow)
        let credential = try await flow.sso.identify(flow.token(), of: Fixture.acme, at: Fixture.now)
            .credential
        var browser = Browser(flow.sso)
        browser.setCookie("__Host-pb-session", credential)
        #expect(try await browser.person() == nil)
        #expect(
            try await browser.comeBack(token: token, returnTo: returnTo).refusal == SSOError(.tokenReplayed)
        )
    }

    @Test("The message about a replay says that a jti helps, but not to the visitor")
    func message() {
        #expect(SSOError(.tokenReplayed).administratorMessage.contains("jti"))
        #expect(SSOError(.tokenReplayed).visitorMessage == "Please log in.")
    }

    @Test(
        "A fresh token with an open attempt always signs in, even if the person has a session, which then ends"
    )
    func fresh() async throws {
        let flow = try await Flow()
        for email in ["ada@example.com", "grace@example.com"] {
            var (browser, _, _, _) = try await signedIn(flow)
            let old = browser
            let next = try await browser.signIn(flow.token(email))
            #expect(next.person.user.email == email)
            #expect(browser.cookies[0].value != old.cookies[0].value)
            #expect(try await browser.person() == email)
            #expect(try await old.person() == nil)
        }
    }

    @Test("A callback from a browser without an attempt is refused, with or without a number")
    func unsolicited() async throws {
        let flow = try await Flow()
        for returnTo in [nil, "/b", "/b?pb_state=0123456789abcdef0123456789abcdef"] {
            var browser = Browser(flow.sso)
            let answer = try await browser.comeBack(token: flow.token(), returnTo: returnTo)
            #expect(answer.refusal == SSOError(.unsolicited))
            #expect(answer.status == 403)
            #expect(browser.cookies.isEmpty)
        }
        #expect(try await flow.isUntouched())
    }

    @Test("The opt-in accepts a callback without a number, to a page of the portal, but not a replay")
    func allowed() async throws {
        var policy = SingleSignOn.Policy()
        policy.allowsUnsolicited = true
        let flow = try await Flow(policy: policy)
        for (page, location) in [("/b?x=1", "/b?x=1"), ("https://evil.example/", "/"), (nil, "/")]
            as [(String?, String)]
        {
            var browser = Browser(flow.sso)
            let token = try flow.token()
            #expect(try await browser.comeBack(token: token, returnTo: page).signedIn.location == location)
            #expect(
                try await browser.comeBack(token: token, returnTo: page).alreadySignedIn.location == location
            )
            var other = Browser(flow.sso)
            #expect(
                try await other.comeBack(token: token, returnTo: page).refusal == SSOError(.tokenReplayed)
            )
            // A POST answers the question, and there was none.
            let form = "ssoToken=\(try flow.token())&organizationId=acme"
            let post = other.request("POST", form: form, site: "same-origin")
            #expect(try await flow.sso.callback(post, at: Fixture.now).refusal == SSOError(.unsolicited))
        }
    }
}
