// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

/// The token checker, the sign-in log and the audit.
@Suite struct SettingsCheckerTests {
    static let path = "/settings/sso/checker"

    @Test func aGoodTokenIsAccepted() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let token = try portal.token()
            let answer = try await browser.post(Self.path, ["token": token, "origin": "redirect"])
            #expect(answer.status == 200)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.text.contains("The token is accepted"))
            // The check doesn't use the token up.
            _ = try await portal.services.sso.identify(token, of: portal.organization, at: portal.clock.now)
        }
    }

    @Test func aRefusedTokenIsExplained() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let token = try portal.token()
            portal.clock.advance(by: 7200)
            let text = try await browser.post(Self.path, ["token": token, "origin": "redirect"]).text
            #expect(text.contains("The token is refused"))
            #expect(text.contains(">expired</span>"))
            #expect(text.contains("token_expired"))
            #expect(text.contains("The whole report"))
        }
    }

    @Test func thePasteIsInNoAnswerOrRecordAndNoSecretIsShown() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let token = try portal.token()
            let pastes = [
                token, "https://portal.example/api/redirects/sso?ssoToken=\(token)&organizationId=acme",
            ]
            for paste in pastes {
                let text = try await browser.post(Self.path, ["token": paste, "origin": "widget"]).text
                #expect(text.contains("The token is accepted"))
                #expect(!text.contains(token))
                #expect(!text.contains(portal.secret))
                let signature = try #require(token.split(separator: ".").last)
                #expect(!text.contains(signature.prefix(7)))
            }
            let database = try Data(contentsOf: URL(fileURLWithPath: portal.folder + "/portal.sqlite"))
            let log = try? Data(contentsOf: URL(fileURLWithPath: portal.folder + "/portal.sqlite-wal"))
            for data in [database, log ?? Data()] { #expect(data.range(of: Data(token.utf8)) == nil) }
        }
    }

    @Test func aTokensContentIsEscaped() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let token = try portal.token(
                "<script>alert(1)</script>@example.com",
                name: "<img src=x onerror=alert(1)>"
            )
            let text = try await browser.post(Self.path, ["token": token, "origin": "redirect"]).text
            #expect(!text.contains("<script>alert") && !text.contains("<img src=x"))
        }
    }

    @Test(arguments: ["", "   ", "\n"])
    func nothingIsNoToken(paste: String) async throws {
        try await TestPortal.administer(at: Self.path) { _, browser in
            let answer = try await browser.post(Self.path, ["token": paste])
            #expect(answer.status == 400)
        }
    }

    @Test(arguments: [
        ("a.b.c", "a.b.c"), (" a.b.c\n", "a.b.c"),
        ("https://x.example/?ssoToken=a.b.c&organizationId=o", "a.b.c"),
        ("?organizationId=o&ssoToken=a.b.c#x", "a.b.c"), ("ssoToken=a%2Eb.c", "a.b.c"),
        ("https://x.example/?token=a.b.c", "a.b.c"), ("myssoToken=a.b.c", "myssoToken=a.b.c"),
        ("Bearer a.b.c", "Bearer a.b.c"), ("ssoToken=%zz", "%zz"),
    ])
    func theTokenOfAURLIsFound(paste: String, token: String) {
        #expect(TokenChecker.token(in: paste) == token)
    }

    @Test func withoutASecretNoTokenCanBeChecked() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let token = try portal.token()
            try await portal.services.sso.revokeKey(
                name: "production",
                of: portal.organization,
                by: "operator",
                at: portal.clock.now
            )
            let answer = try await browser.post(Self.path, ["token": token])
            #expect(answer.status == 409 && answer.text.contains("no_secret"))
        }
    }

    @Test func itIsRateLimitedByAdministrator() async throws {
        var limits = RateLimits()
        limits.explain = RateLimiter(burst: 2, in: 60)
        try await TestPortal.administer(at: Self.path, limits: limits) { portal, browser in
            for _ in 0..<2 { #expect(try await browser.post(Self.path, ["token": "a.b.c"]).status == 200) }
            for wait in ["30", "15"] {
                let answer = try await browser.post(Self.path, ["token": "a.b.c"])
                #expect(answer.status == 429)
                #expect(answer.headers[.retryAfter] == wait)
                portal.clock.advance(by: 15)
            }
            try await browser.get(Self.path)
            #expect(try await browser.post(Self.path, ["token": "a.b.c"]).status == 200)
            #expect(try await browser.post(Self.path, ["token": "a.b.c"]).status == 429)

            // Another administrator at the same address has their own two.
            try await portal.addAdministrator("second@portal.example")
            let second = Browser(client: browser.client)
            try await second.logInAsAdministrator("second@portal.example")
            try await second.get(Self.path)
            for _ in 0..<2 { #expect(try await second.post(Self.path, ["token": "a.b.c"]).status == 200) }
            #expect(try await second.post(Self.path, ["token": "a.b.c"]).status == 429)
        }
    }

    // MARK: Sign-in log

    @Test func theLogTellsWhoWasRefusedAndWhy() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            #expect(try await browser.get("/settings/sso/log").text.contains("Nobody has been refused yet."))
            let token = try portal.token()
            portal.clock.advance(by: 7200)
            await #expect(throws: SSOError.self) {
                try await portal.services.sso.identify(token, of: portal.organization, at: portal.clock.now)
            }
            await #expect(throws: SSOError.self) {
                try await portal.services.sso.identify(
                    "undefined",
                    of: portal.organization,
                    at: portal.clock.now
                )
            }
            let text = try await browser.get("/settings/sso/log").text
            #expect(text.contains("<td><code>expired</code><br>ada@example.com</td>"))
            #expect(text.contains("<code>malformed_token</code>"))
            #expect(text.contains("<code>token_expired</code>"))
            #expect(text.contains("<code>placeholder_token</code>"))
            #expect(text.contains("<td class=\"number\">2</td>"))
            #expect(!text.contains(token))
        }
    }

    @Test func aReferenceNumberLeadsToItsRefusal() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let reference = await portal.services.refusals.note(
                SSOError(.attemptExpired),
                from: .redirect,
                of: try portal.organization,
                request: "0123456789abcdef",
                at: portal.clock.now
            )
            let text = try await browser.get("/settings/sso/log?reference=\(reference.lowercased())").text
            #expect(text.contains("<code>attempt_expired</code>") && text.contains("0123456789abcdef"))
            let other = try await browser.get("/settings/sso/log?reference=2222-2222").text
            #expect(other.contains("There is no refusal of this number"))
            let markup = try await browser.get("/settings/sso/log?reference=%22%3E%3Cscript%3E").text
            #expect(!markup.contains("\"><script>"))
        }
    }

    @Test func theCausesAreThoseOfTheArticle() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let article = try String(
            contentsOf: root.appendingPathComponent(
                "Sources/ProductBridgeIdentity/ProductBridgeIdentity.docc/Articles/WhyWasMyTokenRefused.md"
            ),
            encoding: .utf8
        )
        let rows = article.matches(of: /\n\| (\d+) \| `([a-z0-9_]+)` \| (.*?) \| (.*?) \|(?=\n)/)
        #expect(rows.count > 150)
        #expect(CauseList.shared.causes.count == rows.count)
        for row in rows {
            let (_, number, name, found, advice) = row.output
            // Without Markdown's backslashes.
            let sentences = [found, advice].map { $0.replacing(/\\(.)/, with: { String($0.output.1) }) }
            let cause = CauseList.Cause(
                name: String(name),
                found: String(sentences[0]),
                advice: String(sentences[1])
            )
            #expect(CauseList.shared.causes[Int(number) ?? 0] == cause)
        }
    }

    // MARK: Audit

    @Test func theAuditNamesTheAdministratorAndTheChangeTheNewestFirst() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            try await browser.post(
                "/settings/sso/redirect/login-url",
                ["loginURL": "https://first.example/login"]
            )
            portal.clock.advance(by: 60)
            try await browser.post(
                "/settings/sso/redirect/login-url",
                ["loginURL": "https://second.example/login"]
            )
            let text = try await browser.get("/settings/sso/audit").text
            let newer = try #require(
                text.range(of: "https://first.example/login -&gt; https://second.example/login")
            )
            let older = try #require(text.range(of: "none -&gt; https://first.example/login"))
            #expect(newer.lowerBound < older.lowerBound)
            #expect(text.contains("<td>\(TestPortal.adminEmail)</td>"))
        }
    }

    @Test func theAuditHasPages() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            for number in 1...120 {
                portal.clock.advance(by: 1)
                try await portal.services.sso.changeSettings(
                    of: portal.organization,
                    by: "operator \(number) here",
                    at: portal.clock.now
                ) { settings, _ in settings.confirmsUnrecognizedCallbacks.toggle() }
            }
            let first = try await browser.get("/settings/sso/audit").text
            #expect(first.contains("operator 120 here") && first.contains("operator 21 here"))
            #expect(!first.contains("operator 20 here"))
            #expect(first.contains("/settings/sso/audit?from=100"))
            let second = try await browser.get("/settings/sso/audit?from=100").text
            #expect(second.contains("operator 20 here") && second.contains("operator 1 here"))
            #expect(!second.contains("Older changes"))
        }
    }
}
