// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Two records of one person")
struct MergeTests {
    private func merge(_ old: String, _ new: String, _ flow: Flow, at offset: Double = 1) async throws
        -> PortalUser
    {
        try await flow.sso.merge(
            "\(old)@example.com",
            into: "\(new)@example.com",
            of: Fixture.acme,
            by: "root",
            at: Fixture.time(offset)
        )
    }

    @Test(
        "The second address's record stays and is filled in; the first address then leads to the second's person"
    )
    func merged() async throws {
        let flow = try await Flow()
        let old = try await flow.identify(
            Flow.claims("old@example.com") {
                $0.userID = "42"
                $0.name = "Old"
                $0.company = Company(id: "c-1")
            }
        )
        let new = try await flow.identify(Flow.claims("new@example.com") { $0.name = "New" })
        let user = try await merge("old", "new", flow)
        #expect(user.id == new.user.id)
        #expect(user.email == "new@example.com")
        #expect(user.profile.name == "New")
        #expect(user.profile.userID == "42")
        #expect(user.company == old.user.company)
        #expect(user.mergedInto == nil)
        #expect(user.updatedAt == Fixture.time(1))
        for email in ["old@example.com", "new@example.com"] { #expect(try await flow.user(email) == user) }
        #expect(try await flow.sso.users(userID: "42", of: Fixture.acme) == [user])

        // The first's session ends, the second's stays valid.
        await #expect(throws: SSOError(.unknownSession)) {
            try await flow.sso.submitter(old.credential, of: Fixture.acme, at: Fixture.time(1))
        }
        #expect(try await flow.sso.submitter(new.credential, of: Fixture.acme, at: Fixture.time(1)) == user)

        let again = try await flow.identify(
            Flow.claims("old@example.com") {
                $0.userID = "42"
                $0.name = "Newest"
            },
            at: 2
        )
        #expect(!again.isNew)
        #expect(again.user.id == new.user.id)
        #expect(again.hasNoClash)
        #expect(again.session.user == new.user.id)
        #expect(try await flow.user("new@example.com")?.profile.name == "Newest")
        #expect(try await flow.records(.user).count == 2)
        let change = try #require(try await flow.sso.changes(of: Fixture.acme).last)
        #expect(change.changes == ["person \(old.user.id): merged into \(new.user.id)"])
    }

    @Test("A token that is older than either record doesn't change the merged one")
    func older() async throws {
        let flow = try await Flow()
        try await flow.identify(Flow.claims("old@example.com") { $0.name = "Ada" }, at: 20)
        try await flow.identify(Flow.claims("new@example.com"), at: 10)
        _ = try await merge("old", "new", flow, at: 21)
        for email in ["old@example.com", "new@example.com"] {
            let claims = Flow.claims(email) { $0.name = "Stale" }
            let token = try Fixture.token(claims, secret: flow.secret, at: Fixture.time(15))
            let person = try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.time(22))
            #expect(person.isOutdated)
            #expect(person.user.profile.name == "Ada")
        }
        #expect(
            try await flow.identify(Flow.claims("old@example.com") { $0.name = "New" }, at: 23).user.profile
                .name == "New"
        )
    }

    @Test("A merged address is known in Update Only, too")
    func updateOnly() async throws {
        let flow = try await Flow()
        for email in ["old@example.com", "new@example.com"] { try await flow.identify(Flow.claims(email)) }
        _ = try await merge("old", "new", flow)
        try await flow.setWidget { $0.identifyMode = .updateOnly }
        #expect(try await flow.identify(Flow.claims("old@example.com")).user.email == "new@example.com")
    }

    @Test("Merging follows chains: earlier merged addresses move along")
    func chain() async throws {
        let flow = try await Flow()
        for name in ["a", "b", "c", "d", "e"] { try await flow.identify(Flow.claims("\(name)@example.com")) }
        _ = try await merge("a", "b", flow)
        _ = try await merge("d", "c", flow)
        _ = try await merge("b", "c", flow)
        let last = try await merge("c", "e", flow)
        for name in ["a", "b", "c", "d", "e"] {
            #expect(try await flow.user("\(name)@example.com")?.id == last.id)
            let person = try await flow.identify(Flow.claims("\(name)@example.com"), at: 2)
            #expect(person.user.id == last.id)
            #expect(
                try await flow.sso.submitter(person.credential, of: Fixture.acme, at: Fixture.time(2)) != nil
            )
        }
        // Each is one step away.
        let targets = try await flow.records(.user).compactMap { record in
            if case .user(let user) = record { user.mergedInto } else { nil }
        }
        #expect(targets == [last.id, last.id, last.id, last.id])
    }

    @Test("A hundred and twenty addresses can be one person's, and move to another")
    func many() async throws {
        let flow = try await Flow()
        for name in ["last", "main"] { try await flow.identify(Flow.claims("\(name)@example.com")) }
        for number in 0..<120 {
            try await flow.identify(Flow.claims("\(number)@example.com"))
            _ = try await merge("\(number)", "main", flow)
        }
        let last = try await merge("main", "last", flow)
        for number in 0..<120 { #expect(try await flow.user("\(number)@example.com")?.id == last.id) }
    }

    @Test("A person can't be merged into themselves, not even by another address")
    func itself() async throws {
        let flow = try await Flow()
        for name in ["old", "new"] { try await flow.identify(Flow.claims("\(name)@example.com")) }
        await #expect(throws: SSOError(.invalidArgument)) { _ = try await merge("old", "old", flow) }
        let user = try await merge("old", "new", flow)
        for (from, to) in [("old", "new"), ("new", "old"), ("old", "old"), ("new", "new")] {
            await #expect(throws: SSOError(.invalidArgument)) { _ = try await merge(from, to, flow) }
        }
        #expect(try await flow.user("old@example.com") == user)
    }

    @Test("Of two crossing merges, one is made and the other refused")
    func crossing() async throws {
        let flow = try await Flow()
        let other = try flow.otherProcess()
        for name in ["a", "b"] { try await flow.identify(Flow.claims("\(name)@example.com")) }
        let made = await withTaskGroup(of: Bool.self) { group in
            for (from, to, sso) in [("a", "b", flow.sso), ("b", "a", other)] {
                group.addTask {
                    let user = try? await sso.merge(
                        "\(from)@example.com",
                        into: "\(to)@example.com",
                        of: Fixture.acme,
                        by: "x",
                        at: Fixture.now
                    )
                    return user != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
        #expect(try await flow.user("a@example.com") == flow.user("b@example.com"))
        #expect(try await flow.user("a@example.com")?.mergedInto == nil)
    }

    @Test("A sign-in in progress at the merge starts again, and belongs to the second's person")
    func meanwhile() async throws {
        let meddler = Meddler(InMemoryPortalStore())
        let flow = try await Flow(store: meddler)
        for name in ["old", "new"] { try await flow.identify(Flow.claims("\(name)@example.com")) }
        meddler.beforeNextCommit { _ = try await merge("old", "new", flow) }
        let person = try await flow.identify(Flow.claims("old@example.com"), at: 2)
        #expect(person.user.email == "new@example.com")
        #expect(
            try await flow.sso.submitter(person.credential, of: Fixture.acme, at: Fixture.time(2))
                == person.user
        )
    }
}
