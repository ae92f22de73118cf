// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Exporting and deleting a person")
struct DeletionTests {
    private func delete(_ flow: Flow, _ email: String = "ada@example.com", at offset: Double = 1) async throws
    {
        try await flow.sso.delete(user: email, of: Fixture.acme, by: "root", at: Fixture.time(offset))
    }

    private func names(_ records: [PortalRecord]) -> Set<String> {
        Set(records.map { "\($0.name.kind.rawValue) \($0.name.id)" })
    }

    /// Ada with an older address, a company, sessions and a refusal, and Grace of the same company.
    private func people(_ flow: Flow) async throws -> (ada: PortalUser, old: PortalUser) {
        let old = try await flow.identify(Flow.claims("old@example.com")).user
        let claims = Flow.claims("ada@example.com", UserTests.everything)
        let ada = try await flow.identify(claims).user
        try await flow.signIn(claims)
        try await flow.sso.merge(
            "old@example.com",
            into: "ada@example.com",
            of: Fixture.acme,
            by: "x",
            at: Fixture.now
        )
        try await flow.identify(Flow.claims("grace@example.com", UserTests.everything))
        for email in ["ada@example.com", "old@example.com", "grace@example.com"] {
            let token = try Fixture.token(Flow.claims(email), secret: flow.secret)
            await #expect(throws: refusal(.expired)) {
                try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.time(4000))
            }
        }
        return (ada, old)
    }

    @Test("An export has the person's records, sessions, company and refusals, and nobody else's")
    func export() async throws {
        let flow = try await Flow()
        let (ada, old) = try await people(flow)
        let all = try await flow.records(.user) + flow.records(.session) + flow.records(.refusal)
        let graces = try #require(try await flow.user("grace@example.com")).id
        let expected = all.filter { record in record.name.id != graces && !record.tags.contains(graces) }
        for email in ["ada@example.com", "old@example.com"] {
            let records = try await flow.sso.export(user: email, of: Fixture.acme)
            let company = try #require(ada.company)
            #expect(names(records) == names(expected).union(["company \(company)"]))
            #expect(records.count { $0.name.kind == .session } == 3)
            #expect(records.count { $0.name.kind == .refusal } == 2)
            #expect(Set(records.filter { $0.name.kind == .user }.map(\.name.id)) == [ada.id, old.id])
        }
    }

    @Test("Deleting removes everything in an export except the company, and nothing of others")
    func deleted() async throws {
        let flow = try await Flow()
        let (ada, old) = try await people(flow)
        try await delete(flow)
        for email in ["ada@example.com", "old@example.com"] { #expect(try await flow.user(email) == nil) }
        let grace = try #require(try await flow.user("grace@example.com"))
        #expect(try await flow.records(.user).map(\.name.id) == [grace.id])
        #expect(try await flow.records(.session).map(\.tags) == [[grace.id]])
        #expect(try await flow.records(.refusal).map(\.tags) == [[grace.id]])
        #expect(try await flow.records(.company).map(\.name.id) == [try #require(ada.company)])
        let change = try #require(try await flow.sso.changes(of: Fixture.acme).last)
        #expect(change.changes == ["person \(ada.id): deleted"])
        for kind in PortalRecord.Kind.allCases {
            for record in try await flow.records(kind) {
                #expect(!record.tags.contains(ada.id) && !record.tags.contains(old.id))
            }
        }
        await #expect(throws: SSOError(.unknownUser)) { try await delete(flow) }
    }

    @Test("A later sign-in with the address makes a new person, without the old sessions")
    func later() async throws {
        let flow = try await Flow()
        let (_, browser) = try await flow.signIn(Flow.claims("ada@example.com", UserTests.everything))
        try await delete(flow)
        #expect(try await browser.person(at: Fixture.time(1)) == nil)
        let person = try await flow.identify(Flow.claims(), at: 2)
        #expect(person.isNew)
        #expect(person.user.profile == UserProfile())
        #expect(person.user.createdAt == Fixture.time(2))
        #expect(try await browser.person(at: Fixture.time(2)) == nil)
    }

    @Test("Deleting by an address that was merged deletes the person")
    func byAlias() async throws {
        let flow = try await Flow()
        _ = try await people(flow)
        try await delete(flow, "old@example.com")
        #expect(try await flow.user() == nil)
        #expect(try await flow.records(.user).count == 1)
    }

    @Test(
        "A session that begins while its person is deleted doesn't outlive the deletion",
        arguments: [false, true]
    )
    func meanwhile(isNative: Bool) async throws {
        let meddler = Meddler(InMemoryPortalStore())
        let flow = try await Flow(store: meddler)
        try await flow.identify(at: 10)
        let older = try Fixture.token(secret: flow.secret, at: Fixture.time(5))
        meddler.beforeNextCommit {
            if isNative {
                let request = Browser(flow.sso).request("POST", site: "same-origin")
                _ = try await flow.sso.startNativeSession(
                    email: "ada@example.com",
                    request,
                    at: Fixture.time(11)
                )
            } else {
                // It leaves the record as it is.
                let person = try await flow.sso.identify(older, of: Fixture.acme, at: Fixture.time(11))
                #expect(person.isOutdated)
            }
        }
        try await delete(flow, at: 11)
        #expect(try await flow.records(.user) == [])
        #expect(try await flow.records(.session) == [])
    }
}
