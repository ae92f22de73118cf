// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Attacks and races")
struct AttackTests {
    @Test("If the organization has lost a page's host in the meantime, the portal's first page is used")
    func lostHost() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let page = "https://acme.portal.example/b"
        let kept = try await browser.clickSignIn(returnTo: page).returnTo
        #expect(try await browser.comeBack(token: flow.token(), returnTo: kept).signedIn.location == page)
        let lost = try await browser.clickSignIn(returnTo: page).returnTo
        try await flow.sso.setHosts(
            [Fixture.acmeHosts[0]],
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        )
        #expect(try await browser.comeBack(token: flow.token(), returnTo: lost).signedIn.location == "/")
    }

    @Test(
        "A used attempt whose cookie stayed in the browser is deleted, so that the next callback finds another one"
    )
    func staleCookie() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        _ = try await browser.clickSignIn(returnTo: "/b/1")
        let second = try await browser.clickSignIn(returnTo: "/b/2").returnTo
        // The response to this one is lost.
        var lost = browser
        _ = try await lost.comeBack(token: flow.token(), returnTo: second).signedIn
        let refused = try await browser.comeBack(token: flow.token(), returnTo: nil)
        #expect(refused.refusal == SSOError(.attemptUsed))
        #expect(refused.cookies.map(\.maxAge) == [0])
        #expect(browser.attempts.count == 1)
        #expect(try await browser.comeBack(token: flow.token(), returnTo: nil).signedIn.location == "/b/1")
    }

    @Test("Of two simultaneous tokens in one attempt, at two processes, one signs in")
    func oneAttempt() async throws {
        let flow = try await Flow()
        let other = try flow.otherProcess()
        for _ in 0..<20 {
            var browser = Browser(flow.sso)
            let returnTo = try await browser.clickSignIn().returnTo
            let before = try await flow.records(.session).count
            let answers = try await withThrowingTaskGroup(of: PortalAnswer.self) { group in
                for process in [flow.sso, other] {
                    var copy = browser
                    copy.sso = process
                    let token = try flow.token()
                    group.addTask { [copy] in
                        var browser = copy
                        return try await browser.comeBack(token: token, returnTo: returnTo)
                    }
                }
                return try await group.reduce(into: [PortalAnswer]()) { $0.append($1) }
            }
            #expect(answers.count { (try? $0.signedIn) != nil } == 1)
            #expect(answers.count { $0.refusal == SSOError(.attemptUsed) } == 1)
            #expect(try await flow.records(.session).count == before + 1)
        }
    }

    @Test("Changes between a sign-in's read and its commit take effect")
    func changedMeanwhile() async throws {
        let by = Flow.administrator
        for change in 0..<4 {
            let store = TestStore()
            let flow = try await Flow(store: store)
            var browser = Browser(flow.sso)
            let returnTo = try await browser.clickSignIn().returnTo
            let error: SSOError
            switch change {
            case 0:
                store.beforeNextCommit { try await flow.changeSettings { settings, _ in settings.disable() } }
                error = SSOError(.ssoNotEnabled)
            case 1:
                store.beforeNextCommit {
                    try await flow.changeSettings { _, widget in widget.identifyMode = .updateOnly }
                }
                error = SSOError(.unknownUser)
            case 2:
                store.beforeNextCommit {
                    try await flow.sso.revokeKey(
                        name: "production",
                        of: Fixture.acme,
                        by: by,
                        at: Fixture.now
                    )
                }
                error = SSOError(.noSecret)
            default:
                store.beforeNextCommit {
                    try await flow.sso.setHosts(
                        [Fixture.acmeHosts[1]],
                        of: Fixture.acme,
                        by: by,
                        at: Fixture.now
                    )
                }
                error = SSOError(.unknownOrganization)
            }
            #expect(try await browser.comeBack(token: flow.token(), returnTo: returnTo).refusal == error)
            #expect(try await flow.isUntouched())
        }
    }

    @Test("A person's sessions that are ended while an older token signs them in end before it")
    func outdatedRace() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        let old = try flow.token(at: Fixture.time(-10))
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token())
        var second = Browser(flow.sso)
        let returnTo = try await second.clickSignIn().returnTo
        store.beforeNextCommit {
            try await flow.sso.endSessions(
                ofUser: "ada@example.com",
                of: Fixture.acme,
                by: Flow.administrator,
                at: Fixture.now
            )
        }
        #expect(try await second.comeBack(token: old, returnTo: returnTo).signedIn.person.isOutdated)
        #expect(try await browser.person() == nil)
        #expect(try await second.person() == "ada@example.com")
    }

    @Test("A used callback of a merged address leads on as the person who remains")
    func merged() async throws {
        let flow = try await Flow()
        let by = Flow.administrator
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token("ada@new.example"))
        let old = try flow.token("ada@old.example")
        var other = Browser(flow.sso)
        _ = try await other.signIn(old)
        try await flow.sso.merge(
            "ada@old.example",
            into: "ada@new.example",
            of: Fixture.acme,
            by: by,
            at: Fixture.now
        )
        #expect(
            try await browser.comeBack(token: old, returnTo: nil).alreadySignedIn.session.email
                == "ada@new.example"
        )
        // The session of the removed address has ended, even with its own token.
        #expect(try await other.comeBack(token: old, returnTo: nil).refusal == SSOError(.tokenReplayed))
    }

    @Test("Used attempts and tokens are stored as long as they would count, and no longer")
    func kept() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token())
        let until = try await flow.records(.used).compactMap(\.expiresAt).sorted()
        let leeway = Double(SingleSignOn.Policy().sso.leeway.components.seconds)
        #expect(until == [Fixture.time(600), Fixture.time(3600 + leeway)])
        #expect(try await flow.sso.removeExpired(at: Fixture.time(86_400 + 600)) == 0)
        #expect(try await flow.sso.removeExpired(at: Fixture.time(86_400 + 601)) == 1)
        #expect(try await flow.sso.removeExpired(at: Fixture.time(86_400 + 3601 + leeway)) == 1)
        #expect(try await browser.person(at: Fixture.time(86_400 * 2)) == "ada@example.com")
    }

    @Test(
        "Two sessions in one Cookie header are both ignored; a sign-in continues with a new one",
        .timeLimit(.minutes(5))
    )
    func twoSessions() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let credential = try await browser.signIn(flow.token()).person.credential
        let header = "__Host-pb-session=\(credential); __Host-pb-session=\(credential)"
        let request = PortalRequest(host: browser.host) { $0 == "cookie" ? header : nil }
        #expect(try await flow.sso.session(request, at: Fixture.now).session == nil)
    }

    @Test(
        "Oversized and odd inputs are refused or cut, and don't fail the server",
        .timeLimit(.minutes(5))
    )
    func oversized() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let odd = [
            String(repeating: "/a", count: 100_000),
            "/" + String(repeating: "pb_state=" + String(repeating: "0", count: 32), count: 3000),
            "/" + String(repeating: "%25", count: 30_000), String(repeating: "\u{1f600}", count: 50_000),
            "/\u{202e}b", "/\u{0}", "\u{feff}/b",
            "/" + String(repeating: "\u{301}", count: 2000), "%2F%2Fevil.example", "/%5Cevil.example",
            "/%09/evil.example", "/\u{ff0f}evil.example",
        ]
        for page in odd {
            let (answer, returnTo) = try await browser.clickSignIn(returnTo: page)
            #expect(answer.status == 303)
            #expect(returnTo.utf8.count <= 2048 + 42)
            #expect(
                try await browser.comeBack(token: flow.token(), returnTo: returnTo).signedIn.location.first
                    == "/"
            )
        }
        for cookies in [
            String(repeating: "a=b; ", count: 20_000), String(repeating: ";", count: 100_000),
            String(repeating: "=", count: 100_000),
        ] {
            let request = PortalRequest(host: browser.host, query: "ssoToken=x&organizationId=acme") {
                $0 == "cookie" ? cookies : nil
            }
            #expect(try await flow.sso.callback(request, at: Fixture.now).refusal == SSOError(.unsolicited))
        }
        let many = (0..<5000).map { "__Host-pb-attempt-\($0)=x" }.joined(separator: "; ")
        let request = PortalRequest(host: browser.host, query: "ssoToken=x&organizationId=acme") {
            $0 == "cookie" ? many : nil
        }
        let answer = try await flow.sso.callback(request, at: Fixture.now)
        #expect(answer.refusal == SSOError(.unsolicited))
        #expect(answer.cookies.map(\.name) == (4992..<5000).reversed().map { "__Host-pb-attempt-\($0)" })
        for token in [
            String(repeating: "a", count: 1_000_000), String(repeating: ".", count: 10_000), "a.b.\u{0}",
        ] {
            await #expect(throws: SSOError.self) {
                try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)
            }
        }
    }

    @Test(
        "If the store never accepts a commit the visitor is told so, with status 503",
        .timeLimit(.minutes(5))
    )
    func busy() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        let before = try await flow.contents(withLog: true)
        store.refuseCommits(true)
        let answer = try await browser.comeBack(token: flow.token(), returnTo: returnTo)
        #expect(answer.refusal == SSOError(.storeBusy))
        #expect(answer.status == 503)
        store.refuseCommits(false)
        #expect(try await flow.contents(withLog: true) == before)
        #expect(try await browser.comeBack(token: flow.token(), returnTo: returnTo).signedIn.location == "/")
    }
}
