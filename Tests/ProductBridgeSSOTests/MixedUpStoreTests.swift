// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

/// Returns acme's records, whatever the requested organization.
private struct AlwaysAcme: PortalStore {
    let inner: any PortalStore

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        try await inner.read(.id(Fixture.acme), queries)
    }

    func commit(_ commit: PortalCommit) async throws -> Bool { try await inner.commit(commit) }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        try await inner.organizations(after: last, limit: limit)
    }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int { 0 }
}

/// Returns acme's records together with another organization's tenant record, and records with wrong names.
private struct MixedUpRecords: PortalStore {
    let inner: any PortalStore
    /// The replacement for the requested record.
    let wrong: PortalSnapshot.Entry?

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        guard let own = try await inner.read(tenant, []),
            let acmes = try await inner.read(.id(Fixture.acme), queries)
        else { return nil }
        var entries = acmes.entries
        if let wrong {
            for case .named(let name) in queries { entries[name] = wrong }
        }
        return PortalSnapshot(
            tenant: own.tenant,
            tenantVersion: own.tenantVersion,
            entries: entries,
            counters: acmes.counters
        )
    }

    func commit(_ commit: PortalCommit) async throws -> Bool { try await inner.commit(commit) }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] { [] }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int { 0 }
}

@Suite("Third-party stores that mix up organizations")
struct MixedUpStoreTests {
    private func sso(_ flow: Flow) throws -> SingleSignOn {
        try SingleSignOn(store: AlwaysAcme(inner: flow.store), masterKeys: flow.masterKeys)
    }

