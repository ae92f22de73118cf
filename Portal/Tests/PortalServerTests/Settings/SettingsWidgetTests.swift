// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

/// SSO → Widget Auth, SSO → Portal, and the snippets.
@Suite struct SettingsWidgetTests {
    static let path = "/settings/sso/widget"

    @Test func theSwitchesAreSaved() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let fields = ["requireIdentify": "on", "requireUserHash": "on", "identifyMode": "updateOnly"]
            #expect(try await browser.post(Self.path, fields).status == 303)
            var widget = try await portal.tenant.widget
            #expect(widget.requireIdentify && widget.requireUserHash && widget.identifyMode == .updateOnly)
            let text = try await browser.get(Self.path).text
            #expect(text.contains("name=\"requireIdentify\" checked"))
            #expect(text.contains("name=\"requireUserHash\" checked"))
            #expect(text.contains("value=\"updateOnly\" checked"))
            try await browser.post(Self.path, ["identifyMode": "upsert"])
            widget = try await portal.tenant.widget
            #expect(widget == WidgetSettings())
        }
    }

    @Test func aFormWithoutAModeIsRefused() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            for fields in [["requireIdentify": "on"], ["requireIdentify": "on", "identifyMode": "other"]] {
                let answer = try await browser.post(Self.path, fields)
                #expect(answer.status == 400)
            }
            #expect(try await portal.tenant.widget == WidgetSettings())
        }
    }

    @Test func theSettingsShowWhomAUserHashWouldLockOut() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            #expect(try await browser.get(Self.path).text.contains("isn't known who would be refused"))
            try await portal.identify("none@example.com", name: "None", userID: "1")
            #expect(try await browser.get(Self.path).text.contains("The only person would be locked out"))
            try await portal.identify("nobody@example.com", name: "Nobody", userID: nil)
            try await portal.identify("right@example.com", userID: "3") { $0.includesUserHash = true }
            let text = try await browser.get(Self.path).text
            #expect(text.contains("2 of 3 people would be locked out"))
            let (nobody, none) = (text.firstRange(of: ">Nobody</a>"), text.firstRange(of: ">None</a>"))
            #expect(try #require(nobody).upperBound < #require(none).lowerBound)
            #expect(text.contains("<code>missing_user_hash</code>: 2"))

            let fields = ["requireUserHash": "on", "identifyMode": "upsert"]
            let question = try await browser.post(Self.path, fields)
            #expect(question.status == 200 && question.text.contains("2 of 3 people"))
            #expect(try await !portal.tenant.widget.requireUserHash)
            try await browser.post(Self.path, fields.merging(["confirmed": "yes"]) { $1 })
            #expect(try await portal.tenant.widget.requireUserHash)
        }
    }

    @Test func savedSettingsApplyToTheWidgetAtOnce() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let widget = Widget(Browser(client: browser.client))
            // Only the address is needed, and the person may be new.
            #expect(
                try await widget.identify(portal.token("ada@example.com", name: nil, userID: nil)).status
                    == 200
            )
            #expect(try await widget.post("feedback", ["title": "Anonymous"]).status == 201)

            let fields = ["requireIdentify": "on", "requireUserHash": "on", "identifyMode": "updateOnly"]
            #expect(
                try await browser.post(Self.path, fields.merging(["confirmed": "yes"]) { $1 }).status == 303
            )
            let anonymous = try await widget.post("feedback", ["title": "Anonymous"])
            #expect(anonymous.status == 401 && anonymous.code == "identify_required")
            let bare = try await widget.identify(portal.token("ada@example.com"))
            #expect(bare.status == 401 && bare.code == "missing_user_hash")
            let hashed = try portal.token("ada@example.com") { $0.includesUserHash = true }
            #expect(try await widget.identify(hashed).status == 200)
            let unknown = try await widget.identify(
                portal.token("bob@example.com") { $0.includesUserHash = true }
            )
            #expect(unknown.status == 401 && unknown.code == "unknown_user")
            #expect(
                try await portal.services.sso.user(email: "bob@example.com", of: portal.organization) == nil
            )
        }
    }

    @Test func theLastTokenOfEachPersonCounts() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            try await portal.identify("ada@example.com", userID: "1")
            #expect(try await portal.services.tokenNotes.trial(of: portal.organization).refused.count == 1)
            portal.clock.advance(by: 1)
            try await portal.identify("ada@example.com", userID: "1") { $0.includesUserHash = true }
            let text = try await browser.get(Self.path).text
            #expect(text.contains("Nobody would be locked out"))
        }
    }

    @Test func originsAreKeptAsBrowsersSendThem() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let typed =
                " https://App.example.com \n\nhttps://b.example.com:8443\r\nhttps://c.example.com:443\nhttp://app.localhost:8081\nhttps://app.example.com"
            #expect(try await browser.post("\(Self.path)/origins", ["origins": typed]).status == 303)
            let profile = try await portal.services.organizations.profile(of: portal.organization)
            #expect(
                profile.widgetOrigins == [
                    "https://app.example.com", "https://b.example.com:8443", "https://c.example.com",
                    "http://app.localhost:8081",
                ]
            )
            #expect(profile.name == "Acme & Sons")
            #expect(
                try await browser.get(Self.path).text.contains(
                    "https://app.example.com\nhttps://b.example.com:8443"
                )
            )
            try await browser.post("\(Self.path)/origins", ["origins": " \n"])
            #expect(
                try await portal.services.organizations.profile(of: portal.organization).widgetOrigins == []
            )
        }
    }

    @Test func theAuditTellsWhoChangedTheOrigins() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            for typed in ["https://a.example\nhttps://b.example", "https://a.example\nhttps://b.example", ""]
            {
                portal.clock.advance(by: 60)
                #expect(try await browser.post("\(Self.path)/origins", ["origins": typed]).status == 303)
            }
            let audit = try await browser.get("/settings/sso/audit").text
            let rows = audit.components(separatedBy: "<tr>").filter { $0.contains("widgetOrigins") }
            // The second change changed nothing.
            #expect(rows.count == 2)
            #expect(rows.allSatisfy { $0.contains("<td>\(TestPortal.adminEmail)</td>") })
            #expect(
                rows.first?.contains("widgetOrigins: https://a.example, https://b.example -&gt; any") == true
            )
            #expect(
                rows.last?.contains("widgetOrigins: any -&gt; https://a.example, https://b.example") == true
            )
        }
    }

    @Test(arguments: [
        "app.example.com", "https://app.example.com/", "https://app.example.com/page",
        "http://app.example.com", "*", "null",
        "https://*.example.com", "https://app.example.com:0", "https://app.example.com:65536",
        "https://app.example.com:08",
        "https://user@app.example.com", "https://", "javascript:alert(1)", "https://app.example.com:",
        "https://a b",
    ])
    func anInvalidOriginIsRefusedAndShownAgain(origin: String) async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let answer = try await browser.post(
                "\(Self.path)/origins",
                ["origins": "https://good.example\n\(origin)"]
            )
            #expect(answer.status == 400)
            #expect(answer.text.contains("“\(HTML.escape(origin))” isn't an origin"))
            #expect(answer.text.contains("https://good.example\n\(HTML.escape(origin))</textarea>"))
            #expect(
                try await portal.services.organizations.profile(of: portal.organization).widgetOrigins == []
            )
        }
    }

    @Test func thereAreFiftyOriginsAtMost() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let origins = (1...51).map { "https://a\($0).example" }
            let few = origins.dropLast().joined(separator: "\n")
            #expect(try await browser.post("\(Self.path)/origins", ["origins": few]).status == 303)
            let many = try await browser.post(
                "\(Self.path)/origins",
                ["origins": origins.joined(separator: "\n")]
            )
            #expect(many.status == 400)
            #expect(
                try await portal.services.organizations.profile(of: portal.organization).widgetOrigins.count
                    == 50
            )
        }
    }

    @Test func thePortalsAddressesCanBeCopied() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let text = try await browser.get("/settings/sso/portal").text
            for value in ["http://localhost", "http://localhost/api/redirects/sso", "acme"] {
                #expect(text.contains(">\(value)</code>"))
            }
            #expect(text.contains("data-copy=\"callback-0\""))
        }
    }

    @Test func theWidgetsPageLinksToItsSettingsAndNamesItsSources() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let text = try await browser.get("/settings/widget").text
            for path in ["sso/keys", "snippets", "sso/widget"] {
                #expect(text.contains("class=\"button\" href=\"/settings/\(path)\""), "\(path)")
            }
            let origin = try #require(try await portal.tenant.hosts.first).origin
            #expect(text.contains(">\(origin)/sdk/pb-widget.js<"))
            #expect(text.contains(">script-src \(origin); connect-src \(origin); img-src https:<"))
        }
    }

    @Test func theSnippetsAreFilledIn() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let text = try await browser.get("/settings/snippets").text
            #expect(Snippet.all.count == 16)
            for snippet in Snippet.all {
                let filled = snippet.filled(for: try portal.organization, at: try portal.portalHost)
                #expect(!filled.contains("{{"))
                #expect(text.contains(HTML.escape(filled)))
                for note in snippet.notes { #expect(text.contains(HTML.escape(note))) }
            }
            #expect(text.contains("&#39;http://localhost/api/redirects/sso&#39;"))
            #expect(text.contains("organizationId: &#39;acme&#39;"))
            #expect(text.contains("http://localhost/sdk/pb-widget.js"))
            #expect(text.contains("Jwts.SIG.HS256"))
        }
    }
}
