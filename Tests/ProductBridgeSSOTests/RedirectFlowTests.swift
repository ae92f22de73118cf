// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Signing in by redirect")
struct RedirectFlowTests {
    @Test("A click, the login page, the callback: the person has a 30-day session and is at the page")
    func signIn() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let (answer, returnTo) = try await browser.clickSignIn(returnTo: "/b/ideas?x=1")
        #expect(answer.status == 303)
        let back = try await browser.comeBack(
            token: Fixture.token(secret: flow.secret),
            returnTo: returnTo
        )
        let (person, location) = try back.signedIn
        #expect(location == "/b/ideas?x=1")
        #expect(person.isNew)
        #expect(person.session.expiresAt == Fixture.time(30 * 86400))
        #expect(try await browser.person() == "ada@example.com")
        #expect(browser.cookies.map(\.name) == ["__Host-pb-session"])
    }

    @Test("Sign In leads to the login page with the callback, the organization and the page")
    func redirect() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let (answer, returnTo) = try await browser.clickSignIn(returnTo: "/b/ideas?x=1#top")
        let id = String(try #require(browser.attempts.first).name.dropFirst("__Host-pb-attempt-".count))
        #expect(id.utf8.count == 32)
        #expect(id.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
        #expect(returnTo == "/b/ideas?x=1&pb_state=\(id)#top")
        #expect(
            answer.location == "https://acme.example/login?app=1"
                + "&redirect=https%3A%2F%2Ffeedback.acme.example%2Fapi%2Fredirects%2Fsso"
                + "&organizationId=acme&returnTo=%2Fb%2Fideas%3Fx%3D1%26pb_state%3D\(id)%23top"
        )
        let cookie = try #require(answer.cookies.first)
        #expect(
            cookie.headerValue
                == "\(cookie.name)=\(cookie.value); Max-Age=4200; Path=/; HttpOnly; Secure; SameSite=Lax"
        )
    }

    @Test("If single sign-on is off, Sign In shows the form, and a callback signs nobody in")
    func disabled() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        try await flow.changeSettings { settings, _ in settings.disable() }
        let answer = try await browser.clickSignIn().answer
        guard case .nativeForm = answer.action else { throw NotExpected("\(answer.action)") }
        #expect(answer.cookies.isEmpty)
        let back = try await browser.comeBack(token: flow.token(), returnTo: returnTo)
        #expect(back.refusal == SSOError(.ssoNotEnabled))
        #expect(try await flow.isUntouched())
    }

    @Test("The callback's organizationId must be the host's, and neither it nor the token may come twice")
    func query() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        let page = "&returnTo=" + PercentEncoding.encode(returnTo)
        let token = try flow.token()
        for (query, error) in [
            (
                "ssoToken=\(token)&organizationId=other",
                SSOError(.wrongOrganization, parameter: "organizationId")
            ),
            (
                "ssoToken=\(token)&organizationId=ACME",
                SSOError(.wrongOrganization, parameter: "organizationId")
            ),
            ("ssoToken=\(token)", SSOError(.missingParameter, parameter: "organizationId")),
            ("organizationId=acme", SSOError(.missingParameter, parameter: "ssoToken")),
            ("ssoToken=&organizationId=acme", SSOError(.missingParameter, parameter: "ssoToken")),
            (
                "ssoToken=\(token)&ssoToken=x&organizationId=acme",
                SSOError(.repeatedParameter, parameter: "ssoToken")
            ),
            (
                "ssoToken=\(token)&organizationId=acme&organizationId=acme",
                SSOError(.repeatedParameter, parameter: "organizationId")
            ),
            ("ssoToken=%FF&organizationId=acme", SSOError(.malformedCallback, parameter: "ssoToken")),
            ("ssoToken=a%00b&organizationId=acme", SSOError(.malformedCallback, parameter: "ssoToken")),
            (
                "ssoToken=\(String(repeating: "a", count: 16_384))&organizationId=acme",
                SSOError(.malformedCallback)
            ),
        ] {
            let answer = try await flow.sso.callback(browser.request(query: query + page), at: Fixture.now)
            #expect(answer.refusal == error)
        }
        #expect(try await flow.isUntouched())
        // None of these has used the attempt up.
        #expect(try await browser.comeBack(token: token, returnTo: returnTo).signedIn.location == "/")
    }

    @Test("An unknown host gets 404, at Sign In as at the callback")
    func unknownHost() async throws {
        let flow = try await Flow()
        var stranger = Browser(flow.sso, host: Fixture.host("stranger.example"))
        let answer = try await stranger.clickSignIn().answer
        #expect(answer.refusal == SSOError(.unknownOrganization))
        #expect(answer.status == 404)
        let back = try await stranger.comeBack(token: flow.token(), returnTo: nil)
        #expect(back.refusal == SSOError(.unknownOrganization))
    }

    @Test(
        "Another spelling of a token's base64url is refused, so that the replay guard can't see it as another token"
    )
    func spellings() async throws {
        let flow = try await Flow()
        let token = try flow.token()
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(token)
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let last = try #require(token.last.flatMap { digits.firstIndex(of: $0) })
        // The last of 43 digits has two unused bits.
        let others = (1...3).map { String(token.dropLast()) + String(digits[last ^ $0]) }
        for other in others + [token + "=", token + "%0A", token + ".", " " + token, token + "%00"] {
            var next = Browser(flow.sso)
            let returnTo = try await next.clickSignIn().returnTo
            let answer = try await next.comeBack(
                token: other.replacing(" ", with: "%20"),
                returnTo: returnTo
            )
            #expect(answer.refusal != nil)
        }
        #expect(try await flow.records(.session).count == 1)
    }

    @Test(
        "A token that only another organization's secret verifies signs nobody in, nor does one without a signature"
    )
    func foreignTokens() async throws {
        let flow = try await Flow()
        let foreign = try await flow.sso.generateKey(
            name: "production",
            of: Fixture.other,
            by: Flow.administrator,
            at: Fixture.now
        ).reveal()
        let payload = #"{"email":"ada@example.com","exp":1767229200}"#
        for (token, status) in [
            (try flow.token(secret: foreign), VerificationStatus.signatureMismatch),
            (Signer.token(payload, header: #"{"alg":"none"}"#, secret: flow.secret), .unsupportedAlgorithm),
            (Signer.token(payload, header: #"{"alg":"HS512"}"#, secret: flow.secret), .unsupportedAlgorithm),
        ] {
            var browser = Browser(flow.sso)
            let returnTo = try await browser.clickSignIn().returnTo
            let answer = try await browser.comeBack(token: token, returnTo: returnTo)
            #expect(answer.refusal?.verification?.status == status)
            #expect(answer.status == 401)
        }
        #expect(try await flow.isUntouched())
    }
}