    @Test(
        "Visitors' requests at another organization's host are an error of the server, and nothing is written"
    )
    func visitors() async throws {
        let flow = try await Flow()
        let (_, signedIn) = try await flow.signIn()
        let sso = try sso(flow)
        var browser = Browser(sso, host: Fixture.otherHosts[0])
        for cookie in signedIn.cookies { browser.setCookie(cookie.name, cookie.value) }
        let sessions = try await flow.records(.session)
        let error = SSOError(.storeInconsistent)
        let start = browser
        func demand(_ call: (inout Browser) async throws -> Void) async {
            await #expect(throws: error) {
                var copy = start
                try await call(&copy)
            }
        }
        await demand { _ = try await $0.clickSignIn() }
        let token = try Fixture.token(secret: flow.secret)
        for organization in ["acme", "other"] {
            await demand {
                _ = try await $0.comeBack(token: token, returnTo: "/", organization: organization)
            }
        }
        let request = browser.request(site: "same-origin")
        for compares in [false, true] {
            await demand { _ in
                _ = try await sso.startTest(request, comparesRedirect: compares, at: Fixture.now)
            }
        }
        let query = browser.request(query: "ssoToken=\(token)&organizationId=acme")
        await demand { _ in _ = try await sso.comparisonCallback(query, at: Fixture.now) }
        await demand { _ in _ = try await sso.signOut(request, at: Fixture.now) }
        await #expect(throws: error) { try await browser.person() }
        await #expect(throws: error) {
            try await sso.startNativeSession(email: "ada@example.com", request, at: Fixture.now)
        }
        #expect(try await flow.records(.session) == sessions)
        #expect(try await flow.records(.test) == [])
        #expect(try await flow.sso.refusals(of: Fixture.acme).counts == [:])
    }

    @Test("Requests of the widget and administrators for another organization throw, and change nothing")
    func administrators() async throws {
        let flow = try await Flow()
        let credential = try await flow.identify().credential
        let before = try await flow.sso.tenant(Fixture.acme)
        let users = try await flow.records(.user)
        let sso = try sso(flow)
        let (id, now, email) = (Fixture.other, Fixture.now, "ada@example.com")
        let token = try Fixture.token(secret: flow.secret)
        let test =
            try await flow.sso.startTest(Browser(flow.sso).request(site: "same-origin"), at: now).test?
            .id ?? ""
        let company = String(repeating: "0", count: 64)
        let calls: [(String, () async throws -> Void)] = [
            ("tenant", { _ = try await sso.tenant(id) }),
            ("tenant by host", { _ = try await sso.tenant(host: Fixture.otherHosts[0]) }),
            ("setHosts", { try await sso.setHosts([Fixture.otherHosts[0]], of: id, by: "x", at: now) }),
            (
                "changeSettings",
                {
                    try await sso.changeSettings(of: id, by: "x", at: now) {
                        $0.disable(); $1 = .init()
                    }
                }
            ),
            ("changes", { _ = try await sso.changes(of: id) }),
            ("generateKey", { _ = try await sso.generateKey(name: "a", of: id, by: "x", at: now).reveal() }),
            (
                "regenerateKey",
                { _ = try await sso.regenerateKey(name: "production", of: id, by: "x", at: now).reveal() }
            ),
            ("revokeKey", { try await sso.revokeKey(name: "production", of: id, by: "x", at: now) }),
            ("identify", { _ = try await sso.identify(token, of: id, at: now) }),
            ("init", { _ = try await sso.initializeWidget(userToken: nil, of: id, at: now) }),
            ("submitter", { _ = try await sso.submitter(credential, of: id, at: now) }),
            ("anonymous", { _ = try await sso.submitter(nil, of: id, at: now) }),
            ("user", { _ = try await sso.user(email: email, of: id) }),
            ("users", { _ = try await sso.users(userID: "42", of: id) }),
            ("company", { _ = try await sso.company(company, of: id) }),
            ("clear", { _ = try await sso.clear([.name], ofUser: email, of: id, by: "x", at: now) }),
            ("endSessions of user", { try await sso.endSessions(ofUser: email, of: id, by: "x", at: now) }),
            ("endSessions", { try await sso.endSessions(of: id, by: "x", at: now) }),
            (
                "endSessions of key",
                { try await sso.endSessions(ofKey: "production", of: id, by: "x", at: now) }
            ),
            ("merge", { _ = try await sso.merge(email, into: "b@example.com", of: id, by: "x", at: now) }),
            ("export", { _ = try await sso.export(user: email, of: id) }),
            ("delete", { try await sso.delete(user: email, of: id, by: "x", at: now) }),
            ("test", { _ = try await sso.test(test, of: id) }),
            ("refusals", { _ = try await sso.refusals(of: id) }),
            ("resealKeys", { _ = try await sso.resealKeys(after: Fixture.acme, at: now) }),
        ]
        for (name, call) in calls {
            await #expect(throws: SSOError(.storeInconsistent), "\(name)") { try await call() }
        }
        await #expect(throws: SSOError.self) {
            try await sso.createTenant(
                Fixture.organization("new"),
                hosts: [Fixture.host("new.example")],
                by: "x",
                at: now
            )
        }
        #expect(try await flow.sso.tenant(Fixture.acme) == before)
        #expect(try await flow.records(.user) == users)
    }

    @Test("A session of another organization from the store is an error of the server")
    func sessions() async throws {
        let flow = try await Flow()
        let (_, signedIn) = try await flow.signIn()
        let widget = try await flow.identify().credential
        let sso = try SingleSignOn(
            store: MixedUpRecords(inner: flow.store, wrong: nil),
            masterKeys: flow.masterKeys
        )
        var browser = Browser(sso, host: Fixture.otherHosts[0])
        for cookie in signedIn.cookies { browser.setCookie(cookie.name, cookie.value) }
        await #expect(throws: SSOError(.storeInconsistent)) { try await browser.person() }
        await #expect(throws: SSOError(.storeInconsistent)) {
            try await sso.submitter(widget, of: Fixture.other, at: Fixture.now)
        }
    }

    @Test("A record with another name from the store is an error of the server")
    func names() async throws {
        let flow = try await Flow()
        let grace = try await flow.identify(Flow.claims("grace@example.com")).user
        let wrong = PortalSnapshot.Entry(record: .user(grace), version: 1)
        let sso = try SingleSignOn(
            store: MixedUpRecords(inner: flow.store, wrong: wrong),
            masterKeys: flow.masterKeys
        )
        await #expect(throws: SSOError(.storeInconsistent)) {
            try await sso.user(email: "ada@example.com", of: Fixture.acme)
        }
        let token = try Fixture.token(secret: flow.secret)
        await #expect(throws: SSOError(.storeInconsistent)) {
            try await sso.identify(token, of: Fixture.acme, at: Fixture.now)
        }
        #expect(try await flow.records(.user).count == 1)
    }
}
