// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Testing the redirect flow")
struct RedirectTestTests {
    @Test("A test leads to the login page with test=true, before single sign-on is enabled")
    func begin() async throws {
        let flow = try await Flow(isEnabled: false)
        let (test, redirection) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        #expect(redirection.location.hasPrefix("https://acme.example/login?app=1&redirect="))
        #expect(redirection.location.hasSuffix("&test=true"))
        #expect(redirection.cookie.name == "__Host-pb-sso")
        #expect(test.state(at: Fixture.time(600)) == .waiting)
        #expect(test.state(at: Fixture.time(601)) == .timedOut)
    }

    @Test(
        "A valid token turns the badge green, and lets single sign-on be enabled",
        arguments: ["", "&test=true"]
    )
    func passed(echo: String) async throws {
        let flow = try await Flow(isEnabled: false)
        #expect(throws: SSOError(.testNotPassed)) {
            try flow.settings.modify(Fixture.acme.id) { try $0.enable() }
        }
        let (begun, redirection) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        let test = try await flow.finish(flow.callback(after: redirection, more: echo))
        #expect(test.id == begun.id)
        #expect(test.state(at: Fixture.now) == .passed(warnings: []))
        #expect(test.report(at: Fixture.now) == "The redirect flow works.")
        #expect(try await flow.sso.test(begun.id, host: Flow.host) == test)
        #expect(flow.settings.settings(of: Fixture.acme.id).test == .passed)
        try flow.settings.modify(Fixture.acme.id) { try $0.enable() }
        #expect(flow.isUntouched())
    }

    @Test(
        "A test makes neither a person nor a session, and its token signs nobody in afterwards",
        arguments: ["", "&test=true"]
    )
    func leavesNothing(echo: String) async throws {
        let flow = try await Flow()
        let (_, redirection) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        _ = try await flow.finish(flow.callback(after: redirection, more: echo))
        #expect(flow.isUntouched())
        let attempt = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        await #expect(throws: SSOError(.tokenReplayed)) {
            try await flow.signIn(flow.callback(after: attempt))
        }
        #expect(flow.isUntouched())
    }

    @Test("What is odd about a good token is told with the success")
    func warnings() async throws {
        let flow = try await Flow(isEnabled: false)
        let (_, redirection) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        let token = try Fixture.token(IdentityClaims(email: "Ada@example.com"), secret: flow.secret)
        let test = try await flow.finish(flow.callback(token: token, after: redirection))
        let warning = Warning(kind: .notCanonical, claim: .email)
        #expect(test.state(at: Fixture.now) == .passed(warnings: [warning]))
        #expect(test.report(at: Fixture.now) == "The redirect flow works; mind not_canonical (email).")
    }

    @Test("A failure says which check failed, and what to change")
    func failures() async throws {
        let flow = try await Flow(isEnabled: false)
        let good = try Fixture.token(secret: flow.secret)
        let foreign = try Fixture.token(secret: Secret.generate())
        let malformed = Signer.token(
            #"{"email":"ada@example.com","exp":"soon"}"#,
            header: Signer.header,
            secret: flow.secret
        )
        let cases: [(query: String, error: SSOError, report: String)] = [
            ("", SSOError(.missingParameter, parameter: "ssoToken"), "missing_parameter (ssoToken): "),
            (
                "ssoToken=\(good)", SSOError(.missingParameter, parameter: "organizationId"),
                "missing_parameter (organizationId): "
            ),
            (
                "ssoToken=\(good)&organizationId=other",
                SSOError(.wrongOrganization, parameter: "organizationId"),
                "wrong_organization (organizationId): "
            ),
            (
                "ssoToken=\(foreign)&organizationId=acme", refusal(.signatureMismatch),
                "token_refused: signature_mismatch: "
            ),
            (
                "ssoToken=\(malformed)&organizationId=acme", refusal(.malformedClaim, .expiry),
                "token_refused: malformed_claim (exp): "
            ),
            (
                "ssoToken=\(good)&organizationId=acme&returnTo=%2Fb", SSOError(.attemptMismatch),
                "attempt_mismatch: "
            ),
        ]
        for (query, error, report) in cases {
            let (_, redirection) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
            var request = try flow.callback(after: redirection)
            request.query = query
            let test = try await flow.finish(request)
            #expect(test.state(at: Fixture.now) == .failed(error))
            #expect(test.report(at: Fixture.now).hasPrefix(report))
            #expect(test.report(at: Fixture.now).utf8.count > report.utf8.count + 20)
            #expect(!test.report(at: Fixture.now).contains(good))
        }
        #expect(flow.settings.settings(of: Fixture.acme.id).test == .untested)
        #expect(flow.isUntouched())
    }

    @Test("A test whose browser never comes back times out, and a late callback is neither test nor sign-in")
    func late() async throws {
        var policy = SingleSignOn.Policy()
        policy.allowUnsolicited = true
        let flow = try await Flow(policy: policy)
        let (test, redirection) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        #expect(test.report(at: Fixture.now).hasPrefix("Waiting"))
        #expect(test.report(at: Fixture.time(601)).hasPrefix("No callback came"))
        // The cookie outlives the attempt, so that the callback is known to be late.
        #expect(redirection.cookie.maxAge == 4200)
        let token = try Fixture.token(secret: flow.secret, at: Fixture.time(601))
        let request = try flow.callback(token: token, after: redirection)
        await #expect(throws: SSOError(.attemptExpired)) {
            try await flow.sso.callback(request, at: Fixture.time(601))
        }
        #expect(flow.isUntouched())
    }

    @Test("Another browser's callback is not the test's")
    func otherBrowser() async throws {
        let flow = try await Flow(isEnabled: false)
        let (test, _) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        await #expect(throws: SSOError(.unsolicited)) {
            try await flow.finish(flow.callback(after: nil, more: "&test=true"))
        }
        #expect(try await flow.sso.test(test.id, host: Flow.host).result == nil)
        #expect(flow.settings.settings(of: Fixture.acme.id).test == .untested)
    }

    @Test("A sign-in's attempt passes no test, whatever the page echoes")
    func signInIsNoTest() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        _ = try await flow.signIn(flow.callback(after: redirection, more: "&test=true"))
    }

    @Test("A test of settings that were changed meanwhile doesn't pass")
    func changedMeanwhile() async throws {
        let flow = try await Flow(isEnabled: false)
        let (_, redirection) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        try flow.settings.modify(Fixture.acme.id) { $0.setLoginURL(try LoginURL("https://acme.example/2")) }
        let test = try await flow.finish(flow.callback(after: redirection))
        #expect(test.state(at: Fixture.now) == .failed(SSOError(.testNotPassed)))
        #expect(flow.settings.settings(of: Fixture.acme.id).test == .untested)
    }

    @Test("Without a login URL or a secret there is nothing to test")
    func nothingToTest() async throws {
        let flow = try await Flow(isEnabled: false)
        try await flow.vault.secrets(of: Fixture.acme.id).revoke(name: "production", at: Fixture.now)
        await #expect(throws: SSOError(.noSecret)) {
            try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        }
        try flow.settings.modify(Fixture.acme.id) { $0.setLoginURL(nil) }
        await #expect(throws: SSOError(.loginURLNotSet)) {
            try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        }
    }

    @Test("A login page that signs with a secret in its grace time signs people in, and passes no test")
    func retiringSecret() async throws {
        let flow = try await Flow()
        let secrets = try await flow.vault.secrets(of: Fixture.acme.id)
        let text = try await secrets.regenerate(
            name: "production",
            grace: .seconds(600),
            at: Fixture.now
        ).reveal()
        for (secret, expected) in [
            (flow.secret, RedirectTest.State.failed(SSOError(.secretRetiring))),
            (text, .passed(warnings: [])),
        ] {
            let (_, redirection) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
            let token = try Fixture.token(secret: secret)
            let test = try await flow.finish(flow.callback(token: token, after: redirection))
            #expect(test.state(at: Fixture.now) == expected)
            let isPassed = expected == .passed(warnings: [])
            #expect(flow.settings.settings(of: Fixture.acme.id).warnings == (isPassed ? [] : [.testStale]))
        }
        let first = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        await #expect(throws: SSOError(.tokenReplayed)) {
            try await flow.signIn(flow.callback(after: first))
        }
        let second = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        let token = try Fixture.token(secret: flow.secret, at: Fixture.time(1))
        let request = try flow.callback(token: token, after: second)
        #expect(try await flow.signIn(request, at: Fixture.time(1)).user.isNew)
    }

    @Test("A regenerated secret makes the test stale, which single sign-on survives; a new test heals it")
    func stale() async throws {
        let flow = try await Flow()
        let secrets = try await flow.vault.secrets(of: Fixture.acme.id)
        let text = try await secrets.regenerate(name: "production", at: Fixture.now).reveal()
        #expect(flow.settings.settings(of: Fixture.acme.id).warnings == [.testStale])
        #expect(flow.settings.settings(of: Fixture.acme.id).isEnabled)
        let (_, redirection) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        let token = try Fixture.token(secret: text)
        _ = try await flow.finish(flow.callback(token: token, after: redirection))
        #expect(flow.settings.settings(of: Fixture.acme.id).warnings == [])
    }
}
