// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

/// SSO → SSO Redirect.
@Suite struct SettingsRedirectTests {
    static let path = "/settings/sso/redirect"

    private static func isLocked(_ text: String, _ label: String, _ button: String) throws -> Bool {
        let start = try #require(text.range(of: label)?.upperBound)
        let rest = text[start...]
        let end = try #require(rest.range(of: "</form>")?.lowerBound)
        let form = rest[..<end]
        try #require(form.contains(">\(button)</button>"))
        return form.contains(" disabled>\(button)</button>")
    }

    @Test func theLoginPageIsSetAndRemoved() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            func changes() async throws -> Int {
                try await portal.services.sso.changes(of: portal.organization)
                    .count { $0.administrator == TestPortal.adminEmail }
            }
            let before = try await changes()
            let saved = try await browser.post(
                "\(Self.path)/login-url",
                ["loginURL": " \(TestPortal.loginURL) "]
            )
            #expect(saved.status == 303)
            #expect(try await portal.tenant.settings.loginURL?.url == TestPortal.loginURL)
            #expect(try await browser.get(Self.path).text.contains("value=\"\(TestPortal.loginURL)\""))
            try await browser.post("\(Self.path)/login-url", ["loginURL": ""])
            #expect(try await portal.tenant.settings.loginURL == nil)
            #expect(try await changes() == before + 2)
        }
    }

    @Test(arguments: [
        "http://app.example.com/login", "app.example.com", "https://a@app.example.com/\"><script>",
    ])
    func aLoginPageThatCanNotBeOneIsRefusedAndShownAgain(url: String) async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let answer = try await browser.post("\(Self.path)/login-url", ["loginURL": url])
            #expect(answer.status == 400)
            #expect(answer.text.contains("alert-bad"))
            #expect(answer.text.contains("value=\"\(HTML.escape(url))\""))
            #expect(!answer.text.contains("\"><script>"))
            #expect(try await portal.tenant.settings.loginURL == nil)
        }
    }

    @Test func theSwitchesUnlockOneAfterTheOther() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let (sso, native) = ("Enable Single Sign-On Redirect", "Disable ProductBridge Login")
            var text = try await browser.get(Self.path).text
            #expect(try Self.isLocked(text, sso, "Turn on"))
            #expect(try Self.isLocked(text, native, "Turn on"))
            // The server refuses what the page locks.
            #expect(try await browser.post("\(Self.path)/enabled", ["on": "yes"]).status == 409)
            let early = try await browser.post(
                "\(Self.path)/native-login",
                ["disabled": "yes", "confirmed": "yes"]
            )
            #expect(early.status == 409)

            try await portal.passTest()
            text = try await browser.get(Self.path).text
            #expect(text.contains("SSO Tested"))
            #expect(try !Self.isLocked(text, sso, "Turn on"))
            #expect(try Self.isLocked(text, native, "Turn on"))
            #expect(try await browser.post("\(Self.path)/enabled", ["on": "yes"]).status == 303)
            #expect(try await portal.tenant.settings.isEnabled)

            text = try await browser.get(Self.path).text
            #expect(try !Self.isLocked(text, native, "Turn on"))
            let warning = try await browser.post("\(Self.path)/native-login", ["disabled": "yes"])
            #expect(warning.status == 200)
            #expect(warning.text.contains("This locks out everyone"))
            #expect(try await !portal.tenant.settings.isNativeLoginDisabled)
            try await browser.post("\(Self.path)/native-login", ["disabled": "yes", "confirmed": "yes"])
            #expect(try await portal.tenant.settings.isNativeLoginDisabled)

            try await browser.post("\(Self.path)/enabled", ["on": "no"])
            #expect(try await !portal.tenant.settings.isEnabled)
            #expect(try await !portal.tenant.settings.isNativeLoginDisabled)
        }
    }

    @Test func anotherLoginPageLocksTheSwitchesAgainAndSaysSo() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            try await portal.passTest()
            try await browser.post("\(Self.path)/enabled", ["on": "yes"])
            try await browser.post("\(Self.path)/native-login", ["disabled": "yes", "confirmed": "yes"])
            #expect(try await browser.get(Self.path).text.contains("nobody can sign in"))
            try await browser.post("\(Self.path)/login-url", ["loginURL": "https://app.example.com/other"])
            let text = try await browser.get(Self.path).text
            #expect(text.contains("Test again"))
            #expect(text.contains("nobody can sign in, so test it now"))
        }
    }

    @Test func theLockOutWarningCountsWhoIsLockedOut() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            try await portal.passTest()
            try await browser.post("\(Self.path)/enabled", ["on": "yes"])
            for name in ["a", "b"] {
                try await Operations(services: portal.services).createAccount(
                    .member,
                    of: "acme",
                    email: "\(name)@acme.example",
                    name: name,
                    password: "a long password",
                    replacing: false
                )
            }
            let warning = try await browser.post("\(Self.path)/native-login", ["disabled": "yes"])
            #expect(warning.text.contains(": 2 accounts"))
        }
    }

    @Test func aTestOpensTheLoginPageAndItsResultAppearsWithoutAReload() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            try await browser.post("\(Self.path)/login-url", ["loginURL": TestPortal.loginURL])
            let popup = try await browser.post("\(Self.path)/test")
            #expect(popup.status == 303)
            let location = try #require(popup.location)
            #expect(location.hasPrefix("\(TestPortal.loginURL)?") && location.contains("test=true"))
            let waiting = try await browser.get("\(Self.path)/live")
            #expect(waiting.text.contains("data-state=\"waiting\""))
            #expect(try Self.isLocked(waiting.text, "Enable Single Sign-On Redirect", "Turn on"))

            let query = try TestPortal.returned(location, token: try portal.token())
            try await browser.get("/api/redirects/sso?\(query)", site: "cross-site")
            let done = try await browser.get("\(Self.path)/live")
            #expect(done.text.contains("data-state=\"done\""))
            #expect(done.text.contains("The redirect flow works."))
            #expect(done.text.contains("SSO Tested"))
            #expect(done.text.contains("Comes back"))
            #expect(try !Self.isLocked(done.text, "Enable Single Sign-On Redirect", "Turn on"))
            // A reload shows it too.
            #expect(try await browser.get(Self.path).text.contains("The redirect flow works."))
        }
    }

    @Test func aTestThatFailsSaysWhyAndExplainsTheToken() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            try await browser.post("\(Self.path)/login-url", ["loginURL": TestPortal.loginURL])
            let location = try #require(try await browser.post("\(Self.path)/test").location)
            let wrong = try IdentityIssuer(secret: Secret(String(repeating: "0", count: 64)))
                .issue(IdentityClaims(email: "ada@example.com", userID: "7"), at: portal.clock.now)
            try await browser.get(
                "/api/redirects/sso?\(try TestPortal.returned(location, token: wrong))",
                site: "cross-site"
            )
            let text = try await browser.get("\(Self.path)/live").text
            #expect(text.contains("data-state=\"done\""))
            #expect(text.contains("<code>signature_mismatch</code>"))
            #expect(text.contains("What is wrong with the token"))
            #expect(!text.contains(wrong) && !text.contains(portal.secret))
            #expect(try await portal.tenant.settings.test == .untested)
        }
    }

    @Test func aTestThatNobodyFinishesEnds() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            try await browser.post("\(Self.path)/login-url", ["loginURL": TestPortal.loginURL])
            try await browser.post("\(Self.path)/test")
            portal.clock.advance(by: 601)
            let text = try await browser.get("\(Self.path)/live").text
            #expect(text.contains("data-state=\"done\"") && text.contains("No callback came"))
        }
    }

    @Test func aLoginPageThatSendsTokensAnywhereIsFound() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            try await browser.post("\(Self.path)/login-url", ["loginURL": TestPortal.loginURL])
            let location = try #require(try await browser.post("\(Self.path)/compare").location)
            #expect(location.contains("sso-comparison"))
            #expect(try await browser.get("\(Self.path)/live").text.contains("as it should be"))
            let query = try TestPortal.returned(location, token: try portal.token())
            try await browser.get("\(SingleSignOn.comparisonPath)?\(query)", site: "cross-site")
            let text = try await browser.get("\(Self.path)/live").text
            #expect(text.contains("login_page_does_not_compare_redirect"))
            #expect(text.contains("alert-bad"))
        }
    }

    @Test func aLoginPageThatRefusesTheComparisonIsReportedAsGood() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            try await browser.post("\(Self.path)/login-url", ["loginURL": TestPortal.loginURL])
            try await browser.post("\(Self.path)/compare")
            portal.clock.advance(by: 601)
            let text = try await browser.get("\(Self.path)/live").text
            #expect(text.contains("No token came where it never should.") && text.contains("alert-good"))
        }
    }

    @Test func withoutALoginPageOrASecretNothingIsTested() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            #expect(try await browser.get(Self.path).text.contains("Set your login page first."))
            let answer = try await browser.post("\(Self.path)/test")
            #expect(answer.status == 409)
            #expect(answer.text.contains("login_url_not_set"))
            try await browser.post("\(Self.path)/login-url", ["loginURL": TestPortal.loginURL])
            try await portal.services.sso.revokeKey(
                name: "production",
                of: portal.organization,
                by: "operator",
                at: portal.clock.now
            )
            #expect(try await browser.get(Self.path).text.contains("Generate a secret under API Keys first."))
            #expect(try await browser.post("\(Self.path)/test").text.contains("no_secret"))
        }
    }

    @Test func theSignInOptionsAreSaved() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            try await browser.post("\(Self.path)/sign-in", ["identifyMode": "updateOnly", "confirms": "on"])
            var settings = try await portal.tenant.settings
            #expect(settings.identifyMode == .updateOnly && settings.confirmsUnrecognizedCallbacks)
            let text = try await browser.get(Self.path).text
            #expect(text.contains("<option value=\"updateOnly\" selected>"))
            #expect(text.contains("name=\"confirms\" checked"))
            try await browser.post("\(Self.path)/sign-in", ["identifyMode": ""])
            settings = try await portal.tenant.settings
            #expect(settings.identifyMode == nil && !settings.confirmsUnrecognizedCallbacks)
        }
    }
}
