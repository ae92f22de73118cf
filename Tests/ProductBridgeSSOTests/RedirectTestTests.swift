// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

/// A test that has begun: its popup, and the page for the login page.
struct BegunTest {
    var popup: Browser
    let test: RedirectTest
    let location: String
    var returnTo: String { Browser.parameter("returnTo", of: location) }

    init(
        _ flow: Flow,
        comparesRedirect: Bool = false,
        in browser: Browser? = nil,
        at time: NumericDate = Fixture.now
    )
        async throws
    {
        popup = browser ?? Browser(flow.sso)
        let (test, answer) = try await flow.sso.startTest(
            popup.request(site: "same-origin"),
            comparesRedirect: comparesRedirect,
            at: time
        )
        popup.take(answer.cookies)
        guard let test, let location = answer.location else { throw NotExpected("\(answer.action)") }
        (self.test, self.location) = (test, location)
    }

    /// The login page sends the popup back.
    mutating func comeBack(
        token: String,
        returnTo: String?,
        at time: NumericDate = Fixture.now
    ) async throws -> RedirectTest.Result {
        let answer = try await popup.comeBack(token: token, returnTo: returnTo, at: time)
        let tested = try answer.tested
        #expect(tested.id == test.id)
        return tested.result(at: time)
    }
}

