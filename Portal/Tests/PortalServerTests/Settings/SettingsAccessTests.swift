// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

/// Who may see the settings, and who may change them.
@Suite struct SettingsAccessTests {
    static let person = String(repeating: "a", count: 64)
    static let pages = [
        "/settings", "/settings/sso/redirect", "/settings/sso/redirect/live", "/settings/sso/keys",
        "/settings/sso/widget", "/settings/sso/portal", "/settings/sso/checker", "/settings/sso/log",
        "/settings/sso/audit", "/settings/people", "/settings/people/\(person)",
        "/settings/people/\(person)/export",
        "/settings/companies", "/settings/feedback", "/settings/widget", "/settings/snippets",
        "/settings/accounts",
    ]
    static let actions: [(path: String, fields: [String: String])] = [
        ("/settings/sso/redirect/login-url", ["loginURL": "https://evil.example/login"]),
        ("/settings/sso/redirect/test", [:]),
        ("/settings/sso/redirect/compare", [:]),
        ("/settings/sso/redirect/enabled", ["on": "yes"]),
        ("/settings/sso/redirect/native-login", ["disabled": "yes", "confirmed": "yes"]),
        ("/settings/sso/redirect/sign-in", ["identifyMode": "updateOnly", "confirms": "on"]),
        ("/settings/sso/keys/generate", ["name": "evil"]),
        ("/settings/sso/keys/regenerate", ["name": "production", "grace": "none", "confirmed": "yes"]),
        ("/settings/sso/keys/revoke", ["name": "production", "confirmed": "yes"]),
        ("/settings/sso/keys/end-sessions", ["name": "production"]),
        (
            "/settings/sso/widget",
            ["requireIdentify": "on", "identifyMode": "updateOnly", "confirmed": "yes"]
        ),
        ("/settings/sso/widget/origins", ["origins": "https://evil.example"]),
        ("/settings/sso/checker", ["token": "a.b.c"]),
        ("/settings/people/\(person)/clear", ["name": "on"]),
        ("/settings/people/\(person)/merge", ["email": "ada@example.com", "confirmed": "yes"]),
        ("/settings/people/\(person)/end-sessions", [:]),
        ("/settings/people/\(person)/delete", ["confirmed": "yes"]),
        ("/settings/accounts", ["email": "eve@example.com", "password": TestPortal.password]),
        ("/settings/accounts/password", ["email": "eve@example.com", "password": TestPortal.password]),
        ("/settings/accounts/remove", ["email": "eve@example.com"]),
    ]

    @Test func theseAreAllPagesAndActions() async throws {
        try await TestPortal.run { portal in
            let routes = portal.application.router().routes.filter {
                $0.path.description.hasPrefix("/settings")
            }
            func paths(_ method: HTTPRequest.Method) -> [String] {
                routes.filter { $0.method == method }.map { $0.path.description }.sorted()
            }
            func pattern(_ path: String) -> String { path.replacing(Self.person, with: "{id}") }
            #expect(paths(.get) == Self.pages.map(pattern).sorted())
            #expect(paths(.post) == Self.actions.map { pattern($0.path) }.sorted())
        }
    }

    /// The form's fields, for the existing secret.
    private static func complete(_ fields: [String: String], _ portal: TestPortal) async throws -> [String:
        String]
    {
        let key = try #require(try await portal.tenant.keys.first)
        return fields["name"] == "production" ? fields.merging(["key": key.id]) { $1 } : fields
    }

    /// What must not change.
    private static func state(_ portal: TestPortal) async throws -> (
        [SettingsChange], OrganizationProfile, Tenant, [Account]
    ) {
        (
            try await portal.services.sso.changes(of: portal.organization),
            try await portal.services.organizations.profile(of: portal.organization), try await portal.tenant,
            try await portal.services.accounts.all(.member, of: portal.organization)
        )
    }

