// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

/// A person's page, and an administrator's actions there.
@Suite struct SettingsPersonTests {
    @Test func theLastTokensChangesAndWarningsAreShown() async throws {
        try await TestPortal.administer { portal, browser in
            let ada = try await portal.identify(change: TestPortal.everything)
            portal.clock.advance(by: 60)
            try await portal.identify("ada@example.com", name: "Ada King") {
                TestPortal.everything(&$0)
                $0.company?.mrr = 2000
                $0.customerStatus = .other("undefined")
            }
            let path = "/settings/people/\(ada.id)"
            var text = try await browser.get(path).text
            #expect(
                text.contains("<tr><td><code>name</code></td><td>Ada Lovelace</td><td>Ada King</td></tr>")
            )
            #expect(
                text.contains("<tr><td><code>company_mrr</code></td><td>$1,234.50</td><td>$2,000</td></tr>")
            )
            #expect(!text.contains("<td><code>renewal_date</code></td>"))
            #expect(text.contains("<code>placeholder (customer_status)</code>"))

            portal.clock.advance(by: 60)
            try await portal.identify("ada@example.com", name: "Ada King", change: TestPortal.everything)
            text = try await browser.get(path).text
            #expect(text.contains("<td>$2,000</td><td>$1,234.50</td>") && !text.contains("placeholder"))
            portal.clock.advance(by: 60)
            try await portal.identify("ada@example.com", name: "Ada King", change: TestPortal.everything)
            #expect(try await browser.get(path).text.contains("It changed nothing."))
        }
    }

    @Test func aRemovedValueIsGoneUntilATokenHasItAgain() async throws {
        try await TestPortal.administer { portal, browser in
            let ada = try await portal.identify(change: TestPortal.everything)
            let path = "/settings/people/\(ada.id)"
            try await browser.get(path)
            #expect(try await browser.post("\(path)/clear", ["name": "on", "company": "on"]).status == 303)
            let user = try #require(
                try await portal.services.sso.user(email: ada.email, of: portal.organization)
            )
            #expect(user.profile.name == nil && user.company == nil && user.profile.renewalRisk == .high)
            portal.clock.advance(by: 60)
            try await portal.identify(change: TestPortal.everything)
            let text = try await browser.get(path).text
            #expect(text.contains("<tr><td><code>name</code></td><td>–</td><td>Ada Lovelace</td></tr>"))
            #expect(!text.contains("<td><code>renewal_risk</code></td>"))
        }
    }

    @Test func oneIDWithTwoAddressesIsShownAndMerged() async throws {
        try await TestPortal.administer { portal, browser in
            let old = try await portal.identify("ada@old.example", name: "Ada", change: TestPortal.everything)
            let new = try await portal.identify("ada@new.example", name: nil)
            let idea = try await portal.addIdea("An idea of before", by: [old])
            let path = "/settings/people/\(new.id)"
            let page = try await browser.get(path).text
            #expect(page.contains("has another address, too") && page.contains("ada@old.example"))
            let question = try await browser.post("\(path)/merge", ["from": old.id])
            #expect(question.text.contains("Merge these records?"))
            #expect(
                try await portal.services.sso.user(email: old.email, of: portal.organization)?.id == old.id
            )

            #expect(
                try await browser.post("\(path)/merge", ["from": old.id, "confirmed": "yes"]).status == 303
            )
            #expect(
                try await portal.services.sso.user(email: old.email, of: portal.organization)?.id == new.id
            )
            let merged = try await browser.get(path).text
            #expect(merged.contains("Acme Analytics") && merged.contains("An idea of before"))
            #expect(!merged.contains("has another address"))
            let moved = try #require(
                try await portal.services.feedback.idea(idea.id, of: portal.organization, viewer: new.id)
            )
            #expect(moved.isVoted && moved.votes == 1 && moved.person == new.id)
            #expect(try await portal.services.tokenNotes.note(of: old.id, portal.organization) == nil)
            // The old page redirects to the merged person, and the list has one line.
            #expect(try await browser.get("/settings/people/\(old.id)").text.contains("ada@new.example"))
            #expect(try await !browser.get("/settings/people").text.contains("ada@old.example"))
        }
    }

    @Test func aMergeThatStoppedHalfwayIsFinishedByItsForm() async throws {
        try await TestPortal.administer { portal, browser in
            let old = try await portal.identify("ada@old.example")
            let new = try await portal.identify("ada@new.example")
            let idea = try await portal.addIdea("An idea of before", by: [old])
            try await portal.services.sso.merge(
                old.email,
                into: new.email,
                of: portal.organization,
                by: TestPortal.adminEmail,
                at: portal.clock.now
            )
            let path = "/settings/people/\(new.id)"
            try await browser.get(path)
            for _ in 1...2 {
                let answer = try await browser.post("\(path)/merge", ["from": old.id, "confirmed": "yes"])
                #expect(answer.status == 303)
            }
            let moved = try await portal.services.feedback.idea(idea.id, of: portal.organization)
            #expect(moved?.person == new.id && moved?.votes == 1)
        }
    }

    @Test(arguments: ["nobody@example.com", "ada@example.com", ""])
    func onlyAnotherPersonCanBeMerged(email: String) async throws {
        try await TestPortal.administer { portal, browser in
            let ada = try await portal.identify()
            let path = "/settings/people/\(ada.id)"
            try await browser.get(path)
            // There is no confirmation page either.
            for confirmation in [[:], ["confirmed": "yes"]] {
                let fields = confirmation.merging(["email": email]) { $1 }
                let answer = try await browser.post("\(path)/merge", fields)
                #expect(answer.status == 400 || answer.status == 403)
                #expect(answer.text.contains("alert-bad"))
            }
        }
    }

    @Test func sessionsEnd() async throws {
        try await TestPortal.administer { portal, browser in
            let identified = try await portal.services.sso.identify(
                portal.token(),
                of: portal.organization,
                at: portal.clock.now
            )
            let path = "/settings/people/\(identified.user.id)"
            try await browser.get(path)
            #expect(try await browser.post("\(path)/end-sessions").status == 303)
            await #expect(throws: SSOError(.unknownSession)) {
                try await portal.services.sso.submitter(
                    identified.credential,
                    of: portal.organization,
                    at: portal.clock.now
                )
            }
        }
    }

    @Test func theExportContainsAllStoredData() async throws {
        try await TestPortal.administer { portal, browser in
            let ada = try await portal.identify(change: TestPortal.everything)
            let own = try await portal.addIdea("Her own idea", by: [ada])
            let answer = try await browser.get("/settings/people/\(ada.id)/export")
            #expect(answer.status == 200)
            #expect(answer.headers[.contentDisposition]?.hasPrefix("attachment; filename=") == true)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.contentType]?.hasPrefix("application/json") == true)
            let object = try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any]
            #expect(object?["email"] as? String == "ada@example.com")
            #expect(object?["votes"] as? [String] == [own.id])
            #expect((object?["ideas"] as? [[String: Any]])?.first?["title"] as? String == "Her own idea")
            // The person, the company and the session.
            #expect((object?["records"] as? [Any])?.count == 3)
            #expect(object?["lastToken"] != nil)
            #expect(answer.text.contains("Acme Analytics") && !answer.text.contains(portal.secret))
        }
    }

    @Test func aPersonIsDeletedWithEverythingThatNamesThem() async throws {
        try await TestPortal.administer { portal, browser in
            let ada = try await portal.identify(change: TestPortal.everything)
            let grace = try await portal.identify("grace@example.com", name: "Grace", userID: "8")
            let own = try await portal.addIdea("Her own idea", by: [ada])
            let other = try await portal.addIdea("Another idea", by: [grace, ada])
            try await Operations(services: portal.services).createAccount(
                .member,
                of: "acme",
                email: "ada@example.com",
                name: "Ada",
                password: "a long password",
                replacing: false
            )
            let tests = portal.services.redirectTests
            for (kind, email) in [
                (RedirectTests.Kind.flow, "Ada@example.com"), (.comparison, "grace@example.com"),
            ] {
                try await tests.begin(email, kind, of: portal.organization)
                try await tests.explain(
                    email,
                    "passed  identity   email \"\(email)\"",
                    of: portal.organization
                )
            }
            let path = "/settings/people/\(ada.id)"
            try await browser.get(path)
            #expect(try await browser.post("\(path)/delete").text.contains("Delete Ada Lovelace?"))
            #expect(try await browser.get(path).status == 200)
            #expect(try await browser.post("\(path)/delete", ["confirmed": "yes"]).status == 303)

            #expect(try await browser.get(path).status == 404)
            #expect(try await portal.services.sso.user(email: ada.email, of: portal.organization) == nil)
            #expect(try await portal.services.tokenNotes.note(of: ada.id, portal.organization) == nil)
            #expect(
                try await portal.services.accounts.find(.member, email: ada.email, of: portal.organization)
                    == nil
            )
            #expect(try await tests.newest(.flow, of: portal.organization)?.explanation == nil)
            #expect(try await tests.newest(.comparison, of: portal.organization)?.explanation != nil)
            let kept = try #require(try await portal.services.feedback.idea(own.id, of: portal.organization))
            #expect(kept.person == nil && kept.author == "" && kept.votes == 0)
            #expect(try await portal.services.feedback.idea(other.id, of: portal.organization)?.votes == 1)
            #expect(try await !browser.get("/settings/people").text.contains("Ada Lovelace"))
            #expect(try await browser.get("/settings/people").text.contains("Grace"))
            let audit = try await browser.get("/settings/sso/audit").text
            #expect(audit.contains("native account made: a deleted person"))
            #expect(audit.contains("native account removed: a deleted person"))
            #expect(!audit.lowercased().contains("ada@example.com"))
        }
    }
}
