// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import PortalServer

/// Requests that the widget's endpoints refuse.
@Suite struct WidgetRefusalTests {
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

    @Test func preflightRequestsAreAnswered() async throws {
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

    @Test func missingPathsGetAnErrorInJSON() async throws {
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
}
