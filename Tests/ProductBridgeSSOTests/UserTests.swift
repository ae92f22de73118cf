// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("The records of users and companies")
struct UserTests {
    @Test(
        "An impossible id of a company or a change doesn't reach the store",
        arguments: [
            "", "1", "a\0b", "ä", String(repeating: "g", count: 64), String(repeating: "a", count: 65),
        ]
    )
    func malformedIDs(id: String) async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        store.reset()
        #expect(try await flow.sso.company(id, of: Fixture.acme) == nil)
        if !id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            await #expect(throws: SSOError(.invalidArgument)) {
                try await flow.sso.changes(of: Fixture.acme, after: id)
            }
        }
        #expect(store.queries.isEmpty)
        _ = try await flow.sso.company(String(repeating: "a", count: 64), of: Fixture.acme)
        #expect(store.queries.count == 1)
    }

    private func company(_ user: PortalUser, _ flow: Flow) async throws -> PortalCompany? {
        guard let id = user.company else { return nil }
        return try await flow.sso.company(id, of: Fixture.acme)
    }

    static func everything(_ claims: inout IdentityClaims) {
        claims.userID = "42"
        claims.name = "Ada"
        claims.avatarURL = "https://example.com/a.png"
        claims.externalUserID = "x-1"
        claims.customerStatus = .trial
        claims.renewalDate = "2026-12-31"
        claims.renewalRisk = .low
        claims.accountOwnerID = "o-1"
        claims.accountOwnerEmail = "owner@example.com"
        claims.company = Company(id: "c-1", name: "Acme", mrr: 99.5)
    }

    @Test("A first login makes a record with everything in the token")
    func first() async throws {
        let flow = try await Flow()
        let identified = try await flow.identify(Flow.claims("ada@example.com", Self.everything))
        #expect(identified.isNew)
        #expect(!identified.isOutdated)
        #expect(identified.hasNoClash)
        let user = identified.user
        #expect(user.email == "ada@example.com")
        #expect(user.id.utf8.count == 64)
        #expect(user.createdAt == Fixture.now)
        #expect(user.updatedAt == Fixture.now)
        var profile = UserProfile()
        profile.userID = "42"
        profile.name = "Ada"
        profile.avatarURL = "https://example.com/a.png"
        profile.externalUserID = "x-1"
        profile.customerStatus = .trial
        profile.renewalDate = "2026-12-31"
        profile.renewalRisk = .low
        profile.accountOwnerID = "o-1"
        profile.accountOwnerEmail = "owner@example.com"
        #expect(user.profile == profile)
        let company = try #require(try await company(user, flow))
        #expect(company.id == user.company)
        #expect(company.updatedAt == Fixture.now)
        #expect(company.company == Company(id: "c-1", name: "Acme", mrr: 99.5))
        #expect(try await flow.user() == user)
    }

    @Test("A fresh token replaces the values that it has and keeps the rest")
    func update() async throws {
        let flow = try await Flow()
        try await flow.identify(
            Flow.claims {
                $0.userID = "42"
                $0.name = "Ada"
                $0.customerStatus = .trial
                $0.company = Company(id: "c-1", name: "Acme")
            }
        )
        let identified = try await flow.identify(
            Flow.claims {
                $0.name = "Ada L."
                $0.renewalRisk = .high
                $0.company = Company(id: "c-1", mrr: 120)
            },
            at: 60
        )
        #expect(!identified.isNew)
        let user = identified.user
        #expect(user.profile.userID == "42")
        #expect(user.profile.name == "Ada L.")
        #expect(user.profile.customerStatus == .trial)
        #expect(user.profile.renewalRisk == .high)
        #expect(user.createdAt == Fixture.now)
        #expect(user.updatedAt == Fixture.time(60))
        let company = try await company(user, flow)
        #expect(company?.company == Company(id: "c-1", name: "Acme", mrr: 120))
        #expect(company?.updatedAt == Fixture.time(60))
    }

    @Test(
        "A company without changes is written once an hour",
        arguments: [(3599.0, 0.0), (3600, 3600)]
    )
    func unchangedCompany(at time: Double, updatedAt: Double) async throws {
        let flow = try await Flow()
        let acme = Company(id: "c-1", name: "Acme", mrr: 99.5)
        let user = try await flow.identify(Flow.claims { $0.company = acme }).user
        try await flow.identify(Flow.claims("grace@example.com") { $0.company = acme }, at: time)
        #expect(try await company(user, flow)?.updatedAt == Fixture.time(updatedAt))
        try await flow.identify(Flow.claims { $0.company = Company(id: "c-1", mrr: 100) }, at: time + 1)
        #expect(try await company(user, flow)?.company.mrr == 100)
        #expect(try await company(user, flow)?.updatedAt == Fixture.time(time + 1))
    }

    @Test("Clearing removes only the named field, and is recorded", arguments: PortalUser.Field.allCases)
    func clear(field: PortalUser.Field) async throws {
        let flow = try await Flow()
        let before = try await flow.identify(Flow.claims("ada@example.com", Self.everything)).user
        let cleared = try await flow.sso.clear(
            [field],
            ofUser: "ada@example.com",
            of: Fixture.acme,
            by: "root",
            at: Fixture.time(9)
        )
        #expect(try await flow.user() == cleared)
        #expect(cleared.updatedAt == Fixture.time(9))
        let kept: [PortalUser.Field: (PortalUser) -> AnyHashable?] = [
            .userID: { $0.profile.userID }, .name: { $0.profile.name },
            .avatarURL: { $0.profile.avatarURL }, .externalUserID: { $0.profile.externalUserID },
            .customerStatus: { $0.profile.customerStatus }, .renewalDate: { $0.profile.renewalDate },
            .renewalRisk: { $0.profile.renewalRisk }, .accountOwnerID: { $0.profile.accountOwnerID },
            .accountOwnerEmail: { $0.profile.accountOwnerEmail }, .company: { $0.company },
        ]
        #expect(kept.count == PortalUser.Field.allCases.count)
        for (other, value) in kept {
            #expect(value(cleared) == (other == field ? nil : value(before)), "\(other)")
            #expect(value(before) != nil)
        }
        let change = try #require(try await flow.sso.changes(of: Fixture.acme).last)
        #expect(change.administrator == "root")
        #expect(change.changes == ["person \(before.id): cleared: \(field.rawValue)"])
        let found = try await flow.sso.users(userID: "42", of: Fixture.acme)
        #expect(found == (field == .userID ? [] : [cleared]))
    }

    @Test("Missing records can't be cleared, ended, exported, deleted or merged")
    func nobody() async throws {
        let flow = try await Flow()
        try await flow.identify()
        let (sso, email, ada) = (flow.sso, "nobody@example.com", "ada@example.com")
        for organization in [Fixture.acme, Fixture.other] {
            let email = organization == Fixture.acme ? email : ada
            await #expect(throws: SSOError(.unknownUser)) {
                try await sso.clear([.name], ofUser: email, of: organization, by: "x", at: Fixture.now)
            }
            await #expect(throws: SSOError(.unknownUser)) {
                try await sso.endSessions(ofUser: email, of: organization, by: "x", at: Fixture.now)
            }
            await #expect(throws: SSOError(.unknownUser)) {
                try await sso.export(user: email, of: organization)
            }
            await #expect(throws: SSOError(.unknownUser)) {
                try await sso.delete(user: email, of: organization, by: "x", at: Fixture.now)
            }
            await #expect(throws: SSOError(.unknownUser)) {
                try await sso.merge(email, into: ada, of: organization, by: "x", at: Fixture.now)
            }
            #expect(try await sso.user(email: email, of: organization) == nil)
        }
        await #expect(throws: SSOError(.unknownUser)) {
            try await sso.merge(ada, into: email, of: Fixture.acme, by: "x", at: Fixture.now)
        }
        #expect(try await flow.user()?.mergedInto == nil)
    }

    @Test("An unknown address makes a record, or is refused with its company if the mode says so")
    func modes() async throws {
        let flow = try await Flow()
        try await flow.setWidget { $0.identifyMode = .updateOnly }
        await #expect(throws: SSOError(.unknownUser)) {
            try await flow.identify(Flow.claims { $0.company = Company(id: "c-1") })
        }
        #expect(try await flow.isUntouched())
        #expect(try await flow.records(.company) == [])
        try await flow.setWidget { $0.identifyMode = .upsert }
        #expect(try await flow.identify(Flow.claims()).isNew)
        try await flow.setWidget { $0.identifyMode = .updateOnly }
        #expect(try await !flow.identify(Flow.claims()).isNew)
    }

    @Test("The address is the anchor, byte by byte")
    func anchor() async throws {
        let flow = try await Flow()
        try await flow.identify(Flow.claims("ada@example.com"))
        #expect(try await flow.identify(Flow.claims("Ada@Example.com")).isNew)

        // A character and its decomposition, which are equal as Swift Strings.
        try await flow.identify(Flow.claims("zoe\u{301}@example.com"))
        #expect(try await flow.identify(Flow.claims("zo\u{E9}@example.com")).isNew)
        #expect(try await flow.records(.user).count == 4)
        let decomposed = try await flow.user("zoe\u{301}@example.com")
        #expect(decomposed.map { Array($0.email.utf8) } == Array("zoe\u{301}@example.com".utf8))
        #expect(try await flow.user("zo\u{E9}@example.com")?.id != decomposed?.id)
    }

    @Test("If the policy says so, records are found by the canonical form of the address")
    func canonical() async throws {
        var policy = SingleSignOn.Policy()
        policy.widget = .widget.emailForm(.lowercased)
        let flow = try await Flow(policy: policy)
        let first = try await flow.identify(Flow.claims("Ada@Example.com"))
        #expect(first.user.email == "ada@example.com")
        #expect(try await !flow.identify(Flow.claims("ADA@example.com")).isNew)
    }

    @Test("One organization's users and companies are not another's")
    func tenants() async throws {
        let flow = try await Flow()
        let others = try await flow.generate("production", of: Fixture.other)
        let mine = try await flow.identify(Flow.claims { $0.company = Company(id: "c-1", name: "Acme") })
        let claims = Flow.claims {
            $0.userID = "42"
            $0.company = Company(id: "c-1", name: "Other")
        }
        let theirs = try await flow.sso.identify(
            Fixture.token(claims, secret: others),
            of: Fixture.other,
            at: Fixture.now
        )
        #expect(theirs.isNew)
        #expect(theirs.hasNoClash)
        #expect(try await flow.sso.users(userID: "42", of: Fixture.acme) == [])
        #expect(try await flow.sso.users(userID: "42", of: Fixture.other) == [theirs.user])
        let id = try #require(mine.user.company)
        #expect(try await flow.sso.company(id, of: Fixture.acme)?.company.name == "Acme")
        #expect(try await flow.sso.company(id, of: Fixture.other)?.company.name == "Other")
    }

    @Test("A thousand concurrent first logins of one person make one record")
    func concurrentLogins() async throws {
        let flow = try await Flow()
        let processes = [flow.sso, try flow.otherProcess()]
        let token = try Fixture.token(secret: flow.secret)
        let new = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<1000 {
                let sso = processes[number % 2]
                group.addTask { try await sso.identify(token, of: Fixture.acme, at: Fixture.now).isNew }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(new == 1)
        #expect(try await flow.records(.user).count == 1)
        #expect(try await flow.records(.session).count == 1000)
        #expect(try await flow.sso.users(userID: "42", of: Fixture.acme).map(\.email) == ["ada@example.com"])
    }
}
