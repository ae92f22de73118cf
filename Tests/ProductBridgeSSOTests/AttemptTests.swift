// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Attempts")
struct AttemptTests {
    @Test("10,000 clicks store nothing, and don't touch an honest attempt", .timeLimit(.minutes(5)))
    func flood() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        var honest = Browser(flow.sso)
        let returnTo = try await honest.clickSignIn(returnTo: "/b/ideas").returnTo
        let before = try await flow.contents(withLog: true)
        store.reset()
        for _ in 0..<10_000 {
            var stranger = Browser(flow.sso)
            let answer = try await stranger.clickSignIn().answer
            guard answer.status == 303, answer.cookies.count == 1 else { throw NotExpected("\(answer)") }
        }
        #expect(store.commits.isEmpty)
        #expect(try await flow.contents(withLog: true) == before)
        #expect(
            try await honest.comeBack(token: flow.token(), returnTo: returnTo).signedIn.location == "/b/ideas"
        )
    }

    @Test("Each has its own cookie, and at most 4 are open: the oldest is removed")
    func four() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        var pages: [String] = []
        for click in 0..<6 {
            pages.append(
                try await browser.clickSignIn(returnTo: "/b/\(click)", at: Fixture.time(Double(click)))
                    .returnTo
            )
            #expect(browser.attempts.count == min(click + 1, 4))
        }
        for (click, page) in pages.enumerated() {
            let answer = try await browser.comeBack(
                token: flow.token(at: Fixture.time(10)),
                returnTo: page,
                at: Fixture.time(10)
            )
            if click < 2 {
                #expect(answer.refusal == SSOError(.unsolicited))
            } else {
                #expect(try answer.signedIn.location == "/b/\(click)")
            }
        }
    }

    @Test("The oldest is removed even if all began in the same second")
    func fourInOneSecond() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        var pages: [String] = []
        for click in 0..<5 { pages.append(try await browser.clickSignIn(returnTo: "/b/\(click)").returnTo) }
        let gone = try await browser.comeBack(token: flow.token(), returnTo: pages[0])
        #expect(gone.refusal == SSOError(.unsolicited))
        for click in 1..<5 {
            let answer = try await browser.comeBack(token: flow.token(), returnTo: pages[click])
            #expect(try answer.signedIn.location == "/b/\(click)")
        }
    }

    @Test(
        "All together have at most 3,800 bytes: a page that doesn't fit is remembered as /, and never evicts one"
    )
    func bytes() async throws {
        for lengths in [
            [1900, 1900, 1900, 1900], [2047, 500, 10, 10], [500, 600, 600, 600], [10, 10, 2047, 10],
            [680, 680, 680, 680, 680, 680], [2047, 420, 1, 1, 2047, 2047],
        ] {
            let flow = try await Flow()
            var browser = Browser(flow.sso)
            var clicks: [(page: String, returnTo: String)] = []
            for (click, length) in lengths.enumerated() {
                let page = "/" + String(repeating: "a", count: length)
                let time = Fixture.time(Double(click))
                clicks.append((page, try await browser.clickSignIn(returnTo: page, at: time).returnTo))
                #expect(browser.attempts.count == min(click + 1, 4))
                let bytes = browser.attempts.map { $0.name.utf8.count + 1 + $0.value.utf8.count }.reduce(0, +)
                #expect(bytes <= 3800)
            }
            for (click, begun) in clicks.enumerated().dropFirst(max(0, clicks.count - 4)) {
                let answer = try await browser.comeBack(token: flow.token(), returnTo: begun.returnTo)
                let location = try answer.signedIn.location
                #expect(location == begun.page || (click > 0 && location == "/"))
            }
        }
    }

    @Test("A page of 1,900 characters fits, and in a second tab it may be /; both sign in")
    func twoLongPages() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let page = "/b?q=" + String(repeating: "x", count: 1895)
        let first = try await browser.clickSignIn(returnTo: page).returnTo
        let second = try await browser.clickSignIn(returnTo: page).returnTo
        #expect(try await browser.comeBack(token: flow.token(), returnTo: second).signedIn.location == "/")
        #expect(try await browser.comeBack(token: flow.token(), returnTo: first).signedIn.location == page)
    }

    @Test("An attempt lasts ten minutes, to the second, and a late callback is told that it is late")
    func expiry() async throws {
        let flow = try await Flow()
        for (offset, isOpen) in [(600.0, true), (600.9, true), (601, false), (4000, false)] {
            for knows in [true, false] {
                var browser = Browser(flow.sso)
                let returnTo = try await browser.clickSignIn().returnTo
                let answer = try await browser.comeBack(
                    token: flow.token(at: Fixture.time(offset)),
                    returnTo: knows ? returnTo : nil,
                    at: Fixture.time(offset)
                )
                if isOpen {
                    #expect(try answer.signedIn.location == "/")
                } else {
                    #expect(answer.refusal == SSOError(.attemptExpired))
                }
            }
        }
    }

    @Test("The policy's lifetime applies, 1 to 86400 whole seconds")
    func lifetime() async throws {
        var policy = SingleSignOn.Policy()
        for bad in [Duration.zero, .seconds(86_401), .milliseconds(1500), .seconds(-1)] {
            policy.attemptLifetime = bad
            await #expect(throws: SSOError(.invalidArgument)) { try await Flow(policy: policy) }
        }
        policy.attemptLifetime = .seconds(1)
        let flow = try await Flow(policy: policy)
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        let answer = try await browser.comeBack(
            token: flow.token(at: Fixture.time(2)),
            returnTo: returnTo,
            at: Fixture.time(2)
        )
        #expect(answer.refusal == SSOError(.attemptExpired))
    }

    @Test(
        "After the clock is set back an attempt stays valid, and a used one stays used, even after a clean-up"
    )
    func clockSetBack() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn(at: Fixture.time(300)).returnTo
        let copy = browser
        _ = try await browser.comeBack(token: flow.token(), returnTo: returnTo).signedIn
        #expect(try await flow.sso.removeExpired(at: Fixture.time(3600)) == 0)
        var again = copy
        let answer = try await again.comeBack(token: flow.token(), returnTo: returnTo)
        #expect(answer.refusal == SSOError(.attemptUsed))
    }

    @Test("A click at an impossible time is an error of the server, whose clock is wrong")
    func endOfTime() async throws {
        let flow = try await Flow()
        for seconds in [-1, 253_402_300_799, 1e300, .nan, .infinity] {
            await #expect(throws: SSOError(.invalidArgument)) {
                var browser = Browser(flow.sso)
                _ = try await browser.clickSignIn(at: NumericDate(secondsSinceEpoch: seconds))
            }
        }
    }

    @Test("A sign-in's cookies are gone afterwards, and other tabs' stay")
    func ownCookie() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let first = try await browser.clickSignIn().returnTo
        let other = browser.attempts[0].name
        _ = try await browser.clickSignIn()
        _ = try await browser.clickSignIn()
        let answer = try await browser.comeBack(token: flow.token(), returnTo: first)
        #expect(answer.cookies.map(\.name) == ["__Host-pb-session", other])
        #expect(answer.cookies.map(\.maxAge) == [30 * 86_400, 0])
        #expect(browser.attempts.count == 2)
    }
}
