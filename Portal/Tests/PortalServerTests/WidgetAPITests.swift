// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

@Suite struct WidgetAPITests {
    @Test func initTellsOfTheOrganization() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let widget = Widget(browser)
                let answer = try await widget.post("init")
                #expect(answer.status == 200)
                #expect(answer.headers[.accessControlAllowOrigin] == "*")
                #expect(answer.headers[.cacheControl] == "no-store")
                #expect(answer.headers[.accessControlAllowCredentials] == nil)
                #expect(answer.setCookies.isEmpty)
                #expect(
                    answer.text == #"{"name":"Acme & Sons","organizationId":"acme","requireIdentify":false}"#
                )
                try await portal.requireIdentify()
                #expect(try await widget.post("init").text.contains(#""requireIdentify":true"#))
            }
        }
    }

    @Test func identifyGivesACredentialThatVotesAndSubmits() async throws {
        try await TestPortal.run { portal in
            let idea = try await portal.addIdea("Dark mode")
            try await portal.browse { browser in
                let widget = Widget(browser)
                let token = try portal.token { claims in
                    claims.avatarURL = "https://x.example/a.png"
                    claims.customerStatus = CustomerStatus(rawValue: "")
                }
                let answer = try await widget.identify(token)
                #expect(answer.status == 200)
                let identified = try answer.json()
                #expect(identified["expiresAt"] as? Double == TestPortal.start + 3600)
                let person = try #require(identified["person"] as? [String: Any])
                #expect(person["name"] as? String == "Ada Lovelace")
                #expect(person["email"] as? String == "ada@example.com")
                #expect(person["avatarUrl"] as? String == "https://x.example/a.png")
                let credential = try #require(identified["credential"] as? String)
                #expect(credential.count == 64)

                let vote = try await widget.post("vote", ["idea": idea.id], credential: credential)
                #expect(vote.text == #"{"voted":true,"votes":2}"#)
                let same = try await widget.post(
                    "vote",
                    ["idea": idea.id, "voted": true],
                    credential: credential
                )
                #expect(same.text == #"{"voted":true,"votes":2}"#)
                let ideas = try await widget.ideas(credential: credential)
                #expect(
                    ideas.text
                        == #"{"ideas":[{"id":"\#(idea.id)","title":"Dark mode","voted":true,"votes":2}]}"#
                )
                #expect(try await widget.ideas().text.contains(#""voted":false"#))
                let back = try await widget.post("vote", ["idea": idea.id], credential: credential)
                #expect(back.text == #"{"voted":false,"votes":1}"#)

                let added = try await widget.post(
                    "feedback",
                    ["title": "Export", "text": "As CSV."],
                    credential: credential
                )
                #expect(added.status == 201)
                let id = try #require(try added.json()["id"] as? String)
                #expect(try added.json()["url"] as? String == "http://localhost/ideas/\(id)")
                let page = try await browser.get("/ideas/\(id)")
                #expect(page.text.contains("Ada Lovelace"))
            }
        }
    }

    @Test func anAnonymousVisitorSubmitsUnlessIdentifyIsRequired() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let widget = Widget(browser)
                let added = try await widget.post("feedback", ["title": "Export"])
                #expect(added.status == 201)
                let id = try #require(try added.json()["id"] as? String)
                #expect(try await browser.get("/ideas/\(id)").text.contains("Anonymous"))
                #expect(try await widget.post("vote", ["idea": id]).code == "identify_required")
                try await portal.requireIdentify()
                let refused = try await widget.post("feedback", ["title": "Export"])
                #expect(refused.status == 401)
                #expect(refused.code == "identify_required")
                #expect(refused.text.contains("Please log in."))
            }
            #expect(try await portal.services.feedback.count(of: portal.organization) == 1)
        }
    }

    @Test func aRefusedTokenIsNeverAnonymous() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let widget = Widget(browser)
                let token = try portal.token(lifetime: .seconds(60))
                portal.clock.advance(by: 3600)
                let answer = try await widget.identify(token)
                #expect(answer.status == 401)
                #expect(answer.code == "expired")
                #expect(answer.text.contains("Please log in."))
                #expect(answer.headers[.accessControlAllowOrigin] == "*")
                let reference = try #require(
                    (try answer.json()["error"] as? [String: Any])?["reference"] as? String
                )
                let entry = try await portal.services.refusals.find(reference, of: portal.organization)
                #expect(entry?.code == "expired")
                #expect(entry?.origin == "widget")
                for token in ["", "null", "undefined", "a.b.c"] {
                    #expect(try await widget.identify(token).status == 401)
                }
            }
        }
    }

    @Test func aCredentialEndsWithItsTokenItsSecretAndItsSessions() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let widget = Widget(browser)
                let short = try await widget.credential(portal.token(lifetime: .seconds(300)))
                portal.clock.advance(by: 300)
                #expect(try await widget.ideas(credential: short).status == 200)
                portal.clock.advance(by: 1)
                let ended = try await widget.ideas(credential: short)
                #expect(ended.status == 401)
                #expect(ended.code == "credential_expired")

                let second = try await widget.credential(portal.token())
                try await portal.services.sso.endSessions(
                    of: portal.organization,
                    by: "operator",
                    at: portal.clock.now
                )
                #expect(try await widget.ideas(credential: second).code == "credential_expired")

                let third = try await widget.credential(portal.token())
                #expect(try await widget.ideas(credential: third).status == 200)
                _ = try await portal.services.sso.regenerateKey(
                    name: "production",
                    of: portal.organization,
                    by: "operator",
                    at: portal.clock.now
                )
                let feedback = try await widget.post("feedback", ["title": "x"], credential: third)
                #expect(feedback.code == "credential_expired")
            }
        }
    }

    @Test func aCredentialOpensNeitherPortalNorSettings() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let credential = try await Widget(browser).credential(portal.token(TestPortal.adminEmail))
                browser[cookie: SingleSignOn.sessionCookie] = credential
                browser[cookie: AdminSessions.cookie] = credential
                #expect(try await !browser.isSignedIn())
                #expect(try await browser.get("/settings").status == 303)
            }
        }
    }

    @Test func aSessionOfThePortalIsNoCredential() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                try await browser.signIn(portal)
                let session = try #require(browser[cookie: SingleSignOn.sessionCookie])
                #expect(try await Widget(browser).ideas(credential: session).code == "credential_expired")
                // Cookies alone are nothing to the widget's endpoints.
                let idea = try await portal.addIdea("Dark mode")
                #expect(try await Widget(browser).post("vote", ["idea": idea.id]).status == 401)
            }
        }
    }

    @Test func onlyNamedOriginsMayEmbedIt() async throws {
        try await TestPortal.run { portal in
            try await portal.services.organizations.setProfile(
                OrganizationProfile(name: "Acme", widgetOrigins: ["https://app.example.com"]),
                of: portal.organization
            )
            try await portal.browse { browser in
                let widget = Widget(browser)
                for origin in ["https://app.example.com", "http://localhost"] {
                    let answer = try await widget.post("init", headers: [.origin: origin])
                    #expect(answer.status == 200, "\(origin)")
                }
                for origin in ["https://evil.example", "null", "https://app.example.com.evil.example"] {
                    let answer = try await widget.post("init", headers: [.origin: origin])
                    #expect(answer.status == 403, "\(origin)")
                    #expect(answer.code == "origin_not_allowed")
                    #expect(answer.headers[.accessControlAllowOrigin] == nil)
                }
            }
        }
    }

    @Test func aPageMayAskBeforehand() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let answer = try await browser.send(
                    .options,
                    "/api/widget/identify",
                    body: nil,
                    site: "cross-site",
                    headers: [.origin: "https://app.example.com"]
                )
                #expect(answer.status == 204)
                #expect(answer.headers[.accessControlAllowOrigin] == "*")
                #expect(answer.headers[.accessControlAllowHeaders] == "authorization, content-type")
                #expect(answer.headers[.accessControlAllowCredentials] == nil)
            }
        }
    }

    @Test(arguments: [
        ("", 400, "malformed_request"), ("{", 400, "malformed_request"), ("[]", 400, "malformed_request"),
        ("{\"organizationId\":7}", 400, "malformed_request"), ("{}", 400, "missing_parameter"),
        ("{\"organizationId\":\"nobody\"}", 404, "unknown_organization"),
        ("{\"organizationId\":\"../acme\"}", 404, "unknown_organization"),
        ("{\"organizationId\":\"acme\"}", 400, "missing_parameter"),
        ("{\"organizationId\":\"acme\",\"userToken\":null}", 400, "missing_parameter"),
        (String(repeating: " ", count: 65_537), 413, "too_large"),
    ])
    func aBodyThatIsNoGoodIsRefused(body: String, status: Int, code: String) async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let answer = try await browser.send(
                    .post,
                    "/api/widget/identify",
                    body: body,
                    site: "cross-site"
                )
                #expect(answer.status == status)
                #expect(answer.code == code)
            }
        }
    }

    @Test(arguments: [
        ("Basic abc", "credential_expired"), ("Bearer", "credential_expired"),
        ("Bearer ", "credential_expired"),
        ("Bearer \(String(repeating: "a", count: 64))", "credential_expired"),
    ])
    func aCredentialThatIsNoneIsRefused(header: String, code: String) async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let answer = try await Widget(browser).post(
                    "feedback",
                    ["title": "x"],
                    headers: [.authorization: header]
                )
                #expect(answer.status == 401)
                #expect(answer.code == code)
            }
        }
    }

    @Test func whatIsNotThereIsSaidInJSON() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let credential = try await Widget(browser).credential(portal.token())
                #expect(try await browser.get("/api/widget/nothing").code == "not_found")
                let vote = try await Widget(browser).post("vote", ["idea": "nothing"], credential: credential)
                #expect(vote.status == 404)
                #expect(vote.code == "unknown_idea")
                let title = try await Widget(browser).post(
                    "feedback",
                    ["title": "  "],
                    credential: credential
                )
                #expect(title.status == 400)
                #expect(title.code == "invalid_title")
            }
        }
    }

    @Test func submissionsAndTokensAreLimited() async throws {
        var limits = RateLimits()
        limits.feedback = RateLimiter(burst: 1, in: 60)
        limits.identify = RateLimiter(burst: 1, in: 60)
        limits.vote = RateLimiter(burst: 1, in: 60)
        try await TestPortal.run(limits: limits) { portal in
            let idea = try await portal.addIdea("Dark mode")
            try await portal.browse { browser in
                let widget = Widget(browser)
                let credential = try await widget.credential(portal.token())
                #expect(try await widget.identify("x").code == "too_many_requests")
                #expect(try await widget.post("feedback", ["title": "x"]).status == 201)
                let second = try await widget.post("feedback", ["title": "x"])
                #expect(second.status == 429)
                #expect(second.headers[.retryAfter] == "60")
                #expect(second.headers[.accessControlAllowOrigin] == "*")
                #expect(
                    try await widget.post("vote", ["idea": idea.id], credential: credential).status == 200
                )
                #expect(
                    try await widget.post("vote", ["idea": idea.id], credential: credential).status == 429
                )
            }
        }
    }

    @Test func theScriptIsForOtherSitesPages() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let script = try await browser.get("/sdk/pb-widget.js", site: "cross-site")
                #expect(script.status == 200)
                #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
                #expect(script.headers[.accessControlAllowOrigin] == "*")
                #expect(script.text.contains("ProductBridge"))
                let tag = try #require(script.headers[.eTag])
                let again = try await browser.get("/sdk/pb-widget.js", headers: [.ifNoneMatch: tag])
                #expect(again.status == 304)
                #expect(again.text.isEmpty)
                #expect(try await browser.get("/sdk/pb-widget.d.ts").status == 200)
            }
        }
    }

    @Test func everyRouteIsDescribed() async throws {
        try await TestPortal.run { portal in
            let document = try await TestPortal.openAPI(portal)
            let paths = try #require(document["paths"] as? [String: [String: Any]])
            let described = Set(paths.flatMap { path, methods in methods.keys.map { "\($0) \(path)" } })
            let routes = portal.application.router().routes.filter {
                $0.method != .options && $0.method != .head
            }
            .map { "\($0.method.rawValue.lowercased()) \($0.path.description)" }
            .filter { $0.contains("/api/widget") }
            #expect(!routes.isEmpty)
            for route in routes { #expect(described.contains(route), "\(route)") }
            #expect(described.count == routes.count + 1)
        }
    }
}

