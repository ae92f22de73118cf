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
    @Test func initDescribesTheOrganization() async throws {
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

    @Test func identifyGivesACredentialForVotesAndSubmissions() async throws {
        try await TestPortal.run { portal in
            let idea = try await portal.addIdea("Dark mode")
            try await portal.browse { browser in
                let widget = Widget(browser)
                let token = try portal.token { claims in
                    claims.avatarURL = "https://x.example/a.png"
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

    @Test(arguments: ["Bearer", "bearer", "BEARER"])
    func theSchemeOfACredentialMayBeInAnyCase(scheme: String) async throws {
        try await TestPortal.run { portal in
            let idea = try await portal.addIdea("Dark mode")
            try await portal.browse { browser in
                let credential = try await Widget(browser).credential(portal.token())
                let answer = try await Widget(browser).post(
                    "vote",
                    ["idea": idea.id],
                    headers: [.authorization: "\(scheme) \(credential)"]
                )
                #expect(answer.status == 200)
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

    @Test func aSessionOfThePortalIsNotACredential() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                try await browser.signIn(portal)
                let session = try #require(browser[cookie: SingleSignOn.sessionCookie])
                #expect(try await Widget(browser).ideas(credential: session).code == "credential_expired")
                // The widget's endpoints ignore cookies.
                let idea = try await portal.addIdea("Dark mode")
                #expect(try await Widget(browser).post("vote", ["idea": idea.id]).status == 401)
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

    @Test func theScriptIsCompressedIfTheBrowserAcceptsIt() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                func load(_ headers: HTTPFields) async throws -> HTTPFields {
                    let answer = try await browser.get(
                        "/sdk/pb-widget.js",
                        site: "cross-site",
                        headers: headers
                    )
                    #expect(answer.headers[.vary] == "Accept-Encoding")
                    #expect(answer.headers[.accessControlAllowOrigin] == "*")
                    #expect(answer.status == (headers[.ifNoneMatch] == nil ? 200 : 304))
                    return answer.headers
                }
                let plain = try await load([:])
                #expect(plain[.contentEncoding] == nil)
                #expect(plain[.contentLength] == "\(PackageResources.pb_widget_js.count)")

                let small = try await load([.acceptEncoding: "gzip, deflate, br"])
                #expect(small[.contentEncoding] == "gzip")
                #expect(small[.contentType] == "text/javascript; charset=utf-8")
                #expect(try #require(small[.contentLength].flatMap(Int.init)) < 12 * 1024)
                let tags = [try #require(plain[.eTag]), try #require(small[.eTag])]
                #expect(tags[0] != tags[1])
                #expect(tags.allSatisfy { $0.hasPrefix("\"") && $0.hasSuffix("\"") })

                // A copy of one encoding isn't a copy of the other.
                let same = try await load([.acceptEncoding: "gzip", .ifNoneMatch: tags[1]])
                #expect(same[.contentEncoding] == nil && same[.eTag] == tags[1])
                let other = try await browser.get(
                    "/sdk/pb-widget.js",
                    headers: [.acceptEncoding: "gzip", .ifNoneMatch: tags[0]]
                )
                #expect(other.status == 200)
                // Only files that were compressed beforehand are sent compressed.
                let types = try await browser.get("/sdk/pb-widget.d.ts", headers: [.acceptEncoding: "gzip"])
                #expect(types.headers[.contentEncoding] == nil)
            }
        }
    }

    @Test func everyRouteIsDocumented() async throws {
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
