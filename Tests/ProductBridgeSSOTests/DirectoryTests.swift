// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("The directory of users and companies")
struct DirectoryTests: DirectoryFixture {
    let directory = InMemoryUserDirectory()

    private func key(_ email: String, _ organization: Organization = Fixture.acme) -> UserKey {
        UserKey(organization: organization.id, email: email)
    }

    @Test("A first login makes a record of all that the token tells")
    func first() async throws {
        let identified = try await identify(
            claims {
                $0.userID = "42"
                $0.name = "Ada"
                $0.avatarURL = "https://example.com/a.png"
                $0.externalUserID = "x-1"
                $0.customerStatus = .trial
                $0.renewalDate = "2026-12-31"
                $0.renewalRisk = .low
                $0.accountOwnerID = "o-1"
                $0.accountOwnerEmail = "owner@example.com"
                $0.company = Company(id: "c-1", name: "Acme", mrr: 99.5)
            }
        )
        #expect(identified.isNew)
        #expect(identified.clashes == [])
        let user = identified.user
        #expect(user.key == key("ada@example.com"))
        #expect(user.createdAt == Fixture.now)
        #expect(user.updatedAt == Fixture.now)
        #expect(user.profile.userID == "42")
        #expect(user.profile.name == "Ada")
        #expect(user.profile.avatarURL == "https://example.com/a.png")
        #expect(user.profile.externalUserID == "x-1")
        #expect(user.profile.customerStatus == .trial)
        #expect(user.profile.renewalDate == "2026-12-31")
        #expect(user.profile.renewalRisk == .low)
        #expect(user.profile.accountOwnerID == "o-1")
        #expect(user.profile.accountOwnerEmail == "owner@example.com")
        let company = CompanyKey(organization: Fixture.acme.id, id: "c-1")
        #expect(user.company == company)
        #expect(
            directory.company(company)
                == CompanyRecord(
                    key: company,
                    updatedAt: Fixture.now,
                    company: Company(id: "c-1", name: "Acme", mrr: 99.5)
                )
        )
        #expect(directory.user(key("ada@example.com")) == user)
    }

    @Test("A fresh token replaces what it tells and keeps the rest")
    func update() async throws {
        try await identify(
            claims {
                $0.userID = "42"
                $0.name = "Ada"
                $0.customerStatus = .trial
                $0.company = Company(id: "c-1", name: "Acme")
            }
        )
        let identified = try await identify(
            claims {
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
        let company = directory.company(CompanyKey(organization: Fixture.acme.id, id: "c-1"))
        #expect(company?.company == Company(id: "c-1", name: "Acme", mrr: 120))
        #expect(company?.updatedAt == Fixture.time(60))
    }

    @Test(
        "Clearing is a call of its own, and takes back what it names alone",
        arguments: UserRecord.Field.allCases
    )
    func clear(field: UserRecord.Field) async throws {
        var record = UserRecord(key: key("ada@example.com"), createdAt: Fixture.now)
        record.profile.userID = "42"
        record.profile.name = "Ada"
        record.profile.avatarURL = "https://example.com/a.png"
        record.profile.externalUserID = "x-1"
        record.profile.customerStatus = .trial
        record.profile.renewalDate = "2026-12-31"
        record.profile.renewalRisk = .low
        record.profile.accountOwnerID = "o-1"
        record.profile.accountOwnerEmail = "owner@example.com"
        record.company = CompanyKey(organization: Fixture.acme.id, id: "c-1")
        let before = record
        try directory.modifyUser(before.key) { $0 = before }

        let cleared = try await directory.clear([field], of: before.key)
        #expect(directory.user(before.key) == cleared)
        let kept: [UserRecord.Field: (UserRecord) -> AnyHashable?] = [
            .userID: { $0.profile.userID }, .name: { $0.profile.name },
            .avatarURL: { $0.profile.avatarURL }, .externalUserID: { $0.profile.externalUserID },
            .customerStatus: { $0.profile.customerStatus }, .renewalDate: { $0.profile.renewalDate },
            .renewalRisk: { $0.profile.renewalRisk }, .accountOwnerID: { $0.profile.accountOwnerID },
            .accountOwnerEmail: { $0.profile.accountOwnerEmail }, .company: { $0.company },
        ]
        for (other, value) in kept {
            #expect(value(cleared) == (other == field ? nil : value(before)), "\(other)")
            #expect(value(before) != nil)
        }
    }

    @Test("What isn't there can't be cleared")
    func clearNobody() async throws {
        await #expect(throws: SSOError(.unknownUser)) {
            try await directory.clear([.name], of: key("nobody@example.com"))
        }
    }

    @Test("An unknown address makes a record, or is refused where the mode says so")
    func modes() async throws {
        await #expect(throws: SSOError(.unknownUser)) {
            try await identify(claims { $0.company = Company(id: "c-1") }, mode: .updateOnly)
        }
        #expect(directory.user(key("ada@example.com")) == nil)
        #expect(directory.company(CompanyKey(organization: Fixture.acme.id, id: "c-1")) == nil)
        #expect(try await identify(claims()).isNew)
        #expect(try await !identify(claims(), mode: .updateOnly).isNew)
    }

    @Test("The address is the anchor, byte by byte, or in its canonical form where the policy says so")
    func anchor() async throws {
        try await identify(claims("ada@example.com"))
        #expect(try await identify(claims("Ada@Example.com")).isNew)
        let lowercased = VerificationPolicy.sso.emailForm(.lowercased)
        #expect(try await !identify(claims("Ada@Example.com"), policy: lowercased).isNew)

        // One character and its decomposition, which Swift's String takes for equal.
        try await identify(claims("zoe\u{301}@example.com"))
        #expect(try await identify(claims("zo\u{E9}@example.com")).isNew)
    }

    @Test("One organization's users are not another's")
    func tenants() async throws {
        try await identify(claims { $0.userID = "42" })
        let identified = try await identify(claims { $0.userID = "42" }, organization: Fixture.other)
        #expect(identified.isNew)
        #expect(identified.clashes == [])
        await #expect(throws: SSOError(.unknownUser)) {
            try await identify(
                claims("grace@example.com"),
                mode: .updateOnly,
                organization: Fixture.other
            )
        }
        let users = directory.users(userID: "42", organization: Fixture.other.id)
        #expect(users.map(\.key) == [key("ada@example.com", Fixture.other)])
    }

    @Test("A user id never merges or moves records; a clash is told")
    func sharedUserID() async throws {
        try await identify(claims("ada@example.com") { $0.userID = "42" })
        let identified = try await identify(claims("ada@new.example") { $0.userID = "42" })
        #expect(identified.isNew)
        #expect(identified.clashes == [.sharedWith([key("ada@example.com")])])
        #expect(directory.user(key("ada@example.com"))?.profile.userID == "42")
        let users = directory.users(userID: "42", organization: Fixture.acme.id)
        #expect(users.map(\.key.email) == ["ada@example.com", "ada@new.example"])
    }

    @Test("An address that comes with another user id is told")
    func changedUserID() async throws {
        try await identify(claims { $0.userID = "42" })
        let identified = try await identify(claims { $0.userID = "43" })
        #expect(!identified.isNew)
        #expect(identified.user.profile.userID == "43")
        #expect(identified.clashes == [.changed(from: "42")])
        #expect(directory.users(userID: "42", organization: Fixture.acme.id) == [])
        #expect(try await identify(claims { $0.userID = "43" }).clashes == [])
    }

    @Test("Persons whose id reads undefined are no clash, and are not found by it")
    func placeholder() async throws {
        for email in ["ada@example.com", "grace@example.com"] {
            let identified = try await identify(email, members: #""id":"undefined""#)
            #expect(identified.clashes == [])
            #expect(identified.user.profile.userID == nil)
        }
        #expect(directory.users(userID: "undefined", organization: Fixture.acme.id) == [])
    }

    @Test("A company is found by its id, without one by its name, which is another company")
    func companies() async throws {
        let byID = try await identify(claims { $0.company = Company(id: "Acme", name: "Acme") }).user
        let byName = try await identify(claims("b@example.com") { $0.company = Company(name: "Acme") }).user
        #expect(byID.company == CompanyKey(organization: Fixture.acme.id, id: "Acme"))
        #expect(byName.company == CompanyKey(organization: Fixture.acme.id, name: "Acme"))
        #expect(byID.company != byName.company)

        let renamed = try await identify(
            claims("c@example.com") { $0.company = Company(id: "Acme", name: "Acme Inc.") }
        ).user
        #expect(renamed.company == byID.company)
        let key = try #require(byID.company)
        #expect(directory.company(key)?.company.name == "Acme Inc.")
    }

    @Test("Revenue without a company's id or name is that of the company that is known")
    func revenueAlone() async throws {
        let nowhere = try await identify(claims { $0.company = Company(mrr: 5) })
        #expect(nowhere.user.company == nil)
        try await identify(claims { $0.company = Company(id: "c-1") })
        try await identify(claims { $0.company = Company(mrr: 7) })
        let key = CompanyKey(organization: Fixture.acme.id, id: "c-1")
        #expect(directory.company(key)?.company == Company(id: "c-1", mrr: 7))
    }

    @Test(
        "What a program writes that had no value makes no company",
        arguments: [
            #""company_id":"undefined""#, #""company_name":"undefined""#, #""company_id":"""#,
            #""company_name":"""#,
        ]
    )
    func noCompany(members: String) async throws {
        let identified = try await identify(members: members)
        #expect(identified.user.company == nil)
    }

    @Test("A thousand concurrent first logins of one person make one record")
    func concurrentLogins() async throws {
        let verified = try Fixture.verified(claims { $0.userID = "42" })
        let directory = directory
        let new = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<1000 {
                group.addTask { try await directory.identify(verified, at: Fixture.now).isNew }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(new == 1)
        let users = directory.users(userID: "42", organization: Fixture.acme.id)
        #expect(users.map(\.key.email) == ["ada@example.com"])
    }
}