@Suite("Test Redirect Flow")
struct RedirectTestTests {
    @Test(
        "It leads to the login page with test=true, and a page of a query, a plus, a %2B, a # and non-ASCII"
    )
    func begin() async throws {
        let flow = try await Flow(isEnabled: false)
        let begun = try await BegunTest(flow)
        #expect(
            begun.location == "https://acme.example/login?app=1"
                + "&redirect=https%3A%2F%2Ffeedback.acme.example%2Fapi%2Fredirects%2Fsso&organizationId=acme"
                + "&returnTo=%2Fsso-test%2F%25C3%25A9%3Fq%3Da%2Bb%252Bc%26n%3D1%26pb_state%3D\(begun.test.id)%23part&test=true"
        )
        #expect(begun.returnTo == "/sso-test/%C3%A9?q=a+b%2Bc&n=1&pb_state=\(begun.test.id)#part")
        #expect(begun.popup.attempts.map(\.name) == ["__Host-pb-attempt-" + begun.test.id])
        #expect(begun.test.result(at: Fixture.time(600)) == .waiting)
        #expect(begun.test.result(at: Fixture.time(601)) == .noCallback)
        #expect(try await flow.sso.test(begun.test.id, of: Fixture.acme) == begun.test)
        await #expect(throws: SSOError(.unknownTest)) {
            try await flow.sso.test(begun.test.id, of: Fixture.other)
        }
    }

    @Test("A test that passes turns the badge green, makes neither person nor session, and uses the token up")
    func pass() async throws {
        let flow = try await Flow(isEnabled: false)
        var begun = try await BegunTest(flow)
        let token = try flow.token()
        #expect(
            try await begun.comeBack(token: token, returnTo: begun.returnTo)
                == .passed(warnings: [], returnTo: nil)
        )
        let settings = try await flow.sso.tenant(Fixture.acme).settings
        #expect(settings.test == .passed)
        #expect(settings.echoesReturnTo == true)
        #expect(!settings.isEnabled)
        #expect(begun.popup.cookies.isEmpty)
        #expect(try await flow.records(.user).isEmpty)
        #expect(try await flow.records(.session).isEmpty)
        #expect(
            try await flow.sso.test(begun.test.id, of: Fixture.acme).report(at: Fixture.now)
                == "The redirect flow works."
        )
        try await flow.changeSettings { settings, _ in try settings.enable() }
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        #expect(
            try await browser.comeBack(token: token, returnTo: returnTo).refusal == SSOError(.tokenReplayed)
        )
    }

    @Test("Changes of the page by the login page are found; only the number decides whether it echoes")
    func losses() async throws {
        let flow = try await Flow()
        let changes: [(String, (String) -> String?, PortalWarning?)] = [
            ("lost at first", { _ in nil }, .returnToLost), ("exact", { $0 }, nil),
            ("encoded twice", { PercentEncoding.encode($0) }, .returnToEncodedAgain),
            (
                "encoded three times", { PercentEncoding.encode(PercentEncoding.encode($0)) },
                .returnToEncodedAgain
            ),
            ("plus for space", { $0.replacing("+", with: " ") }, .returnToPlusLost),
            ("decoded", { PercentEncoding.decode($0.utf8) }, .returnToDecodedAgain),
            ("other case", { $0.lowercased() }, .returnToChanged),
            ("fragment lost", { String($0.split(separator: "#")[0]) }, .returnToFragmentLost),
            ("query lost", { String($0.split(separator: "?")[0]) }, .returnToLost),
            ("null", { _ in "null" }, .returnToLost), ("lost", { _ in nil }, .returnToLost),
            (
                "encoded four times", { (0..<3).reduce($0) { text, _ in PercentEncoding.encode(text) } },
                .returnToLost
            ),
        ]
        var isKnown = false
        for (name, change, warning) in changes {
            var begun = try await BegunTest(flow)
            let result = try await begun.comeBack(token: flow.token(), returnTo: change(begun.returnTo))
            #expect(result == .passed(warnings: [], returnTo: warning), "\(name)")
            let echo = try await flow.sso.tenant(Fixture.acme).settings.echoesReturnTo
            // A login page that is known to echo stays so: a callback without the number may be somebody else's.
            isKnown = isKnown || warning != .returnToLost
            #expect(echo == isKnown, "\(name)")
            let report = try await flow.sso.test(begun.test.id, of: Fixture.acme).report(at: Fixture.now)
            #expect(report == "The redirect flow works." + (warning.map { " " + $0.message } ?? ""))
        }
    }

    @Test("Its result is an entry in the record of changes")
    func audit() async throws {
        let flow = try await Flow(echo: false)
        var begun = try await BegunTest(flow)
        _ = try await begun.comeBack(token: flow.token(), returnTo: begun.returnTo)
        let changes = try await flow.sso.changes(of: Fixture.acme)
        #expect(changes.count { $0.changes == ["echoesReturnTo: false -> true"] } == 1)
    }

    @Test(
        "A changed login URL resets whether it echoes, and makes the test stale; the same URL doesn't"
    )
    func changedURL() async throws {
        let flow = try await Flow()
        var begun = try await BegunTest(flow)
        _ = try await begun.comeBack(token: flow.token(), returnTo: begun.returnTo)
        try await flow.changeSettings { settings, _ in settings.setLoginURL(try LoginURL(Flow.loginURL)) }
        #expect(try await flow.sso.tenant(Fixture.acme).settings.echoesReturnTo == true)
        try await flow.changeSettings { settings, _ in
            settings.setLoginURL(try LoginURL("https://acme.example/new"))
        }
        let settings = try await flow.sso.tenant(Fixture.acme).settings
        #expect(settings.echoesReturnTo == nil)
        #expect(settings.test == .stale)
    }

    @Test("A token's warnings are included in the result")
    func warnings() async throws {
        let flow = try await Flow()
        var begun = try await BegunTest(flow)
        let token = Fixture.token(members: #""email":"Ada@Example.com""#, secret: flow.secret)
        guard
            case .passed(let warnings, nil) = try await begun.comeBack(token: token, returnTo: begun.returnTo)
        else {
            throw NotExpected("no pass")
        }
        #expect(!warnings.isEmpty)
        let report = try await flow.sso.test(begun.test.id, of: Fixture.acme).report(at: Fixture.now)
        #expect(report == (["The redirect flow works."] + warnings.map(\.message)).joined(separator: " "))
    }

    @Test(
        "A secret in its grace time fails the test, which changes nothing of the settings, and its token is used up"
    )
    func retiring() async throws {
        let flow = try await Flow()
        _ = try await flow.sso.regenerateKey(
            name: "production",
            grace: .seconds(3600),
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        ).reveal()
        let before = try await flow.sso.tenant(Fixture.acme)
        var begun = try await BegunTest(flow)
        let token = try flow.token()
        #expect(
            try await begun.comeBack(token: token, returnTo: begun.returnTo)
                == .failed(SSOError(.secretRetiring))
        )
        #expect(try await flow.sso.tenant(Fixture.acme) == before)
        // It still signs in, except with the token from the test.
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        #expect(
            try await browser.comeBack(token: token, returnTo: returnTo).refusal == SSOError(.tokenReplayed)
        )
        #expect(try await browser.comeBack(token: flow.token(), returnTo: returnTo).signedIn.location == "/")
    }

    @Test("The first result counts, whether good or bad")
    func first() async throws {
        let flow = try await Flow()
        for passes in [true, false] {
            var begun = try await BegunTest(flow)
            var copy = begun
            let forged = try flow.token(secret: String(repeating: "0", count: 64))
            let tokens = [try flow.token(), forged]
            let result = try await begun.comeBack(token: tokens[passes ? 0 : 1], returnTo: begun.returnTo)
            #expect(
                result
                    == (passes ? .passed(warnings: [], returnTo: nil) : .failed(refusal(.signatureMismatch)))
            )
            let second = try await copy.popup.comeBack(token: tokens[passes ? 1 : 0], returnTo: copy.returnTo)
            #expect(second.refusal == SSOError(.attemptUsed))
            #expect(
                try await flow.sso.test(begun.test.id, of: Fixture.acme).result(at: Fixture.now) == result
            )
        }
    }

    @Test("A test fails if settings or secrets changed in the meantime, and turns nothing green")
    func changed() async throws {
        for change in 0..<3 {
            let flow = try await Flow()
            var secret = flow.secret
            var begun = try await BegunTest(flow)
            let by = Flow.administrator
            switch change {
            case 0:
                try await flow.changeSettings { settings, _ in
                    settings.setLoginURL(try LoginURL("https://acme.example/2"))
                }
            case 1:
                secret = try await flow.sso.regenerateKey(
                    name: "production",
                    of: Fixture.acme,
                    by: by,
                    at: Fixture.now
                ).reveal()
            default:
                _ = try await flow.sso.generateKey(name: "2", of: Fixture.acme, by: by, at: Fixture.now)
                    .reveal()
                try await flow.sso.revokeKey(name: "2", of: Fixture.acme, by: by, at: Fixture.now)
            }
            let result = try await begun.comeBack(token: flow.token(secret: secret), returnTo: begun.returnTo)
            #expect(result == .failed(SSOError(.testNotPassed)))
            #expect(try await flow.sso.tenant(Fixture.acme).settings.test == .stale)
        }
    }

    @Test("A change of the settings between a test's read and its commit counts")
    func race() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        var begun = try await BegunTest(flow)
        store.beforeNextCommit {
            try await flow.changeSettings { settings, _ in
                settings.setLoginURL(try LoginURL("https://acme.example/2"))
            }
        }
        let result = try await begun.comeBack(token: flow.token(), returnTo: begun.returnTo)
        #expect(result == .failed(SSOError(.testNotPassed)))
        #expect(try await flow.sso.tenant(Fixture.acme).settings.test == .stale)
    }

    @Test("A test needs a login URL and a secret, and a late callback isn't a result")
    func needs() async throws {
        let flow = try await Flow()
        var other = Browser(flow.sso, host: Fixture.otherHosts[0])
        let (none, answer) = try await flow.sso.startTest(
            other.request(site: "same-origin"),
            at: Fixture.now
        )
        #expect(none == nil)
        #expect(answer.refusal == SSOError(.noSecret))
        var begun = try await BegunTest(flow)
        let late = Fixture.time(601)
        let back = try await begun.popup.comeBack(
            token: flow.token(at: late),
            returnTo: begun.returnTo,
            at: late
        )
        #expect(back.refusal == SSOError(.attemptExpired))
        #expect(try await flow.sso.test(begun.test.id, of: Fixture.acme).result(at: late) == .noCallback)
        try await flow.changeSettings { settings, _ in settings.setLoginURL(nil) }
        other.host = Fixture.acmeHosts[0]
        let without = try await flow.sso.startTest(other.request(site: "same-origin"), at: Fixture.now)
        #expect(without.answer.refusal == SSOError(.loginURLNotSet))
    }

    @Test("A test's number doesn't sign in, and its POST does nothing")
    func noSignIn() async throws {
        let flow = try await Flow()
        let begun = try await BegunTest(flow)
        let body = "ssoToken=\(try flow.token())&organizationId=acme&pb_state=\(begun.test.id)"
        let request = begun.popup.request("POST", form: body, site: "same-origin")
        #expect(try await flow.sso.callback(request, at: Fixture.now).refusal == SSOError(.unsolicited))
        #expect(try await flow.isUntouched())
        // test=true doesn't turn a sign-in into a test.
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        #expect(
            try await browser.comeBack(token: flow.token(), returnTo: returnTo, more: "&test=true").signedIn
                .location == "/"
        )
    }
}
