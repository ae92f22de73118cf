// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Whether the login page compares redirect")
struct ComparisonTests {
    /// The browser is sent to the other path.
    private func arrive(
        _ begun: inout BegunTest,
        _ query: String,
        at time: NumericDate = Fixture.now
    ) async throws -> PortalAnswer {
        let answer = try await begun.popup.sso.comparisonCallback(begun.popup.request(query: query), at: time)
        begun.popup.take(answer.cookies)
        return answer
    }

    private func query(_ begun: BegunTest, _ token: String) -> String {
        "ssoToken=\(token)&organizationId=acme&returnTo=" + PercentEncoding.encode(begun.returnTo)
    }

    @Test("The login page gets another path of the portal's host as redirect")
    func begin() async throws {
        let flow = try await Flow()
        let begun = try await BegunTest(flow, comparesRedirect: true)
        #expect(
            Browser.parameter("redirect", of: begun.location)
                == "https://feedback.acme.example/api/redirects/sso-comparison"
        )
        #expect(begun.location.hasSuffix("&test=true"))
        #expect(begun.test.comparesRedirect)
    }

    @Test(
        "A token that arrives there is a finding, and is used up; settings, persons and sessions don't change"
    )
    func finding() async throws {
        let flow = try await Flow()
        let before = try await flow.sso.tenant(Fixture.acme)
        var begun = try await BegunTest(flow, comparesRedirect: true)
        let token = try flow.token()
        let answer = try await arrive(&begun, query(begun, token))
        #expect(try answer.tested.result(at: Fixture.now) == .loginPageDoesNotCompareRedirect)
        #expect(begun.popup.cookies.isEmpty)
        let test = try await flow.sso.test(begun.test.id, of: Fixture.acme)
        #expect(test.report(at: Fixture.now).hasPrefix("login_page_does_not_compare_redirect: "))
        #expect(try await flow.sso.tenant(Fixture.acme) == before)
        #expect(try await flow.records(.user).isEmpty)
        #expect(try await flow.records(.session).isEmpty)
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        #expect(
            try await browser.comeBack(token: token, returnTo: returnTo).refusal == SSOError(.tokenReplayed)
        )
    }

    @Test(
        "It is also a finding without returnTo, with a bad token, or with a wrong or no organizationId"
    )
    func anyToken() async throws {
        let flow = try await Flow()
        for query in [
            "ssoToken=\(try flow.token())&organizationId=acme", "ssoToken=x&organizationId=acme",
            "ssoToken=\(try flow.token())", "ssoToken=\(try flow.token())&organizationId=other",
            "?organizationId=acme&ssoToken=\(try flow.token(secret: String(repeating: "0", count: 64)))",
        ] {
            var begun = try await BegunTest(flow, comparesRedirect: true)
            let answer = try await arrive(&begun, query)
            #expect(try answer.tested.result(at: Fixture.now) == .loginPageDoesNotCompareRedirect)
        }
    }

    @Test("A login page that goes to the real callback or nowhere, or comes without a token, is fine")
    func fine() async throws {
        let flow = try await Flow()
        var known = try await BegunTest(flow, comparesRedirect: true)
        let token = try flow.token()
        #expect(try await known.comeBack(token: token, returnTo: known.returnTo) == .noCallback)
        let used = try await flow.records(.used).map(\.name.id)
        #expect(used.contains(try Digest.token.of(token)))
        // Without the number it may be anyone's link, which proves nothing about the login page.
        var unknown = try await BegunTest(flow, comparesRedirect: true)
        let answer = try await unknown.popup.comeBack(token: flow.token(), returnTo: nil)
        #expect(answer.refusal == SSOError(.unsolicited))
        #expect(
            try await flow.sso.test(unknown.test.id, of: Fixture.acme).result(at: Fixture.now) == .waiting
        )
        var begun = try await BegunTest(flow, comparesRedirect: true)
        for query in ["", "error=redirect", "organizationId=acme", "ssoToken=&organizationId=acme"] {
            #expect(
                try await arrive(&begun, query).refusal == SSOError(.missingParameter, parameter: "ssoToken")
            )
        }
        let test = try await flow.sso.test(begun.test.id, of: Fixture.acme)
        #expect(test.result(at: Fixture.time(600)) == .waiting)
        #expect(test.result(at: Fixture.time(601)) == .noCallback)
        #expect(
            test.report(at: Fixture.time(601))
                == "No token came where it never should. If you logged in at the login page, and didn't close its "
                + "window before it sent you on, it compares redirect."
        )
        #expect(try await flow.records(.session).isEmpty)
    }

    @Test("Without an open comparison the path accepts nothing, and a sign-in attempt doesn't count as one")
    func unsolicited() async throws {
        let flow = try await Flow()
        var begun = try await BegunTest(flow, comparesRedirect: true)
        let stranger = Browser(flow.sso).request(query: query(begun, try flow.token()))
        #expect(
            try await flow.sso.comparisonCallback(stranger, at: Fixture.now).refusal == SSOError(.unsolicited)
        )
        let late = try await arrive(&begun, query(begun, try flow.token()), at: Fixture.time(601))
        #expect(late.refusal == SSOError(.unsolicited))

        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        let token = try flow.token()
        let query = "ssoToken=\(token)&organizationId=acme&returnTo=" + PercentEncoding.encode(returnTo)
        let answer = try await flow.sso.comparisonCallback(browser.request(query: query), at: Fixture.now)
        #expect(answer.refusal == SSOError(.unsolicited))
        #expect(try await browser.comeBack(token: token, returnTo: returnTo).signedIn.location == "/")
    }

    @Test(
        "The first result counts, except for a token at the wrong path; a second arrival is reported at once",
        .timeLimit(.minutes(5))
    )
    func first() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        for arrivesFirst in [true, false] {
            var begun = try await BegunTest(flow, comparesRedirect: true)
            let copy = begun
            if arrivesFirst {
                _ = try await arrive(&begun, query(begun, try flow.token()))
            } else {
                _ = try await begun.comeBack(token: flow.token(), returnTo: begun.returnTo)
            }
            let expected = RedirectTest.Result.loginPageDoesNotCompareRedirect
            store.reset()
            var second = copy
            let answer = try await arrive(&second, query(second, try flow.token()))
            #expect(try answer.tested.result(at: Fixture.now) == expected)
            #expect(store.commits.count <= 1)
            var third = copy
            let back = try await third.popup.comeBack(token: flow.token(), returnTo: third.returnTo)
            #expect(try back.tested.result(at: Fixture.now) == expected)
            #expect(
                try await flow.sso.test(begun.test.id, of: Fixture.acme).result(at: Fixture.now) == expected
            )
        }
    }
}
