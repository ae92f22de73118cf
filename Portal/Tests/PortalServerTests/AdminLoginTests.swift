// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PortalServer

@Suite struct AdminLoginTests {
    @Test func settingsAreForAdministratorsOnly() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let stranger = try await browser.get("/settings")
                #expect(stranger.status == 303)
                #expect(stranger.location == "/admin/login?next=%2Fsettings")
                try await browser.logInAsAdministrator()
                let page = try await browser.get("/settings")
                #expect(page.status == 200)
                #expect(page.text.contains("Acme &amp; Sons"))
                #expect(page.text.contains("<code>acme</code>"))
            }
        }
    }

    @Test(arguments: [
        (TestPortal.adminEmail, "wrong horse battery"), ("nobody@portal.example", TestPortal.password),
        ("", ""), (TestPortal.adminEmail, String(repeating: "x", count: 1025)),
    ])
    func aWrongLoginIsRefusedWithTheSameWords(email: String, password: String) async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.get("/admin/login")
                let answer = try await browser.post("/admin/login", ["email": email, "password": password])
                #expect(answer.status == 401)
                #expect(answer.text.contains("don't belong together"))
                #expect(browser[cookie: AdminSessions.cookie] == nil)
            }
        }
    }

    @Test func aFormOfAnotherSiteIsRefused() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let fields = ["email": TestPortal.adminEmail, "password": TestPortal.password]
                try await browser.get("/admin/login")
                let foreign = try await browser.post("/admin/login", fields, site: "cross-site")
                #expect(foreign.status == 403)
                let tokenless = try await browser.post(
                    "/admin/login",
                    fields.merging(["form_token": String(repeating: "0", count: 64)]) { $1 }
                )
                #expect(tokenless.status == 403)
                #expect(browser[cookie: AdminSessions.cookie] == nil)
            }
        }
    }

    @Test func aSessionEndsByLogoutAndByTime() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                let credential = browser[cookie: AdminSessions.cookie]
                try await browser.post("/admin/logout")
                #expect(browser[cookie: AdminSessions.cookie] == nil)
                browser[cookie: AdminSessions.cookie] = credential
                #expect(try await browser.get("/settings").status == 303)

                try await browser.logInAsAdministrator()
                portal.clock.advance(by: 12 * 3600 - 1)
                #expect(try await browser.get("/settings").status == 200)
                portal.clock.advance(by: 1)
                #expect(try await browser.get("/settings").status == 303)
            }
        }
    }

    @Test func anotherLoginEndsTheEarlierSession() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                let credential = browser[cookie: AdminSessions.cookie]
                let fields = ["email": TestPortal.adminEmail, "password": TestPortal.password]
                #expect(try await browser.post("/admin/login", fields).status == 303)
                #expect(try await browser.get("/settings").status == 200)
                browser[cookie: AdminSessions.cookie] = credential
                #expect(try await browser.get("/settings").status == 303)
            }
        }
    }

    @Test(arguments: ["//evil.example", "https://evil.example", "/settings/..\\evil", "/", "/settings//evil"])
    func theLoginLeadsToTheSettingsAlone(next: String) async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.get("/admin/login")
                let answer = try await browser.post(
                    "/admin/login",
                    ["email": TestPortal.adminEmail, "password": TestPortal.password, "next": next]
                )
                #expect(answer.location == "/settings")
            }
        }
    }
}