extension TestPortal {
    func requireIdentify() async throws {
        try await services.sso.changeSettings(of: organization, by: "operator", at: clock.now) { _, widget in
            widget.requireIdentify = true
        }
    }

    static func openAPI(_ portal: TestPortal) async throws -> [String: Any] {
        let box = try await portal.application.application().test(.router) { client in
            try await Browser(client: client).get("/api/openapi.json").text
        }
        return try #require(JSONSerialization.jsonObject(with: Data(box.utf8)) as? [String: Any])
    }
}

/// A widget on a customer's page.
struct Widget: Sendable {
    let browser: Browser

    init(_ browser: Browser) {
        self.browser = browser
    }

    func post(
        _ name: String,
        _ fields: [String: any Sendable] = [:],
        credential: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Browser.Answer {
        var headers = headers
        headers[.contentType] = "application/json"
        if let credential { headers[.authorization] = "Bearer \(credential)" }
        let body = fields.merging(["organizationId": "acme"]) { $1 }
        return try await browser.send(
            .post,
            "/api/widget/\(name)",
            body: String(decoding: JSONSerialization.data(withJSONObject: body), as: UTF8.self),
            site: "cross-site",
            headers: headers
        )
    }

    func identify(_ token: String) async throws -> Browser.Answer {
        try await post("identify", ["userToken": token])
    }

    func credential(_ token: String) async throws -> String {
        try #require(try await identify(token).json()["credential"] as? String)
    }

    func ideas(credential: String? = nil) async throws -> Browser.Answer {
        let headers: HTTPFields = credential.map { [.authorization: "Bearer \($0)"] } ?? [:]
        return try await browser.get(
            "/api/widget/ideas?organizationId=acme",
            site: "cross-site",
            headers: headers
        )
    }
}

extension Browser.Answer {
    func json() throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// The code of an error.
    var code: String? {
        (try? json()["error"] as? [String: Any])?["code"] as? String
    }
}
