// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import ProductBridgeIdentity
import Testing

@testable import PortalServer

@Suite struct PublicPagesTests {
    @Test func aStrangerSeesIdeasAndAWayToSignIn() async throws {
        try await TestPortal.run { portal in
            let idea = try await portal.addIdea("Dark mode")
            try await portal.browse { browser in
                let list = try await browser.get("/")
                #expect(list.status == 200)
                #expect(list.text.contains("Dark mode"))
                #expect(list.text.contains("href=\"/signin?returnTo=%2F\""))
                #expect(list.text.contains("href=\"/signin?returnTo=%2Fideas%2F\(idea.id)\""))
                #expect(!list.text.contains("action=\"/ideas\""))
                let page = try await browser.get("/ideas/\(idea.id)")
                #expect(page.status == 200)
                #expect(page.text.contains("<h1>Dark mode</h1>"))
            }
        }
    }

    @Test func anEmptyPortalSaysSo() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let page = try await browser.get("/")
                #expect(page.text.contains("No ideas yet"))
            }
        }
    }

    @Test(arguments: ["/ideas/0123456789abcdef", "/ideas/%3Cscript%3E", "/nowhere", "/ideas/../settings"])
    func whatIsNotThereIs404(path: String) async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let answer = try await browser.get(path)
                #expect(answer.status == 404)
                #expect(answer.text.contains("There is nothing here"))
            }
        }
    }

    @Test func ideasComeInTheOrderAskedFor() async throws {
        try await TestPortal.run { portal in
            let old = try await portal.addIdea("Old and loved", by: "p1")
            portal.clock.advance(by: 60)
            _ = try await portal.addIdea("Brand new")
            _ = try await portal.services.feedback.setVote(
                true,
                of: "p2",
                for: old.id,
                of: portal.organization,
                at: portal.clock.now
            )
            try await portal.browse { browser in
                let top = try await titles(browser.get("/"))
                #expect(top == ["Old and loved", "Brand new"])
                let newest = try await titles(browser.get("/?sort=newest"))
                #expect(newest == ["Brand new", "Old and loved"])
                #expect(try await browser.get("/?sort=nonsense&page=-3").status == 200)
            }
        }
    }

    @Test func moreThanAPageOfIdeasHasANextPage() async throws {
        try await TestPortal.run { portal in
            for number in 1...31 { _ = try await portal.addIdea("Idea number \(number).") }
            try await portal.browse { browser in
                let first = try await browser.get("/?sort=newest")
                #expect(first.text.contains("page=2"))
                let second = try await browser.get("/?sort=newest&page=2")
                #expect(titles(second).count == 1)
                #expect(!second.text.contains("page=3"))
            }
        }
    }

    @Test func aPersonAddsAnIdeaAndVotes() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                try await browser.signIn(portal)
                try await browser.get("/")
                let added = try await browser.post(
                    "/ideas",
                    ["title": " Dark\n mode ", "text": "At night, please."]
                )
                #expect(added.status == 303)
                let location = try #require(added.location)
                let page = try await browser.get(location)
                #expect(page.text.contains("<h1>Dark mode</h1>"))
                #expect(page.text.contains("At night, please."))
                #expect(page.text.contains("Ada Lovelace"))
                #expect(page.text.contains("aria-pressed=\"true\""))

                #expect(try await browser.post("\(location)/vote", ["vote": "0"]).location == location)
                #expect(try await browser.get(location).text.contains("aria-pressed=\"false\""))
                let back = try await browser.post(
                    "\(location)/vote",
                    ["vote": "1", "from": "list", "sort": "newest"]
                )
                #expect(back.location == "/?sort=newest")
                #expect(try await browser.get(location).text.contains("aria-pressed=\"true\""))
                #expect(try await browser.post("/ideas/0000000000000000/vote", ["vote": "1"]).status == 404)
            }
        }
    }

    @Test(arguments: [
        ("", "text", "Give your idea a title"), (String(repeating: "x", count: 141), "", "title is too long"),
        ("title", String(repeating: "x", count: 5001), "text is too long"),
    ])
    func aDraftThatIsNoGoodComesBack(title: String, text: String, message: String) async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                try await browser.signIn(portal)
                try await browser.get("/")
                let answer = try await browser.post("/ideas", ["title": title, "text": text])
                #expect(answer.status == 422)
                #expect(answer.text.contains(message))
                #expect(answer.text.contains("value=\"\(title)\""))
            }
            #expect(try await portal.services.feedback.count(of: portal.organization) == 0)
        }
    }

    @Test func ideasAndVotesAreLimited() async throws {
        var limits = RateLimits()
        limits.feedback = RateLimiter(burst: 1, in: 60)
        limits.vote = RateLimiter(burst: 1, in: 60)
        try await TestPortal.run(limits: limits) { portal in
            try await portal.enableSSO()
            try await portal.browse { browser in
                try await browser.signIn(portal)
                try await browser.get("/")
                let idea = try #require(try await browser.post("/ideas", ["title": "Dark mode"]).location)
                let second = try await browser.post("/ideas", ["title": "Light mode"])
                #expect(second.status == 429)
                #expect(second.headers[.retryAfter] == "60")
                #expect(try await browser.post("\(idea)/vote", ["vote": "0"]).status == 303)
                #expect(try await browser.post("\(idea)/vote", ["vote": "1"]).status == 429)
            }
            #expect(try await portal.services.feedback.count(of: portal.organization) == 1)
        }
    }

    @Test func aStrangersFormLeadsToSignIn() async throws {
        try await TestPortal.run { portal in
            let idea = try await portal.addIdea("Dark mode")
            try await portal.browse { browser in
                try await browser.get("/login")
                #expect(try await browser.post("/ideas", ["title": "x"]).location == "/signin?returnTo=%2F")
                let vote = try await browser.post("/ideas/\(idea.id)/vote", ["vote": "1"])
                #expect(vote.location == "/signin?returnTo=%2Fideas%2F\(idea.id)")
            }
            #expect(try await portal.services.feedback.count(of: portal.organization) == 1)
        }
    }

    @Test func otherPeoplesTextsAreEscaped() async throws {
        let attack = "<script>alert(1)</script>\" onmouseover='x' \u{202E}"
        let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onmouseover=&#39;x&#39; \u{FFFD}"
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            let idea = try await portal.addIdea(attack, text: attack, author: attack)
            try await portal.browse { browser in
                let location = try await browser.clickSignIn()
                let token = try portal.token("eve@example.com", name: attack) {
                    $0.company = Company(name: attack)
                }
                try await browser.comeBack(location, token: token)
                for path in [
                    "/", "/ideas/\(idea.id)", "/?sort=%22%3E%3Cscript%3E",
                    "/login?returnTo=%22%3E%3Cscript%3E",
                ] {
                    let page = try await browser.get(path)
                    #expect(!page.text.contains("<script"), "\(path)")
                    #expect(!page.text.contains("onmouseover='"), "\(path)")
                    if !path.hasPrefix("/login") { #expect(page.text.contains(escaped), "\(path)") }
                }
            }
        }
    }

    /// The titles of a list, in its order.
    private func titles(_ page: Browser.Answer) -> [String] {
        page.text.matches(of: /<h2><a href="[^"]*">([^<]*)<\/a>/).map { String($0.1) }
    }

    @Test func onlyPicturesByHTTPSAreShown() {
        #expect(Avatar(name: "Ada", url: "javascript:alert(1)").html.text.contains(">A</span>"))
        #expect(Avatar(name: "Ada", url: "http://x.example/a.png").html.text.contains(">A</span>"))
        #expect(Avatar(name: "", url: nil).html.text.contains(">?</span>"))
        let attack = Avatar(name: "Eve", url: "https://x.example/\"><script>alert(2)</script>").html.text
        #expect(!attack.contains("<script>"))
        #expect(attack.contains("src=\"https://x.example/&quot;&gt;&lt;script&gt;"))
        let picture = Avatar(name: "Ada", url: "https://x.example/a.png").html.text
        #expect(picture.contains("src=\"https://x.example/a.png\""))
        #expect(picture.contains("referrerpolicy=\"no-referrer\""))
    }
}

extension TestPortal {
    /// Adds an idea as a person, without looking the person up.
    func addIdea(
        _ title: String,
        text: String = "",
        by person: String? = nil,
        author: String = "Grace"
    ) async throws -> Idea {
        try await services.feedback.add(
            IdeaDraft(title: title, text: text),
            by: person.map { ($0, author) } ?? ("nobody", author),
            from: .portal,
            of: organization,
            at: clock.now
        )
    }
}

extension Optional {
    /// The value; fails the test if there is none.
    var unwrapped: Wrapped {
        get throws { try #require(self) }
    }
}
