// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import ProductBridgeSSO
import Testing

@testable import PortalServer

@Suite struct NativeLoginTests {
    @Test func aPasswordSignsIn() async throws {
        try await TestPortal.run { portal in
            try await portal.addAccount("Ada@Example.com")
            try await portal.browse { browser in
                let page = try await browser.get("/signin?returnTo=%2Fideas%2F7")
                #expect(page.text.contains("action=\"/login\""))
                #expect(page.text.contains("name=\"returnTo\" value=\"/ideas/7\""))
                let answer = try await browser.logIn(" ada@example.com ")
                #expect(answer.status == 303)
                #expect(answer.location == "/ideas/x")
                #expect(try await browser.get("/").text.contains("Ada Native"))
                portal.clock.advance(by: 30 * 86_400 + 1)
                #expect(try await !browser.isSignedIn())
            }
        }
    }

    @Test(arguments: [("ada@example.com", "wrong horse battery"), ("eve@example.com", TestPortal.password)])
    func anythingElseGetsTheSameAnswer(email: String, password: String) async throws {
        try await TestPortal.run { portal in
            try await portal.addAccount()
            try await portal.browse { browser in
                let answer = try await browser.logIn(email, password: password)
                #expect(answer.status == 401)
                #expect(answer.text.contains("don't belong together"))
                #expect(try await !browser.isSignedIn())
            }
        }
    }

