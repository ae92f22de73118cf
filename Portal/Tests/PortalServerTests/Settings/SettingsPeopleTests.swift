// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

/// People, companies and feedback by revenue.
@Suite struct SettingsPeopleTests {
    @Test func thereIsNobodyYet() async throws {
        try await TestPortal.administer { _, browser in
            for (path, text) in [
                ("people", "Nobody has signed in"), ("companies", "No token has named a company yet."),
                ("feedback", "There are no ideas yet."),
            ] {
                let answer = try await browser.get("/settings/\(path)")
                #expect(answer.text.contains(text))
            }
        }
    }

    @Test func aPersonsLineHasTheServersData() async throws {
        try await TestPortal.administer { portal, browser in
            let ada = try await portal.identify(change: TestPortal.everything)
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

    @Test func aTokensContentIsEscaped() async throws {
        try await TestPortal.administer { portal, browser in
            let markup = "<img src=x onerror=alert(1)>"
            let person = try await portal.identify(name: markup, userID: "\"><script>") {
                $0.company = Company(id: markup, name: "</td><script>alert(1)</script>", mrr: 1)
                $0.customerStatus = .other(markup)
                $0.accountOwnerEmail = markup
            }
            _ = try await portal.addIdea("<script>alert(2)</script>", by: [person])
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
        try await TestPortal.administer { portal, browser in
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
        try await TestPortal.administer { portal, browser in
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

    @Test func companiesAreOrderedByRevenueWithTheirPeople() async throws {
        try await TestPortal.administer { portal, browser in
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

    @Test func feedbackIsOrderedByRevenueAndEachCompanyCountsOnce() async throws {
        try await TestPortal.administer { portal, browser in
            func person(_ id: String, _ company: String, _ mrr: Double) async throws -> PortalUser {
                try await portal.identify("p\(id)@example.com", name: "Person \(id)", userID: id) {
                    $0.company = Company(id: company, name: "Company \(company)", mrr: mrr)
                }
            }
            let (rich, poor) = (try await person("1", "A", 5000), try await person("2", "B", 10))
            let (also, second) = (try await person("3", "B", 10), try await person("4", "B", 10))
            _ = try await portal.addIdea("Wanted by many", by: [poor, also, second])
            _ = try await portal.addIdea("Wanted by one", by: [rich])
            _ = try await portal.addIdea("Anonymous", by: [])
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
