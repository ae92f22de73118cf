// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Callbacks without a number")
struct ConfirmationTests {
    @Test(
        "If the login page isn't known to echo, or is known not to, the newest attempt counts"
    )
    func newest() async throws {
        for echo in [Bool?.none, false] {
            for seconds in [0.0, 1] {
                let flow = try await Flow(echo: echo)
                var browser = Browser(flow.sso)
                for tab in 0..<3 {
                    _ = try await browser.clickSignIn(
                        returnTo: "/b/\(tab)",
                        at: Fixture.time(seconds * Double(tab))
                    )
                }
                for tab in [2, 1, 0] {
                    let answer = try await browser.comeBack(
                        token: flow.token(),
                        returnTo: nil,
                        at: Fixture.time(2)
                    )
                    #expect(try answer.signedIn.location == "/b/\(tab)")
                }
                let none = try await browser.comeBack(token: flow.token(), returnTo: nil, at: Fixture.time(2))
                #expect(none.refusal == SSOError(.unsolicited))
            }
        }
    }

    /// A browser that gets the question: an attacker made a link with their own token while an attempt is open.
    private func asked(
        _ flow: Flow,
        token: String? = nil
    ) async throws -> (browser: Browser, form: [String: String], own: String) {
        var browser = Browser(flow.sso)
        let own = try await browser.clickSignIn(returnTo: "/b/mine").returnTo
        let answer = try await browser.comeBack(
            token: try token ?? flow.token("eve@example.com"),
            returnTo: nil
        )
        #expect(answer.status == 200)
        #expect(answer.location == nil)
        #expect(answer.cookies.isEmpty)
        return (browser, try answer.confirmation.form.wrappedValue, own)
    }

