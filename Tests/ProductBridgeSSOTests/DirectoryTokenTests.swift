// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("What a token does to the directory")
struct DirectoryTokenTests: DirectoryFixture {
    let directory = InMemoryUserDirectory()

    @Test("Another id is another where its bytes are, as of two spellings that Unicode calls one")
    func equivalentUserIDs() async throws {
        try await identify(claims { $0.userID = "zo\u{E9}" })
        #expect(try await identify(claims { $0.userID = "zoe\u{301}" }).clashes.count == 1)
        #expect(directory.users(userID: "zo\u{E9}", organization: Fixture.acme.id) == [])
        #expect(directory.users(userID: "zoe\u{301}", organization: Fixture.acme.id).count == 1)
    }

    @Test("What a token has as null is kept as it was, like what it doesn't have", arguments: [true, false])
    func nulls(areWritten: Bool) async throws {
        let before = try await identify(
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
        ).user
        let names = [
            "sub", "id", "name", "avatar_url", "avatarURL", "external_user_id", "customer_status",
            "renewal_date", "renewal_risk", "account_owner_id", "account_owner_email", "company_id",
            "company_name", "company_mrr",
        ]
        let nulls = areWritten ? names.map { ",\"\($0)\":null" }.joined() : ""
        let text = try Secret.generate()
        let token = Signer.token(
            "{\"email\":\"ada@example.com\",\"exp\":1767229200\(nulls)}",
            header: Signer.header,
            secret: text
        )
        let identity = try IdentityVerifier(secret: Secret(text)).verify(token, at: Fixture.now)
        let verified = VerifiedIdentity(organization: Fixture.acme.id, identity: identity)
        let after = try await directory.identify(verified, at: Fixture.time(60))
        #expect(after.clashes == [])
        #expect(after.user.profile == before.profile)
        #expect(after.user.company == before.company)
        let company = directory.company(CompanyKey(organization: Fixture.acme.id, id: "c-1"))
        #expect(company?.company == Company(id: "c-1", name: "Acme", mrr: 99.5))
        #expect(after.user.updatedAt == Fixture.time(60))
    }

    @Test("The canonical form of the address is what the record is found by")
    func canonical() async throws {
        let lowercased = VerificationPolicy.sso.emailForm(.lowercased)
        let first = try await identify(claims("Ada@Example.com"), policy: lowercased)
        #expect(first.user.key.email == "ada@example.com")
        #expect(try await !identify(claims("ADA@example.com"), policy: lowercased).isNew)
    }

    @Test("One organization's company is not another's")
    func companyTenants() async throws {
        for (organization, name) in [(Fixture.acme, "Acme"), (Fixture.other, "Other")] {
            let identified = try await identify(
                claims { $0.company = Company(id: "c-1", name: name) },
                organization: organization
            )
            #expect(identified.user.company == CompanyKey(organization: organization.id, id: "c-1"))
        }
        for (organization, name) in [(Fixture.acme, "Acme"), (Fixture.other, "Other")] {
            let key = CompanyKey(organization: organization.id, id: "c-1")
            #expect(directory.company(key)?.company.name == name)
        }
    }

    @Test("Of a company too, what is told replaces and the rest is kept")
    func companyUpdate() async throws {
        let key = CompanyKey(organization: Fixture.acme.id, id: "c-1")
        let steps: [(told: Company, known: Company)] = [
            (Company(id: "c-1", mrr: 5), Company(id: "c-1", mrr: 5)),
            (Company(id: "c-1", name: "Acme"), Company(id: "c-1", name: "Acme", mrr: 5)),
            (Company(id: "c-1", mrr: 0), Company(id: "c-1", name: "Acme", mrr: 0)),
            (Company(id: "c-1", name: "Acme Inc."), Company(id: "c-1", name: "Acme Inc.", mrr: 0)),
            (Company(id: "c-1"), Company(id: "c-1", name: "Acme Inc.", mrr: 0)),
        ]
        for (told, known) in steps {
            try await identify(claims { $0.company = told })
            #expect(directory.company(key)?.company == known)
        }
    }

    @Test("A company that the token tells nothing of is not touched")
    func nothingOfCompany() async throws {
        let key = CompanyKey(organization: Fixture.acme.id, id: "c-1")
        try await identify(claims { $0.company = Company(id: "c-1", name: "Acme") })
        for members in [#""company_id":null"#, #""company_name":"undefined""#, #""company_id":"""#] {
            let identified = try await identify(members: members, at: 60)
            #expect(identified.user.company == key)
            #expect(directory.company(key)?.updatedAt == Fixture.now)
        }
    }

    @Test("A record that a store has kept is made with its own times")
    func keptTimes() {
        let key = UserKey(organization: Fixture.acme.id, email: "ada@example.com")
        let record = UserRecord(key: key, createdAt: Fixture.now, updatedAt: Fixture.time(60))
        #expect(record.createdAt == Fixture.now)
        #expect(record.updatedAt == Fixture.time(60))
        #expect(UserRecord(key: key, createdAt: Fixture.now).updatedAt == Fixture.now)
    }

    @Test("A record that is removed is found neither by its address nor by its user id")
    func removed() async throws {
        let user = try await identify(claims { $0.userID = "42" }).user
        try directory.modifyUser(user.key) { $0 = nil }
        #expect(directory.user(user.key) == nil)
        #expect(directory.users(userID: "42", organization: Fixture.acme.id) == [])
        #expect(directory.userIDCount == 0)
        #expect(try await identify(claims("new@example.com") { $0.userID = "42" }).clashes == [])
        #expect(try await identify(claims { $0.userID = "43" }).isNew)
    }
}
