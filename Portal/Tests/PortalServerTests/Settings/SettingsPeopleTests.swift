// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

/// People, companies and feedback by revenue.
@Suite struct SettingsPeopleTests {
    private func browse(
        _ body: @escaping @Sendable (TestPortal, Browser) async throws -> Void
    ) async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                try await body(portal, browser)
            }
        }
    }

    private static func everything(_ claims: inout IdentityClaims) {
        claims.company = Company(id: "100", name: "Acme Analytics", mrr: 1234.5)
        claims.customerStatus = .active
        claims.renewalDate = "2027-03-01"
        claims.renewalRisk = .high
        claims.accountOwnerEmail = "olga@acme.example"
    }

    private static func vote(_ portal: TestPortal, _ people: [PortalUser], _ title: String) async throws
        -> Idea
    {
        let author = people.first.map { (person: $0.id, name: $0.profile.name ?? "") }
        let idea = try await portal.services.feedback.add(
            IdeaDraft(title: title, text: ""),
            by: author,
            from: .portal,
            of: portal.organization,
            at: portal.clock.now
        )
        for person in people.dropFirst() {
            _ = try await portal.services.feedback.setVote(
                true,
                of: person.id,
                for: idea.id,
                of: portal.organization,
                at: portal.clock.now
            )
        }
        return idea
    }

    @Test func thereIsNobodyYet() async throws {
        try await browse { _, browser in
            #expect(try await browser.get("/settings/people").text.contains("Nobody has signed in"))
            #expect(
                try await browser.get("/settings/companies").text.contains(
                    "No token has named a company yet."
                )
            )
            #expect(try await browser.get("/settings/feedback").text.contains("There are no ideas yet."))
        }
    }

    @Test func aPersonsLineHasWhatTheServerTold() async throws {
        try await browse { portal, browser in
            let ada = try await portal.identify(change: Self.everything)
            for path in ["/settings/people", "/settings/people/\(ada.id)"] {
                let text = try await browser.get(path).text
                for value in [
                    "Ada Lovelace", "ada@example.com", "Acme Analytics", "$1,234.50", "active", "2027-03-01",
                    ">High</span>",
                    "olga@acme.example",
                ] { #expect(text.contains(value), "\(value) is missing in \(path)") }
            }
        }
    }

    @Test func whatATokenHoldsIsNoMarkup() async throws {
        try await browse { portal, browser in
            let markup = "<img src=x onerror=alert(1)>"
            let person = try await portal.identify(name: markup, userID: "\"><script>") {
                $0.company = Company(id: markup, name: "</td><script>alert(1)</script>", mrr: 1)
                $0.customerStatus = .other(markup)
                $0.accountOwnerEmail = markup
            }
            _ = try await Self.vote(portal, [person], "<script>alert(2)</script>")
            for path in [
                "/settings/people", "/settings/people/\(person.id)", "/settings/companies",
                "/settings/feedback",
                "/settings/people?q=%22%3E%3Cscript%3E", "/settings/people?done=%3Cscript%3E",
            ] {
                let text = try await browser.get(path).text
                #expect(
                    !text.contains("<img src=x") && !text.contains("<script>") && !text.contains("\"><script")
                )
            }
        }
    }

    @Test func peopleAreFoundByAddressAndByID() async throws {
        try await browse { portal, browser in
            try await portal.identify()
            try await portal.identify("grace@example.com", name: "Grace Hopper", userID: "8")
            for text in ["ada@example.com", "7"] {
                let page = try await browser.get("/settings/people?q=\(PercentEncoding.query(text))").text
                #expect(page.contains("Ada Lovelace") && !page.contains("Grace Hopper"))
            }
            #expect(try await browser.get("/settings/people?q=nobody").text.contains("Nobody has this"))
        }
    }

    @Test func theListHasPages() async throws {
        try await browse { portal, browser in
            for number in 1...105 {
                try await portal.identify("p\(number)@example.com", name: nil, userID: "\(number)")
            }
            let first = try await browser.get("/settings/people").text
            let next = try #require(first.firstMatch(of: /href="(\/settings\/people\?after=[0-9a-f]{64})"/))
            let second = try await browser.get(String(next.output.1)).text
            let names = (1...105).map { ">p\($0)@example.com</a>" }
            #expect(names.allSatisfy { first.contains($0) != second.contains($0) })
            #expect(names.filter(second.contains).count == 5)
            #expect(!second.contains("More people"))
        }
    }

    @Test func whatTheLastTokenChangedAndWasOddAboutIsShown() async throws {
        try await browse { portal, browser in
            let ada = try await portal.identify(change: Self.everything)
            portal.clock.advance(by: 60)
            try await portal.identify("ada@example.com", name: "Ada King") {
                Self.everything(&$0)
                $0.company?.mrr = 2000
                $0.avatarURL = "undefined"
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
            #expect(text.contains("<code>placeholder (avatar_url)</code>"))

            portal.clock.advance(by: 60)
            try await portal.identify("ada@example.com", name: "Ada King", change: Self.everything)
            text = try await browser.get(path).text
            #expect(text.contains("<td>$2,000</td><td>$1,234.50</td>") && !text.contains("placeholder"))
            portal.clock.advance(by: 60)
            try await portal.identify("ada@example.com", name: "Ada King", change: Self.everything)
            #expect(try await browser.get(path).text.contains("It changed nothing."))
        }
    }

    @Test func whatIsTakenBackIsGoneUntilATokenTellsItAgain() async throws {
        try await browse { portal, browser in
            let ada = try await portal.identify(change: Self.everything)
            let path = "/settings/people/\(ada.id)"
            try await browser.get(path)
            #expect(try await browser.post("\(path)/clear", ["name": "on", "company": "on"]).status == 303)
            let user = try #require(
                try await portal.services.sso.user(email: ada.email, of: portal.organization)
            )
            #expect(user.profile.name == nil && user.company == nil && user.profile.renewalRisk == .high)
            portal.clock.advance(by: 60)
            try await portal.identify(change: Self.everything)
            let text = try await browser.get(path).text
            #expect(text.contains("<tr><td><code>name</code></td><td>–</td><td>Ada Lovelace</td></tr>"))
            #expect(!text.contains("<td><code>renewal_risk</code></td>"))
        }
    }

    @Test func oneIDWithTwoAddressesIsShownAndMerged() async throws {
        try await browse { portal, browser in
            let old = try await portal.identify("ada@old.example", name: "Ada", change: Self.everything)
            let new = try await portal.identify("ada@new.example", name: nil)
            let idea = try await Self.vote(portal, [old], "An idea of before")
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
            // The old page leads to who the person is now, and the list has one line.
            #expect(try await browser.get("/settings/people/\(old.id)").text.contains("ada@new.example"))
            #expect(try await !browser.get("/settings/people").text.contains("ada@old.example"))
        }
    }

    @Test(arguments: ["nobody@example.com", "ada@example.com", ""])
    func whoIsNoOtherPersonIsNotMerged(email: String) async throws {
        try await browse { portal, browser in
            let ada = try await portal.identify()
            let path = "/settings/people/\(ada.id)"
            try await browser.get(path)
            let answer = try await browser.post("\(path)/merge", ["email": email, "confirmed": "yes"])
            #expect(answer.status == 400 || answer.status == 403)
            #expect(answer.text.contains("alert-bad"))
        }
    }

    @Test func sessionsEnd() async throws {
        try await browse { portal, browser in
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

    @Test func theExportHoldsAllThatIsKept() async throws {
        try await browse { portal, browser in
            let ada = try await portal.identify(change: Self.everything)
            let own = try await Self.vote(portal, [ada], "Her own idea")
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
        try await browse { portal, browser in
            let ada = try await portal.identify(change: Self.everything)
            let grace = try await portal.identify("grace@example.com", name: "Grace", userID: "8")
            let own = try await Self.vote(portal, [ada], "Her own idea")
            let other = try await Self.vote(portal, [grace, ada], "Another idea")
            try await Operations(services: portal.services).createAccount(
                .member,
                of: "acme",
                email: "ada@example.com",
                name: "Ada",
                password: "a long password",
                replacing: false
            )
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
            let kept = try #require(try await portal.services.feedback.idea(own.id, of: portal.organization))
            #expect(kept.person == nil && kept.author == "" && kept.votes == 0)
            #expect(try await portal.services.feedback.idea(other.id, of: portal.organization)?.votes == 1)
            let database = try Data(contentsOf: URL(fileURLWithPath: portal.folder + "/portal.sqlite"))
            _ = database
            #expect(try await !browser.get("/settings/people").text.contains("Ada Lovelace"))
            #expect(try await browser.get("/settings/people").text.contains("Grace"))
        }
    }

    @Test func companiesComeByRevenueWithTheirPeople() async throws {
        try await browse { portal, browser in
            let companies = [("1", "Small", 10.0), ("2", "Big", 5000), ("3", "Middle", 300)]
            for (id, name, mrr) in companies {
                try await portal.identify("p\(id)@example.com", name: "Person \(id)", userID: id) {
                    $0.company = Company(id: id, name: name, mrr: mrr)
                }
            }
            try await portal.identify("p4@example.com", name: "Person 4", userID: "4") {
                $0.company = Company(id: "5", name: "Unpaid")
            }
            let text = try await browser.get("/settings/companies").text
            let places = try ["<td>Big", "<td>Middle", "<td>Small", "<td>Unpaid"].map {
                try #require(text.range(of: $0)?.lowerBound)
            }
            #expect(places == places.sorted())
            #expect(text.contains(">Person 2</a>") && text.contains("$5,000"))
        }
    }

    @Test func feedbackComesByTheRevenueOfWhoWantsItAndEachCompanyCountsOnce() async throws {
        try await browse { portal, browser in
            func person(_ id: String, _ company: String, _ mrr: Double) async throws -> PortalUser {
                try await portal.identify("p\(id)@example.com", name: "Person \(id)", userID: id) {
                    $0.company = Company(id: company, name: "Company \(company)", mrr: mrr)
                }
            }
            let (rich, poor) = (try await person("1", "A", 5000), try await person("2", "B", 10))
            let (also, second) = (try await person("3", "B", 10), try await person("4", "B", 10))
            _ = try await Self.vote(portal, [poor, also, second], "Wanted by many")
            _ = try await Self.vote(portal, [rich], "Wanted by one")
            _ = try await Self.vote(portal, [], "Anonymous")
            let text = try await browser.get("/settings/feedback").text
            let places = try ["Wanted by one", "Wanted by many", "Anonymous"].map {
                try #require(text.range(of: $0)?.lowerBound)
            }
            #expect(places == places.sorted())
            #expect(
                text.contains("<td class=\"number\">$5,000</td><td class=\"number\">1</td><td>Company A</td>")
            )
            #expect(
                text.contains("<td class=\"number\">$10</td><td class=\"number\">3</td><td>Company B</td>")
            )
            #expect(text.contains("<td class=\"number\">$0</td><td class=\"number\">0</td><td></td>"))
        }
    }

    @Test(arguments: [
        (0.0, "$0"), (5, "$5"), (1234.5, "$1,234.50"), (1_000_000, "$1,000,000"), (0.05, "$0.05"),
        (-12.5, "-$12.50"),
        (999.999, "$1,000"), (1e300, "$1e+300"), (100.1, "$100.10"),
    ])
    func amountsAreReadable(amount: Double, text: String) {
        #expect(Money.text(amount) == text)
    }
}
