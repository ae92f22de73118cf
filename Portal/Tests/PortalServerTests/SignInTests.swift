// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

@Suite struct SignInTests {
    @Test func theDocumentsFlowSignsIn() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                let location = try await browser.clickSignIn(returnTo: "/ideas/7?a=b")
                #expect(
                    location.hasPrefix(
                        "https://app.example.com/login?redirect=http%3A%2F%2Flocalhost%2Fapi%2F"
                    )
                )
                #expect(location.contains("organizationId=acme"))
                let answer = try await browser.comeBack(location, token: portal.token())
                #expect(answer.status == 303)
                #expect(answer.location == "/ideas/7?a=b")
                #expect(answer.headers[.cacheControl] == "no-store")
                #expect(answer.headers[.referrerPolicy] == "no-referrer")
                let cookie = try #require(answer.setCookies.first { $0.hasPrefix("__Host-pb-session=") })
                #expect(cookie.contains("Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax"))
                #expect(try await browser.get("/").text.contains("Ada Lovelace"))
            }
        }
    }

    @Test func aSessionLastsThirtyDays() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                try await browser.signIn(portal)
                portal.clock.advance(by: 30 * 86_400)
                #expect(try await browser.isSignedIn())
                portal.clock.advance(by: 1)
                #expect(try await !browser.isSignedIn())
            }
        }
    }

    @Test func signingOutEndsTheSession() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                try await browser.signIn(portal)
                #expect(try await browser.isSignedIn())
                let credential = browser[cookie: SingleSignOn.sessionCookie]
                #expect(try await browser.post("/signout").location == "/")
                #expect(browser[cookie: SingleSignOn.sessionCookie] == nil)
                browser[cookie: SingleSignOn.sessionCookie] = credential
                #expect(try await !browser.isSignedIn())
            }
        }
    }

    @Test func aLinkFromAnotherSiteGetsAButtonAndNoCookie() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                let page = try await browser.get("/signin?returnTo=%2Fideas%2F7", site: "cross-site")
                #expect(page.status == 200)
                #expect(page.text.contains("name=\"returnTo\" value=\"/ideas/7\""))
                #expect(page.headers[.contentSecurityPolicy]?.contains("form-action 'self' https:") == true)
                #expect(page.setCookies.allSatisfy { $0.hasPrefix(FormToken.cookie) })
                let clicked = try await browser.post("/signin", ["returnTo": "/ideas/7"])
                #expect(clicked.location?.hasPrefix("https://app.example.com/login?") == true)
                let answer = try await browser.comeBack(try clicked.location.unwrapped, token: portal.token())
                #expect(answer.location == "/ideas/7")
            }
        }
    }

    @Test func aRefusalsNumberIsInTheLog() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                let location = try await browser.clickSignIn()
                let token = try portal.token(lifetime: .seconds(60))
                portal.clock.advance(by: 500)
                let page = try await browser.comeBack(location, token: token)
                #expect(page.status == 401)
                #expect(page.text.contains("Please log in."))
                #expect(!page.text.contains(token))
                let number = try #require(
                    page.text.firstMatch(of: /<code>([0-9A-Z]{4}-[0-9A-Z]{4})<\/code>/)?.1
                )
                let entry = try await portal.services.refusals.find(
                    " \(number.lowercased().replacing("-", with: " "))",
                    of: portal.organization
                )
                #expect(entry?.code == "expired")
                #expect(entry?.origin == "redirect")
                #expect(entry?.message.isEmpty == false)
            }
        }
    }

    @Test(arguments: [
        ("/api/redirects/sso", 400), ("/api/redirects/sso?ssoToken=x", 400),
        ("/api/redirects/sso?ssoToken=x&organizationId=acme", 403),
        ("/api/redirects/sso?ssoToken=x&ssoToken=y&organizationId=acme", 400),
        ("/api/redirects/sso?ssoToken=x&organizationId=other", 403),
        ("/api/redirects/sso?ssoToken=%FF&organizationId=acme&returnTo=%3Cscript%3E", 400),
    ])
    func aCallbackThatIsNoGoodIsRefused(path: String, status: Int) async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                let answer = try await browser.get(path, site: "cross-site")
                #expect(answer.status == status)
                #expect(answer.text.contains("You are not signed in"))
                #expect(!answer.text.contains("<script>"))
                #expect(answer.headers[.referrerPolicy] == "no-referrer")
                #expect(answer.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test func aCallbackWithoutItsPageIsAskedAbout() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                _ = try await browser.clickSignIn()
                let token = try portal.token(name: "<b>Ada</b>")
                let query = "ssoToken=\(token)&organizationId=acme"
                let page = try await browser.get("/api/redirects/sso?\(query)", site: "cross-site")
                #expect(page.status == 200)
                #expect(page.text.contains("Continue as &lt;b&gt;Ada&lt;/b&gt;?"))
                #expect(try await !browser.isSignedIn())
                let state = try #require(page.text.firstMatch(of: /name="pb_state" value="([0-9a-f]+)"/)?.1)
                let fields = ["ssoToken": token, "organizationId": "acme", "pb_state": String(state)]
                // The form's own token was on that page.
                _ = try await browser.get("/api/redirects/sso?\(query)", site: "cross-site")
                let tokenless = fields.merging(["form_token": "x"]) { $1 }
                #expect(try await browser.post("/api/redirects/sso", tokenless).status == 403)
                #expect(
                    try await browser.post("/api/redirects/sso", fields, site: "cross-site").status == 403
                )
                let answer = try await browser.post("/api/redirects/sso", fields)
                #expect(answer.status == 303)
                #expect(try await browser.isSignedIn())
            }
        }
    }

    @Test func signInsAreLimited() async throws {
        var limits = RateLimits()
        limits.signIn = RateLimiter(burst: 2, in: 60)
        try await TestPortal.run(limits: limits) { portal in
            try await portal.browse { browser in
                for path in ["/signin", "/api/redirects/sso"] { _ = try await browser.get(path) }
                let answer = try await browser.get("/signin")
                #expect(answer.status == 429)
                #expect(answer.headers[.retryAfter] == "30")
                portal.clock.advance(by: 30)
                #expect(try await browser.get("/signin").status == 200)
            }
        }
    }

    @Test func theTestOfTheLoginPageShowsItsResult() async throws {
        try await TestPortal.run { portal in
            try await portal.passTest()
            try await portal.browse { browser in
                let started = try await portal.services.sso.startTest(
                    portal.request(),
                    at: portal.clock.now
                )
                for cookie in started.answer.cookies { browser[cookie: cookie.name] = cookie.value }
                let page = try await browser.comeBack(
                    try started.answer.location.unwrapped,
                    token: portal.token()
                )
                #expect(page.text.contains("The test has passed"))
                let again = try await portal.services.sso.startTest(
                    portal.request(),
                    at: portal.clock.now
                )
                for cookie in again.answer.cookies { browser[cookie: cookie.name] = cookie.value }
                let bad = try await browser.comeBack(try again.answer.location.unwrapped, token: "a.b.c")
                #expect(bad.text.contains("The test has failed"))
            }
        }
    }
}