    @Test func aStrangerIsRedirectedToTheLogin() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                for path in Self.pages {
                    let answer = try await browser.get(path)
                    #expect(answer.status == 303, "\(path)")
                    #expect(answer.location?.hasPrefix("/admin/login") == true, "\(path)")
                    #expect(!answer.text.contains(portal.secret), "\(path)")
                }
            }
        }
    }

    @Test func anAdministratorSeesEachPage() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                for path in Self.pages {
                    let answer = try await browser.get(path)
                    // Nobody has this id.
                    #expect(answer.status == (path.contains(Self.person) ? 404 : 200), "\(path)")
                    #expect(answer.headers[.cacheControl] == "no-store", "\(path)")
                    #expect(!answer.text.contains(portal.secret), "\(path)")
                    #expect(!answer.text.contains(" style=") && !answer.text.contains("<script>"), "\(path)")
                }
            }
        }
    }

    @Test func withoutItsTokenAFormIsRefused() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                let before = try await Self.state(portal)
                for (path, fields) in Self.actions {
                    let fields = try await Self.complete(fields, portal)
                    let forged = fields.merging(["form_token": String(repeating: "0", count: 64)]) { $1 }
                    let answers = [
                        try await browser.post(path, forged),
                        try await browser.post(path, fields, site: "cross-site"),
                        try await browser.post(path, fields, site: "same-site"),
                    ]
                    #expect(answers.map(\.status) == [403, 403, 403], "\(path)")
                    let after = try await Self.state(portal)
                    #expect(after == before, "\(path)")
                }
            }
        }
    }

    @Test func onlyAdministratorsCanChangeAnything() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.get("/admin/login")
                let before = try await Self.state(portal)
                for (path, fields) in Self.actions {
                    let answer = try await browser.post(path, try await Self.complete(fields, portal))
                    #expect(answer.status == 303, "\(path)")
                    #expect(answer.location == "/admin/login", "\(path)")
                    let after = try await Self.state(portal)
                    #expect(after == before, "\(path)")
                }
            }
        }
    }

    @Test func noOtherSessionOpensTheSettings() async throws {
        try await TestPortal.run { portal in
            // Sessions for the administrator's own address: from the widget, single sign-on and the portal's own login.
            let email = TestPortal.adminEmail
            let widget = try await portal.services.sso.identify(
                portal.token(email, userID: "1"),
                of: portal.organization,
                at: portal.clock.now
            ).credential
            let redirect = try await portal.signIn(email)
            let native = try await portal.services.sso.startNativeSession(
                email: email,
                PortalRequest(host: portal.portalHost, method: "POST") {
                    $0 == "sec-fetch-site" ? "same-origin" : nil
                },
                at: portal.clock.now
            ).cookies[0].value
            for credential in [widget, redirect, native] {
                try await portal.browse { browser in
                    try await browser.get("/admin/login")
                    browser[cookie: SingleSignOn.sessionCookie] = credential
                    browser[cookie: AdminSessions.cookie] = credential
                    for path in Self.pages + Self.actions.map(\.path) {
                        let answer =
                            Self.pages.contains(path)
                            ? try await browser.get(path) : try await browser.post(path)
                        #expect(answer.status == 303, "\(path)")
                        #expect(answer.location?.hasPrefix("/admin/login") == true, "\(path)")
                    }
                }
            }
        }
    }

    @Test func anotherOrganizationsAdministratorIsAStranger() async throws {
        try await TestPortal.run { portal in
            try await portal.addOtherOrganization()
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                try await portal.giveAddressToOtherOrganization()
                for path in Self.pages {
                    let answer = try await browser.get(path)
                    #expect(answer.status == 303)
                }
                let before = try await portal.services.sso.changes(of: portal.otherOrganization)
                for (path, fields) in Self.actions {
                    let answer = try await browser.post(path, fields)
                    #expect(answer.status == 303)
                }
                #expect(try await portal.services.sso.changes(of: portal.otherOrganization) == before)
            }
        }
    }

    @Test func anotherOrganizationsPeopleAndSecretsAreOutOfReach() async throws {
        try await TestPortal.run { portal in
            let other = try await portal.addOtherOrganization()
            let token = try IdentityIssuer(secret: Secret(other)).issue(
                IdentityClaims(email: "eve@other.example", userID: "9"),
                at: portal.clock.now
            )
            let eve = try await portal.services.sso.identify(
                token,
                of: portal.otherOrganization,
                at: portal.clock.now
            ).user
            let key = try #require(try await portal.services.sso.tenant(portal.otherOrganization).keys.first)
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                #expect(try await browser.get("/settings/people/\(eve.id)").status == 404)
                #expect(try await browser.get("/settings/people/\(eve.id)/export").status == 404)
                for action in ["clear", "merge", "end-sessions", "delete"] {
                    let fields = ["name": "on", "email": "eve@other.example", "confirmed": "yes"]
                    #expect(
                        try await browser.post("/settings/people/\(eve.id)/\(action)", fields).status == 404
                    )
                }
                let fields = ["name": key.name, "key": key.id, "confirmed": "yes", "grace": "none"]
                for action in ["regenerate", "revoke", "end-sessions"] {
                    #expect(try await browser.post("/settings/sso/keys/\(action)", fields).status == 400)
                }
                let report = try await browser.post(
                    "/settings/sso/checker",
                    ["token": token, "origin": "redirect"]
                )
                #expect(report.text.contains("signature_mismatch"))
                for path in [
                    "/settings/people", "/settings/companies", "/settings/sso/audit",
                    "/settings/people?q=eve@other.example",
                ] {
                    #expect(try await !browser.get(path).text.contains("eve@other.example</"))
                }
            }
            #expect(try await portal.services.sso.tenant(portal.otherOrganization).keys.map(\.id) == [key.id])
            #expect(
                try await portal.services.sso.user(email: "eve@other.example", of: portal.otherOrganization)
                    != nil
            )
        }
    }
}