    @Test func anAdministratorsPasswordOpensNoPortal() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let answer = try await browser.logIn(TestPortal.adminEmail)
                #expect(answer.status == 401)
            }
        }
    }

    @Test func onlyThePortalsOwnFormLogsIn() async throws {
        try await TestPortal.run { portal in
            try await portal.addAccount()
            try await portal.browse { browser in
                try await browser.get("/login")
                let fields = ["email": "ada@example.com", "password": TestPortal.password]
                #expect(try await browser.post("/login", fields, site: "cross-site").status == 403)
                #expect(try await !browser.isSignedIn())
            }
        }
    }

    @Test func theFirstSingleSignOnEndsSessionsAndSuspendsThePassword() async throws {
        try await TestPortal.run { portal in
            try await portal.addAccount("Ada@example.com")
            try await portal.enableSSO()
            try await portal.browse { intruder in
                try await intruder.logIn("ada@example.com")
                #expect(try await intruder.isSignedIn())
                let owner = Browser(client: intruder.client)
                try await owner.signIn(portal, "ada@example.com")
                #expect(try await owner.isSignedIn())
                #expect(try await !intruder.isSignedIn())
                #expect(try await intruder.logIn("ada@example.com").status == 401)

                portal.clock.advance(by: 5)
                let count = try await Operations(services: portal.services).restoreLogin(of: "acme")
                #expect(count == 1)
                // The password is valid again, but the earlier session isn't.
                #expect(try await !intruder.isSignedIn())
                #expect(try await intruder.logIn("ada@example.com").status == 303)
                #expect(try await intruder.isSignedIn())
            }
        }
    }

    @Test func singleSignOnLeavesAdministratorsAlone() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            try await portal.browse { administrator in
                try await administrator.logInAsAdministrator()
                let stranger = Browser(client: administrator.client)
                try await stranger.signIn(portal, TestPortal.adminEmail)
                #expect(try await stranger.get("/settings").status == 303)
                #expect(try await administrator.get("/settings").status == 200)
                let again = Browser(client: administrator.client)
                try await again.logInAsAdministrator()
            }
        }
    }

    @Test func aDisabledLoginHasNoForm() async throws {
        try await TestPortal.run { portal in
            try await portal.addAccount()
            try await portal.enableSSO(disablingNativeLogin: true)
            try await portal.browse { browser in
                let page = try await browser.get("/login?returnTo=/ideas/7")
                #expect(page.status == 303 && page.location == "/signin?returnTo=%2Fideas%2F7")
                #expect(
                    try await browser.get("/login?returnTo=//evil.example").location == "/signin?returnTo=%2F"
                )
                #expect(try await !browser.get("/signin", site: "none").text.contains("/login"))
                _ = try await browser.get("/signin", site: "none")
                let fields = ["email": "ada@example.com", "password": TestPortal.password]
                #expect(try await browser.post("/login", fields).status == 403)

                _ = try await Operations(services: portal.services).restoreLogin(of: "acme")
                #expect(try await browser.logIn().status == 303)
                #expect(try await browser.isSignedIn())
            }
        }
    }

    @Test func refusalsOfADisabledLoginAreLimited() async throws {
        var limits = RateLimits()
        limits.login = RateLimiter(burst: 2, in: 60)
        try await TestPortal.run(limits: limits) { portal in
            try await portal.enableSSO(disablingNativeLogin: true)
            try await portal.browse { browser in
                for _ in 1...3 { try await browser.get("/login") }
                _ = try await browser.get("/signin", site: "none")
                var statuses: [Int] = []
                for _ in 1...3 {
                    statuses.append(
                        try await browser.post("/login", ["email": "a@b.example", "password": "x"]).status
                    )
                }
                #expect(statuses == [403, 403, 429])
                #expect(try await portal.services.refusals.newest(of: portal.organization).count == 2)
            }
        }
    }

    @Test func disablingTheLoginEndsItsSessions() async throws {
        try await TestPortal.run { portal in
            try await portal.addAccount()
            try await portal.addAccount("eve@example.com")
            try await portal.enableSSO()
            try await portal.browse { administrator in
                let native = Browser(client: administrator.client)
                try await native.logIn()
                let redirected = Browser(client: administrator.client)
                try await redirected.signIn(portal, "grace@example.com")
                #expect(try await native.isSignedIn())
                try await administrator.logInAsAdministrator()
                portal.clock.advance(by: 1)
                func setLogin(_ fields: [String: String]) async throws {
                    let answer = try await administrator.post("\(RedirectSettings.path)/native-login", fields)
                    #expect(answer.status == 303)
                }
                try await setLogin(["disabled": "yes", "confirmed": "yes"])
                #expect(try await !native.isSignedIn())
                #expect(try await redirected.isSignedIn())
                // The session doesn't come back with the login, but the password is valid again.
                try await setLogin(["disabled": "no"])
                #expect(try await !native.isSignedIn())
                portal.clock.advance(by: 1)
                #expect(try await native.logIn().status == 303)
                #expect(try await native.isSignedIn())
                // However it is disabled.
                try await portal.services.sso.changeSettings(
                    of: portal.organization,
                    by: "operator",
                    at: portal.clock.now
                ) { settings, _ in try settings.disableNativeLogin() }
                #expect(try await !native.isSignedIn())
            }
        }
    }

    @Test func turningSingleSignOnOffRevivesNoSession() async throws {
        try await TestPortal.run { portal in
            try await portal.addAccount()
            try await portal.enableSSO()
            try await portal.browse { administrator in
                let native = Browser(client: administrator.client)
                try await native.logIn()
                try await administrator.logInAsAdministrator()
                let path = RedirectSettings.path
                try await administrator.post("\(path)/native-login", ["disabled": "yes", "confirmed": "yes"])
                // That also restores the login.
                #expect(try await administrator.post("\(path)/enabled", ["on": "no"]).status == 303)
                #expect(try await !native.isSignedIn())
                portal.clock.advance(by: 1)
                #expect(try await native.logIn().status == 303)
                #expect(try await native.isSignedIn())
            }
        }
    }

    @Test func aSessionThatBeganInTheSameSecondEndsToo() async throws {
        try await TestPortal.run { portal in
            try await portal.addAccount()
            try await portal.browse { browser in
                try await browser.logIn()
                #expect(try await browser.isSignedIn())
                try await portal.services.accounts.endSessions(of: portal.organization, at: portal.clock.now)
                #expect(try await !browser.isSignedIn())
            }
        }
    }

    @Test func withSingleSignOnTheFormHasItsOwnPage() async throws {
        try await TestPortal.run { portal in
            try await portal.addAccount()
            try await portal.enableSSO()
            try await portal.browse { browser in
                let location = try await browser.clickSignIn()
                #expect(location.hasPrefix("https://app.example.com/login"))
                #expect(try await browser.logIn().status == 303)
                #expect(try await browser.isSignedIn())
            }
        }
    }

    @Test func attemptsAreLimitedByAccountAndByAddress() async throws {
        var limits = RateLimits()
        limits.account = RateLimiter(burst: 2, in: 60)
        limits.login = RateLimiter(burst: 3, in: 60)
        try await TestPortal.run(limits: limits) { portal in
            try await portal.addAccount()
            try await portal.browse { browser in
                for _ in 1...2 {
                    #expect(try await browser.logIn(password: "wrong horse battery").status == 401)
                }
                // The right password has to wait too.
                let waiting = try await browser.logIn()
                #expect(waiting.status == 429)
                #expect(waiting.headers[.retryAfter] == "30")
                // The address has used its three attempts.
                #expect(try await browser.logIn("eve@example.com").status == 429)
                portal.clock.advance(by: 60)
                #expect(try await browser.logIn().status == 303)
            }
        }
    }

    @Test(arguments: [
        "https://evil.example", "//evil.example", "/\\evil", "/a/../settings", "", "/%2F%2Fevil",
        "/api/redirects/sso?ssoToken=x", "/api/widget/ideas",
    ])
    func theLoginLeadsToThePortalAlone(page: String) async throws {
        #expect(PortalPath(page).text == "/")
        #expect(PortalPath("/ideas/1?x=%2F#y").text == "/ideas/1?x=%2F#y")
    }

    @Test func aHashIsSaltedAndCompared() async throws {
        let workers = PasswordWorkers()
        let (one, two) = try await (workers.hash("correct horse"), workers.hash("correct horse"))
        #expect(one != two)
        #expect(one.text.hasPrefix("scrypt$15$8$3$"))
        #expect(try await workers.matches("correct horse", one))
        #expect(try await !workers.matches("correct horsf", one))
        #expect(try await !workers.matches("", workers.ofNobody))
        for broken in ["", "scrypt$15$8$3$aa", "scrypt$99$8$3$aa$bb", "bcrypt$15$8$3$aa$bb"] {
            #expect(try await !workers.matches("x", PasswordHash(text: broken)))
        }
    }

    @Test func aHashEqualsThatOfOtherImplementations() throws {
        // hashlib.scrypt(b'correct horse', salt=b'00112233445566778899aabbccddeeff', n=2**15, r=8, p=3, dklen=32)
        let hash = PasswordHash(
            text:
                "scrypt$15$8$3$00112233445566778899aabbccddeeff$97d15651756d8d025ae90b505f9eb49ae717fdc2f832b6c1a6e4f011adc2ada9"
        )
        #expect(try hash.matches("correct horse"))
    }

    @Test func aVisitorWhoWouldWaitTooLongGetsAnError() async throws {
        let workers = PasswordWorkers()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 1...40 {
                group.addTask { (try? await workers.matches("x", workers.ofNobody)) == nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect((1...8).contains(outcomes))
    }
}
