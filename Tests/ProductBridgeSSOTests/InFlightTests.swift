// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

/// A store whose first commit after ``lose()`` throws and is made later, when the next commit comes and has to wait
/// for it, like a transaction that a server is still executing after its client has lost the connection.
private actor InFlightStore: PortalStore {
    private let inner = InMemoryPortalStore()
    private var isLosing = false
    private var inFlight: PortalCommit?

    func lose() { isLosing = true }

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        try await inner.read(tenant, queries)
    }

    func commit(_ commit: PortalCommit) async throws -> Bool {
        if isLosing {
            (isLosing, inFlight) = (false, commit)
            throw NotExpected("a lost connection")
        }
        if let first = inFlight {
            inFlight = nil
            _ = try await inner.commit(first)
        }
        return try await inner.commit(commit)
    }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        try await inner.organizations(after: last, limit: limit)
    }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        try await inner.removeRecords(expiredBefore: time, limit: limit)
    }
}

@Suite("Commits that are still in progress when their connection is lost")
struct InFlightTests {
    @Test("A secret that replaced another one is shown, and exists once")
    func regenerate() async throws {
        let store = InFlightStore()
        let flow = try await Flow(store: store)
        await store.lose()
        let text = try await flow.sso.regenerateKey(
            name: "production",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        ).reveal()
        #expect(try await flow.sso.tenant(Fixture.acme).keys.map(\.lastFour) == [String(text.suffix(4))])
        let person = try await flow.sso.identify(
            Fixture.token(secret: text),
            of: Fixture.acme,
            at: Fixture.now
        )
        #expect(person.isNew)
    }

    @Test("A sign-in has one session, and its token counts once")
    func signIn() async throws {
        let store = InFlightStore()
        let flow = try await Flow(store: store)
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        let token = try Fixture.token(secret: flow.secret)
        await store.lose()
        #expect(try await browser.comeBack(token: token, returnTo: returnTo).signedIn.location == "/")
        #expect(try await flow.records(.session).count == 1)
        #expect(try await browser.person() == "ada@example.com")
        var other = Browser(flow.sso)
        let page = try await other.clickSignIn().returnTo
        let replay = try await other.comeBack(token: token, returnTo: page)
        #expect(replay.refusal == SSOError(.tokenReplayed))
    }
}

@Suite("Deleting people who have many sessions")
struct ManySessionsTests {
    @Test("More than a thousand sessions are deleted, and the next person with the address has none of them")
    func deleted() async throws {
        let flow = try await Flow()
        let token = try Fixture.token(secret: flow.secret)
        var credentials: [String] = []
        for _ in 0..<1100 {
            let person = try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)
            credentials.append(person.credential)
        }
        try await flow.sso.delete(
            user: "ada@example.com",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        )
        #expect(try await flow.records(.session).isEmpty)
        await #expect(throws: SSOError(.unknownUser)) {
            try await flow.sso.delete(
                user: "ada@example.com",
                of: Fixture.acme,
                by: Flow.administrator,
                at: Fixture.now
            )
        }
        _ = try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)
        for credential in [credentials[0], credentials[1099]] {
            await #expect(throws: SSOError(.unknownSession)) {
                try await flow.sso.submitter(credential, of: Fixture.acme, at: Fixture.now)
            }
        }
    }

    @Test("A refusal of a person without a record is deleted too")
    func refusals() async throws {
        let flow = try await Flow()
        let expired = try Fixture.token(secret: flow.secret, at: Fixture.time(-7200))
        await #expect(throws: refusal(.expired)) {
            try await flow.sso.identify(expired, of: Fixture.acme, at: Fixture.now)
        }
        #expect(try await flow.sso.refusals(of: Fixture.acme).signed.map(\.email) == ["ada@example.com"])
        try await flow.sso.delete(
            user: "ada@example.com",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        )
        #expect(try await flow.sso.refusals(of: Fixture.acme).signed == [])
    }
}
