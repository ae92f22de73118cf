// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Who may begin a sign-in")
struct SignInGateTests {
    private static let own = "https://feedback.acme.example"
    private static let sites: [String?] = [
        "same-origin", "same-site", "cross-site", "none", "", "Same-Origin", "same-origin ",
        "same-origin, cross-site", nil,
    ]
    private static let origins: [String?] = [
        own, nil, "null", "", "https://evil.example", "http://feedback.acme.example", own + "/", own + ":443",
        own + ".",
        "https://acme.portal.example", own + ", https://evil.example", "https://FEEDBACK.acme.example",
    ]

    @Test(
        "Sec-Fetch-Site: same-origin begins one, or if it is missing a POST from the portal's own origin"
    )
    func table() async throws {
        let flow = try await Flow()
        var begun: [String] = []
        for site in Self.sites {
            for method in ["GET", "POST", "HEAD", "PUT", "post"] {
                for origin in Self.origins {
                    let browser = Browser(flow.sso)
                    let answer = try await flow.sso.signIn(
                        browser.request(method, site: site, origin: origin),
                        returnTo: "/b",
                        at: Fixture.now
                    )
                    if case .signInButton(let page) = answer.action {
                        #expect(page == "/b")
                        #expect(answer.status == 200)
                        #expect(answer.cookies.isEmpty)
                    } else {
                        #expect(answer.status == 303)
                        #expect(answer.cookies.count == 1)
                        begun.append("\(site ?? "-") \(method) \(origin ?? "-")")
                    }
                }
            }
        }
        let sameOrigin = ["GET", "POST", "HEAD", "PUT", "post"].flatMap { method in
            Self.origins.map { "same-origin \(method) \($0 ?? "-")" }
        }
        #expect(begun == sameOrigin + ["- POST \(Self.own)"])
    }

    @Test("The button's page is a page of the portal, whatever the link said")
    func page() async throws {
        let flow = try await Flow()
        for (page, expected) in [
            ("https://evil.example/", "/"), ("//evil.example", "/"), ("/\\evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("/b?x=1&pb_state=0123456789abcdef0123456789abcdef", "/b?x=1"), ("/b//c", "/b//c"),
            ("/?q=100%", "/?q=100%25"),
            ("https://acme.portal.example/b", "https://acme.portal.example/b"),
        ] {
            let answer = try await flow.sso.signIn(
                Browser(flow.sso).request(),
                returnTo: page,
                at: Fixture.now
            )
            guard case .signInButton(let shown) = answer.action else { throw NotExpected("\(answer.action)") }
            #expect(shown == expected)
        }
    }

    @Test("A click on another site's page deletes no cookie and counts no attempt")
    func crossSite() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn(returnTo: "/b").returnTo
        for _ in 0..<10 {
            browser.take(try await flow.sso.signIn(browser.request(), at: Fixture.now).cookies)
        }
        #expect(browser.attempts.count == 1)
        #expect(try await browser.comeBack(token: flow.token(), returnTo: returnTo).signedIn.location == "/b")
    }

    @Test("Only the portal's own page can begin a test, sign out, confirm, or begin a native session")
    func others() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token())
        for (site, origin, isOwn) in [
            ("same-origin", nil, true), ("cross-site", Self.own, false), ("same-site", Self.own, false),
            ("none", nil, false), (nil, "https://evil.example", false), (nil, nil, false),
            (nil, Self.own, true),
        ] as [(String?, String?, Bool)] {
            let request = browser.request("POST", site: site, origin: origin)
            let test = try await flow.sso.startTest(request, at: Fixture.now)
            #expect((test.test != nil) == isOwn)
            #expect(test.answer.refusal == (isOwn ? nil : SSOError(.notSameOrigin)))
            #expect(test.answer.cookies.isEmpty == !isOwn)
            if isOwn {
                _ = try await flow.sso.startNativeSession(email: "eve@example.com", request, at: Fixture.now)
            } else {
                await #expect(throws: SSOError(.notSameOrigin)) {
                    try await flow.sso.startNativeSession(email: "eve@example.com", request, at: Fixture.now)
                }
                #expect(
                    try await flow.sso.signOut(request, at: Fixture.now).refusal == SSOError(.notSameOrigin)
                )
                #expect(
                    try await flow.sso.callback(request, at: Fixture.now).refusal == SSOError(.notSameOrigin)
                )
            }
        }
    }
}
