// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PortalServer

@Suite struct AccountSettingsTests {
    @Test func anAdministratorCreatesAndRemovesAccounts() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                try await browser.get(AccountSettings.path)
                let fields = [
                    "email": " Ada@example.com", "name": "<b>Ada</b>", "password": TestPortal.password,
                ]
                let created = try await browser.post(AccountSettings.path, fields)
                #expect(created.location == AccountSettings.path)
                let page = try await browser.get(AccountSettings.path)
                #expect(page.text.contains("Ada@example.com can sign in."))
                #expect(page.text.contains("&lt;b&gt;Ada&lt;/b&gt;"))
                // The message is shown once.
                #expect(try await !browser.get(AccountSettings.path).text.contains("can sign in."))

                let visitor = Browser(client: browser.client)
                #expect(try await visitor.logIn().status == 303)
                portal.clock.advance(by: 1)
                let other = ["email": "ada@example.com", "password": "another password"]
                #expect(try await browser.post("\(AccountSettings.path)/password", other).status == 303)
                #expect(try await !visitor.isSignedIn())
                #expect(try await visitor.logIn(password: "another password").status == 303)
                portal.clock.advance(by: 1)
                let question = try await browser.post("\(AccountSettings.path)/remove", other)
                #expect(question.status == 200)
                #expect(question.text.contains("Remove Ada@example.com?"))
                #expect(try await visitor.isSignedIn())
                let confirmed = other.merging(["confirmed": "yes"]) { $1 }
                #expect(try await browser.post("\(AccountSettings.path)/remove", confirmed).status == 303)
                #expect(try await !visitor.isSignedIn())
                #expect(try await visitor.logIn(password: "another password").status == 401)
            }
        }
    }

    @Test func theAuditTellsWhoChangedAccounts() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                try await browser.get(AccountSettings.path)
                func post(_ path: String, _ fields: [String: String]) async throws {
                    portal.clock.advance(by: 60)
                    #expect(try await browser.post(path, fields).status == 303)
                }
                let path = AccountSettings.path
                try await post(path, ["email": "Ada@example.com", "password": TestPortal.password])
                try await post(
                    "/settings/sso/redirect/login-url",
                    ["loginURL": "https://first.example/login"]
                )
                try await post(
                    "\(path)/password",
                    ["email": "Ada@example.com", "password": "another password"]
                )
                portal.clock.advance(by: 60)
                try await portal.services.accounts.suspend(
                    email: "ada@example.com",
                    of: portal.organization,
                    at: portal.clock.now
                )
                _ = try await Operations(services: portal.services).restoreLogin(of: "acme")
                try await post("\(path)/remove", ["email": "Ada@example.com", "confirmed": "yes"])
                // Refused changes have no effect.
                _ = try await browser.post(
                    "\(path)/remove",
                    ["email": "Ada@example.com", "confirmed": "yes"]
                )

                let audit = try await browser.get("/settings/sso/audit").text
                let expected = [
                    (TestPortal.adminEmail, "native account removed: Ada@example.com"),
                    ("operator", "suspended passwords made valid: 1"),
                    (TestPortal.adminEmail, "native account has a new password: Ada@example.com"),
                    (TestPortal.adminEmail, "loginURL: none -&gt; https://first.example/login"),
                    (TestPortal.adminEmail, "native account made: Ada@example.com"),
                    ("operator", "administrator made: \(TestPortal.adminEmail)"),
                ]
                var rest = audit[...]
                for (who, what) in expected {
                    let row = "<td>\(who)</td><td class=\"text\"><ul class=\"plain\"><li>\(what)"
                    let found = try #require(rest.range(of: row), "\(row)")
                    rest = rest[found.upperBound...]
                }
                #expect(audit.components(separatedBy: "removed: Ada@example.com").count == 2)
                #expect(!audit.contains(TestPortal.password) && !audit.contains("another password"))
            }
        }
    }

    @Test func aLoginInTheSecondInWhichSessionsEndCounts() async throws {
        try await TestPortal.run { portal in
            try await portal.addAccount()
            try await portal.browse { browser in
                #expect(try await browser.logIn().status == 303)
                try await portal.services.accounts.endSessions(of: portal.organization, at: portal.clock.now)
                #expect(try await !browser.isSignedIn())
                #expect(try await browser.logIn().status == 303)
                #expect(try await browser.isSignedIn())
                // Nobody waits for a session end that is far in this clock's future.
                portal.clock.advance(by: -60)
                #expect(try await browser.logIn().status == 303)
                #expect(try await !browser.isSignedIn())
            }
        }
    }

    @Test(arguments: [
        (["email": "nobody", "password": TestPortal.password], "isn't an e-mail address"),
        (["email": "a@b.example", "password": "short"], "at least 10 characters"),
        ([:], "isn't an e-mail address"),
    ])
    func whatIsNoGoodIsExplained(fields: [String: String], message: String) async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                let answer = try await browser.post(AccountSettings.path, fields)
                #expect(answer.status == 422)
                #expect(answer.text.contains(HTML.escape(message)))
                for action in ["password", "remove"] {
                    let answer = try await browser.post(
                        "\(AccountSettings.path)/\(action)",
                        ["email": "a@b.example"]
                    )
                    #expect(answer.status == 422)
                    #expect(answer.text.contains("There is no such account."))
                }
            }
        }
    }

    @Test func aStrangerCannotCreateAccounts() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.get("/login")
                let fields = ["email": "eve@example.com", "password": TestPortal.password]
                #expect(try await browser.post(AccountSettings.path, fields).location == "/admin/login")
                #expect(try await portal.services.accounts.all(.member, of: portal.organization).isEmpty)
            }
        }
    }
}