    @Test("If the login page echoes, the visitor is asked, and nothing is written")
    func confirm() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store, echo: true)
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn(returnTo: "/b/mine").returnTo
        store.reset()
        for page in [nil, "", "/", "/b/mine", "null"] {
            let answer = try await browser.comeBack(token: flow.token("eve@example.com"), returnTo: page)
            #expect(try answer.confirmation.identity.canonicalEmail == "eve@example.com")
        }
        #expect(store.commits.isEmpty)
        // The honest callback signs in without a question.
        #expect(
            try await browser.comeBack(token: flow.token(), returnTo: returnTo).signedIn.location == "/b/mine"
        )
        #expect(try await browser.person() == "ada@example.com")
    }

    @Test("The portal's own POST then signs in, and uses attempt and token")
    func confirmed() async throws {
        let flow = try await Flow(echo: true)
        var (browser, form, own) = try await asked(flow, token: flow.token())
        let copy = browser
        let answer = try await browser.confirm(form)
        #expect(try answer.signedIn.location == "/b/mine")
        #expect(browser.cookies.map(\.name) == ["__Host-pb-session"])
        #expect(try await flow.records(.used).count == 2)
        // Once.
        var again = copy
        #expect(try await again.confirm(form).refusal == SSOError(.tokenReplayed))
        #expect(
            try await again.comeBack(token: flow.token(), returnTo: own).refusal == SSOError(.attemptUsed)
        )
        // A second click in the browser with the session redirects to the page.
        #expect(try await browser.confirm(form).alreadySignedIn.session.email == "ada@example.com")
    }

    @Test("The form's POST from another site is refused, and so is one with another Origin")
    func crossSite() async throws {
        let flow = try await Flow(echo: true)
        var (browser, form, _) = try await asked(flow)
        for site in ["cross-site", "same-site", "none", "", nil] {
            #expect(try await browser.confirm(form, site: site).refusal == SSOError(.notSameOrigin))
        }
        #expect(try await flow.isUntouched())
        #expect(try await browser.confirm(form).signedIn.location == "/b/mine")
    }

    @Test("A form in which number, organization or token was changed is refused, and so is a foreign one")
    func tampered() async throws {
        let flow = try await Flow(echo: true)
        var (browser, form, _) = try await asked(flow)
        let (_, foreign, _) = try await asked(flow)
        let forged = try flow.token(secret: String(repeating: "0", count: 64))
        for (body, error) in [
            (
                "ssoToken=\(form.ssoToken)&organizationId=acme&pb_state=\(foreign.state)",
                SSOError(.unsolicited)
            ),
            (
                "ssoToken=\(form.ssoToken)&organizationId=acme&pb_state=\(String(repeating: "0", count: 32))",
                SSOError(.unsolicited)
            ),
            (
                "ssoToken=\(form.ssoToken)&organizationId=other&pb_state=\(form.state)",
                SSOError(.wrongOrganization, parameter: "organizationId")
            ),
            ("ssoToken=\(forged)&organizationId=acme&pb_state=\(form.state)", refusal(.signatureMismatch)),
            (
                "organizationId=acme&pb_state=\(form.state)",
                SSOError(.missingParameter, parameter: "ssoToken")
            ),
            ("", SSOError(.missingParameter, parameter: "ssoToken")),
        ] {
            let request = browser.request("POST", form: body, site: "same-origin")
            #expect(try await flow.sso.callback(request, at: Fixture.now).refusal == error)
        }
        // The query of a POST is not read.
        let request = browser.request(
            "POST",
            query: "ssoToken=\(form.ssoToken)&organizationId=acme&pb_state=\(form.state)",
            site: "same-origin"
        )
        #expect(
            try await flow.sso.callback(request, at: Fixture.now).refusal
                == SSOError(.missingParameter, parameter: "ssoToken")
        )
        #expect(try await flow.isUntouched())
        // A form without the number asks again.
        let bare = browser.request(
            "POST",
            form: "ssoToken=\(form.ssoToken)&organizationId=acme",
            site: "same-origin"
        )
        #expect(try await flow.sso.callback(bare, at: Fixture.now).confirmation.form.wrappedValue == form)
        #expect(try await browser.confirm(form).signedIn.location == "/b/mine")
    }

    @Test("Taking too long over the question is an error: the token's hour, or the attempt's ten minutes")
    func late() async throws {
        var policy = SingleSignOn.Policy()
        policy.attemptLifetime = .seconds(7200)
        let flow = try await Flow(policy: policy, echo: true)
        var (browser, form, _) = try await asked(flow)
        #expect(try await browser.confirm(form, at: Fixture.time(4000)).refusal == refusal(.expired))
        #expect(try await browser.confirm(form, at: Fixture.time(7201)).refusal == SSOError(.attemptExpired))
        #expect(try await flow.isUntouched())
    }

    @Test("A token that doesn't verify is refused before anyone is asked")
    func verifiedFirst() async throws {
        let flow = try await Flow(echo: true)
        var browser = Browser(flow.sso)
        _ = try await browser.clickSignIn()
        let forged = try flow.token(secret: String(repeating: "0", count: 64))
        #expect(
            try await browser.comeBack(token: forged, returnTo: nil).refusal == refusal(.signatureMismatch)
        )
    }

    @Test("With a setting the question is also asked if the login page isn't known to echo")
    func setting() async throws {
        for echo in [Bool?.none, false] {
            let flow = try await Flow(echo: echo)
            try await flow.changeSettings { settings, _ in settings.confirmsUnrecognizedCallbacks = true }
            var (browser, form, own) = try await asked(flow)
            #expect(try await flow.isUntouched())
            #expect(
                try await browser.comeBack(token: flow.token(), returnTo: own).signedIn.location == "/b/mine"
            )
            _ = try await browser.clickSignIn()
            #expect(try await browser.confirm(form).refusal == SSOError(.attemptUsed))
        }
    }

    @Test("The question doesn't change an existing session; the answer ends it")
    func session() async throws {
        let flow = try await Flow(echo: true)
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token("grace@example.com"))
        _ = try await browser.clickSignIn()
        let form = try await browser.comeBack(token: flow.token(), returnTo: nil).confirmation.form
            .wrappedValue
        #expect(try await browser.person() == "grace@example.com")
        let old = browser
        _ = try await browser.confirm(form).signedIn
        #expect(try await browser.person() == "ada@example.com")
        #expect(try await old.person() == nil)
    }

    @Test("Neither the answer nor the form shows the token when it is printed")
    func printed() async throws {
        let flow = try await Flow(echo: true)
        let token = try flow.token()
        var browser = Browser(flow.sso)
        _ = try await browser.clickSignIn()
        let answer = try await browser.comeBack(token: token, returnTo: nil)
        #expect(!shows([token, "ada@example.com"], everything(about: try answer.confirmation.form)))
    }
}

extension [String: String] {
    fileprivate var ssoToken: String { self["ssoToken"] ?? "" }
    fileprivate var state: String { self["pb_state"] ?? "" }
}
