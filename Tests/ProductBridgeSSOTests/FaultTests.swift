// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Earlier faults with two processes or a failing store")
struct FaultTests {
    @Test(
        "1. A secret regenerated or revoked at one process stops working at the other at once, even in a test"
    )
    func deadSecret() async throws {
        for revokes in [false, true] {
            let flow = try await Flow()
            let other = try flow.otherProcess()
            var browser = Browser(other)
            _ = try await browser.signIn(flow.token())
            let test = try await other.startTest(browser.request(site: "same-origin"), at: Fixture.now)
            browser.take(test.answer.cookies)
            let testPage = Browser.parameter("returnTo", of: test.answer.location ?? "")
            let returnTo = try await browser.clickSignIn().returnTo

            let by = Flow.administrator
            if revokes {
                try await flow.sso.revokeKey(name: "production", of: Fixture.acme, by: by, at: Fixture.now)
            } else {
                _ = try await flow.sso.regenerateKey(
                    name: "production",
                    of: Fixture.acme,
                    by: by,
                    at: Fixture.now
                ).reveal()
            }
            let error = revokes ? SSOError(.noSecret) : refusal(.signatureMismatch)
            #expect(try await browser.comeBack(token: flow.token(), returnTo: returnTo).refusal == error)
            await #expect(throws: error) {
                try await other.identify(flow.token(), of: Fixture.acme, at: Fixture.now)
            }
            #expect(try await browser.person() == nil)
            let tested = try await browser.comeBack(token: flow.token(), returnTo: testPage).tested
            #expect(tested.result(at: Fixture.now) == .failed(error))
            #expect(try await other.tenant(Fixture.acme).settings.test == .stale)
        }
    }

    @Test(
        "2. Regenerate is one commit: if it fails the old secret stays, and if it succeeds the text is shown"
    )
    func regenerate() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        let before = try await flow.contents()
        store.reset()
        store.fail(.beforeCommit, .beforeCommit)
        await #expect(throws: TestStore.Fault.beforeCommit) {
            _ = try await flow.sso.regenerateKey(
                name: "production",
                of: Fixture.acme,
                by: Flow.administrator,
                at: Fixture.now
            ).reveal()
        }
        // Tried again, and not made twice.
        #expect(store.commits.count == 2)
        #expect(try await flow.contents() == before)
        _ = try await flow.sso.identify(flow.token(), of: Fixture.acme, at: Fixture.now)

        // The commit is made, and then the connection is lost.
        store.reset()
        store.fail(.afterCommit)
        let new = try await flow.sso.regenerateKey(
            name: "production",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        ).reveal()
        // Tried again, and not made twice.
        #expect(store.commits.count == 2)
        _ = try await flow.sso.identify(flow.token(secret: new), of: Fixture.acme, at: Fixture.now)
        await #expect(throws: refusal(.signatureMismatch)) {
            try await flow.sso.identify(flow.token(), of: Fixture.acme, at: Fixture.now)
        }
    }

    @Test("2. Its text is shown even if others change the organization before the connection is back")
    func regenerateLost() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        let other = try flow.otherProcess()
        store.fail(.afterCommit)
        store.afterLostCommit {
            try await other.changeSettings(of: Fixture.acme, by: Flow.administrator, at: Fixture.now) {
                _,
                widget in widget.requireIdentify = true
            }
        }
        let new = try await flow.sso.regenerateKey(
            name: "production",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        ).reveal()
        _ = try await flow.sso.identify(flow.token(secret: new), of: Fixture.acme, at: Fixture.now)
        #expect(try await flow.sso.tenant(Fixture.acme).widget.requireIdentify)
    }

    @Test("4. Two tabs at two processes: both callbacks sign in, and a double click leads on")
    func tabs() async throws {
        let flow = try await Flow()
        let other = try flow.otherProcess()
        var browser = Browser(flow.sso)
        let first = try await browser.clickSignIn(returnTo: "/b/1").returnTo
        browser.sso = other
        let second = try await browser.clickSignIn(returnTo: "/b/2").returnTo
        #expect(browser.attempts.count == 2)
        let token = try flow.token()
        #expect(try await browser.comeBack(token: token, returnTo: first).signedIn.location == "/b/1")
        browser.sso = flow.sso
        #expect(try await browser.comeBack(token: token, returnTo: first).alreadySignedIn.location == "/b/1")
        #expect(try await browser.comeBack(token: flow.token(), returnTo: second).signedIn.location == "/b/2")
        browser.sso = other
        #expect(try await browser.person() == "ada@example.com")
    }

    @Test(
        "5. No update is lost: of 20 tasks at two processes that generate, only 8 secrets fit, and all 8 count"
    )
    func lostUpdates() async throws {
        let flow = try await Flow()
        let other = try flow.otherProcess()
        let secrets = await withTaskGroup(of: String?.self) { group in
            for index in 0..<20 {
                let process = index.isMultiple(of: 2) ? flow.sso : other
                group.addTask {
                    try? await process.generateKey(
                        name: "key \(index)",
                        of: Fixture.acme,
                        by: Flow.administrator,
                        at: Fixture.now
                    ).reveal()
                }
            }
            return await group.reduce(into: [String]()) { if let secret = $1 { $0.append(secret) } }
        }
        #expect(secrets.count == Tenant.maximumKeys - 1)
        for secret in secrets {
            _ = try await other.identify(flow.token(secret: secret), of: Fixture.acme, at: Fixture.now)
        }
        #expect(
            try await flow.sso.changes(of: Fixture.acme).filter { $0.changes.joined().contains("key ") }.count
                == 7
        )
    }

    @Test("5. Of 20 first-time tokens of one person at two processes each counts, and one makes the record")
    func firstTime() async throws {
        let flow = try await Flow()
        let other = try flow.otherProcess()
        let results = try await withThrowingTaskGroup(of: Identified.self) { group in
            for index in 0..<20 {
                let process = index.isMultiple(of: 2) ? flow.sso : other
                let token = try flow.token()
                group.addTask { try await process.identify(token, of: Fixture.acme, at: Fixture.now) }
            }
            return try await group.reduce(into: [Identified]()) { $0.append($1) }
        }
        #expect(results.count(where: \.isNew) == 1)
        #expect(try await flow.records(.user).count == 1)
        #expect(try await flow.records(.session).count == 20)
    }

    @Test(
        "6. A sign-in is one commit: if it fails nothing changes, and the same callback signs in later"
    )
    func atomic() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token("grace@example.com"))
        let returnTo = try await browser.clickSignIn(returnTo: "/b").returnTo
        let token = try flow.token()
        let before = try await flow.contents(withLog: true)
        store.reset()
        store.fail(.beforeCommit, .beforeCommit)
        await #expect(throws: TestStore.Fault.beforeCommit) {
            try await browser.comeBack(token: token, returnTo: returnTo)
        }
        #expect(store.commits.count == 2)
        #expect(try await flow.contents(withLog: true) == before)
        #expect(try await browser.person() == "grace@example.com")
        #expect(try await browser.comeBack(token: token, returnTo: returnTo).signedIn.location == "/b")
    }

    @Test("6. A sign-in whose connection is lost after the commit is reported as successful")
    func madeNevertheless() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn(returnTo: "/b").returnTo
        store.reset()
        store.fail(.afterCommit)
        #expect(try await browser.comeBack(token: flow.token(), returnTo: returnTo).signedIn.location == "/b")
        #expect(store.commits.count == 2)
        #expect(try await browser.person() == "ada@example.com")
        #expect(try await flow.records(.session).count == 1)
    }

    @Test(
        "7. A token used at one process is a replay at the other, after a restart, and of two at once one counts"
    )
    func replay() async throws {
        let flow = try await Flow()
        let other = try flow.otherProcess()
        let token = try flow.token()
        var first = Browser(flow.sso)
        _ = try await first.signIn(token)
        var second = Browser(other)
        let returnTo = try await second.clickSignIn().returnTo
        #expect(
            try await second.comeBack(token: token, returnTo: returnTo).refusal == SSOError(.tokenReplayed)
        )

        for _ in 0..<20 {
            let token = try flow.token()
            var answers: [PortalAnswer] = []
            try await withThrowingTaskGroup(of: PortalAnswer.self) { group in
                for process in [flow.sso, other, flow.sso, other] {
                    group.addTask {
                        var browser = Browser(process)
                        let returnTo = try await browser.clickSignIn().returnTo
                        return try await browser.comeBack(token: token, returnTo: returnTo)
                    }
                }
                for try await answer in group { answers.append(answer) }
            }
            #expect(answers.count { (try? $0.signedIn) != nil } == 1)
            #expect(answers.count { $0.refusal == SSOError(.tokenReplayed) } == 3)
        }
    }

    @Test(
        "9. A process that read before a change doesn't put the old values back when it commits"
    )
    func stale() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        let other = try flow.otherProcess()
        // The secret is regenerated just before the other process's commit.
        for signsIn in [true, false] {
            let secret = try await flow.sso.generateKey(
                name: "of \(signsIn)",
                of: Fixture.acme,
                by: Flow.administrator,
                at: Fixture.now
            ).reveal()
            let token = try flow.token(secret: secret)
            var browser = Browser(other)
            let returnTo = try await browser.clickSignIn().returnTo
            store.beforeNextCommit {
                _ = try await flow.sso.regenerateKey(
                    name: "of \(signsIn)",
                    of: Fixture.acme,
                    by: Flow.administrator,
                    at: Fixture.now
                ).reveal()
            }
            if signsIn {
                let answer = try await browser.comeBack(token: token, returnTo: returnTo)
                #expect(answer.refusal == refusal(.signatureMismatch))
            } else {
                await #expect(throws: refusal(.signatureMismatch)) {
                    try await other.identify(token, of: Fixture.acme, at: Fixture.now)
                }
            }
        }
        #expect(try await flow.isUntouched())
    }

    @Test("9. Settings that two processes change at once both count")
    func settings() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        let other = try flow.otherProcess()
        store.beforeNextCommit {
            try await other.changeSettings(of: Fixture.acme, by: Flow.administrator, at: Fixture.now) {
                settings,
                _ in settings.disable()
            }
        }
        try await flow.changeSettings { _, widget in widget.requireIdentify = true }
        let tenant = try await flow.sso.tenant(Fixture.acme)
        #expect(!tenant.settings.isEnabled)
        #expect(tenant.widget.requireIdentify)
    }
}
