// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PortalServer

@Suite struct AccountSettingsTests {
    @Test func anAdministratorMakesAndRemovesAccounts() async throws {
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
                // It is said once.
                #expect(try await !browser.get(AccountSettings.path).text.contains("can sign in."))

                let visitor = Browser(client: browser.client)
                #expect(try await visitor.logIn().status == 303)
                portal.clock.advance(by: 1)
                let other = ["email": "ada@example.com", "password": "another password"]
                #expect(try await browser.post("\(AccountSettings.path)/password", other).status == 303)
                #expect(try await !visitor.isSignedIn())
                #expect(try await visitor.logIn(password: "another password").status == 303)
                portal.clock.advance(by: 1)
                #expect(try await browser.post("\(AccountSettings.path)/remove", other).status == 303)
                #expect(try await !visitor.isSignedIn())
                #expect(try await visitor.logIn(password: "another password").status == 401)
            }
        }
    }

    @Test(arguments: [
        (["email": "nobody", "password": TestPortal.password], "no e-mail address"),
        (["email": "a@b.example", "password": "short"], "at least 10 characters"),
        ([:], "no e-mail address"),
    ])
    func whatIsNoGoodIsExplained(fields: [String: String], message: String) async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                let answer = try await browser.post(AccountSettings.path, fields)
                #expect(answer.status == 422)
                #expect(answer.text.contains(message))
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

    @Test func aStrangerMakesNone() async throws {
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
