// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("A token's effects on the records")
struct UserTokenTests {
    @Test("Values that are null in a token are kept, like absent ones", arguments: [true, false])
    func nulls(areWritten: Bool) async throws {
        let flow = try await Flow()
        let before = try await flow.identify(Flow.claims("ada@example.com", UserTests.everything)).user
        let names = [
            "sub", "id", "name", "avatar_url", "avatarURL", "external_user_id", "customer_status",
            "renewal_date", "renewal_risk", "account_owner_id", "account_owner_email", "company_id",
            "company_name", "company_mrr",
        ]
        let nulls = areWritten ? names.map { "\"\($0)\":null" }.joined(separator: ",") : #""x":1"#
        let after = try await flow.identify(members: nulls, at: 60)
        #expect(after.hasNoClash)
        #expect(after.user.profile == before.profile)
        #expect(after.user.company == before.company)
        let company = try await flow.sso.company(try #require(before.company), of: Fixture.acme)
        #expect(company?.company == Company(id: "c-1", name: "Acme", mrr: 99.5))
        #expect(company?.updatedAt == Fixture.now)
        #expect(after.user.updatedAt == Fixture.time(60))
    }

    @Test("A user id never merges or moves records; a clash is reported")
    func sharedUserID() async throws {
        let flow = try await Flow()
        let first = try await flow.identify(Flow.claims { $0.userID = "42" }).user
        let second = try await flow.identify(Flow.claims("ada@new.example") { $0.userID = "42" })
        #expect(second.isNew)
        #expect(second.othersWithUserID == [first.id] && !second.hasNewUserID)
        #expect(try await flow.user() == first)
        let users = try await flow.sso.users(userID: "42", of: Fixture.acme)
        #expect(Set(users.map(\.email)) == ["ada@example.com", "ada@new.example"])
        // Also at the next sign-in of either.
        #expect(
            try await flow.identify(Flow.claims { $0.userID = "42" }).othersWithUserID == [second.user.id]
        )
    }

    @Test("An address with another user id is reported once")
    func changedUserID() async throws {
        let flow = try await Flow()
        try await flow.identify(Flow.claims { $0.userID = "42" })
        let identified = try await flow.identify(Flow.claims { $0.userID = "43" })
        #expect(!identified.isNew)
        #expect(identified.user.profile.userID == "43")
        #expect(identified.hasNewUserID)
        #expect(try await flow.sso.users(userID: "42", of: Fixture.acme) == [])
        #expect(try await flow.identify(Flow.claims { $0.userID = "43" }).hasNoClash)
        #expect(try await flow.identify(Flow.claims()).hasNoClash)
    }

    @Test("Ids are compared by bytes, so two canonically equivalent spellings are different ids")
    func equivalentUserIDs() async throws {
        let flow = try await Flow()
        try await flow.identify(Flow.claims { $0.userID = "zo\u{E9}" })
        #expect(try await flow.identify(Flow.claims { $0.userID = "zoe\u{301}" }).hasNewUserID)
        #expect(try await flow.sso.users(userID: "zo\u{E9}", of: Fixture.acme) == [])
        #expect(try await flow.sso.users(userID: "zoe\u{301}", of: Fixture.acme).count == 1)
        let other = try await flow.identify(Flow.claims("b@example.com") { $0.userID = "zo\u{E9}" })
        #expect(other.hasNoClash)
    }

    @Test("People whose id is undefined don't clash, and aren't found by it")
    func placeholder() async throws {
        let flow = try await Flow()
        for email in ["ada@example.com", "grace@example.com"] {
            let identified = try await flow.identify(email, members: #""id":"undefined""#)
            #expect(identified.hasNoClash)
            #expect(identified.user.profile.userID == nil)
        }
        #expect(try await flow.sso.users(userID: "undefined", of: Fixture.acme) == [])
    }

    @Test("A company is found by its id, or without one by its name; the two are different companies")
    func companies() async throws {
        let flow = try await Flow()
        let byID = try await flow.identify(Flow.claims { $0.company = Company(id: "Acme", name: "Acme") })
            .user
        let byName = try await flow.identify(
            Flow.claims("b@example.com") { $0.company = Company(name: "Acme") }
        ).user
        #expect(byID.company != nil)
        #expect(byName.company != nil)
        #expect(byID.company != byName.company)

        let renamed = try await flow.identify(
            Flow.claims("c@example.com") { $0.company = Company(id: "Acme", name: "Acme Inc.") }
        ).user
        #expect(renamed.company == byID.company)
        let id = try #require(byID.company)
        #expect(try await flow.sso.company(id, of: Fixture.acme)?.company.name == "Acme Inc.")
        #expect(try await flow.records(.company).count == 2)
        // Two canonically equivalent spellings are two companies.
        let one = try await flow.identify(
            Flow.claims("d@example.com") { $0.company = Company(id: "zo\u{E9}") }
        )
        let two = try await flow.identify(
            Flow.claims("e@example.com") { $0.company = Company(id: "zoe\u{301}") }
        )
        #expect(one.user.company != two.user.company)
    }

    @Test("Revenue without a company's id or name belongs to the known company")
    func revenueAlone() async throws {
        let flow = try await Flow()
        let nowhere = try await flow.identify(Flow.claims { $0.company = Company(mrr: 5) })
        #expect(nowhere.user.company == nil)
        #expect(try await flow.records(.company) == [])
        try await flow.identify(Flow.claims { $0.company = Company(id: "c-1") })
        let user = try await flow.identify(Flow.claims { $0.company = Company(mrr: 7) }).user
        let company = try await flow.sso.company(try #require(user.company), of: Fixture.acme)
        #expect(company?.company == Company(id: "c-1", mrr: 7))
    }

    @Test(
        "Placeholders for missing values don't make a company, and don't merge strangers",
        arguments: [
            #""company_id":"undefined""#, #""company_name":"undefined""#, #""company_id":"""#,
            #""company_name":"""#, #""company_name":"null""#, #""company_id":"[object Object]""#,
        ]
    )
    func noCompany(members: String) async throws {
        let flow = try await Flow()
        for email in ["ada@example.com", "grace@example.com"] {
            #expect(try await flow.identify(email, members: members).user.company == nil)
        }
        #expect(try await flow.records(.company) == [])
    }

    @Test("For a company too, new values replace old ones and the rest is kept")
    func companyUpdate() async throws {
        let flow = try await Flow()
        let steps: [(told: Company, known: Company)] = [
            (Company(id: "c-1", mrr: 5), Company(id: "c-1", mrr: 5)),
            (Company(id: "c-1", name: "Acme"), Company(id: "c-1", name: "Acme", mrr: 5)),
            (Company(id: "c-1", mrr: 0), Company(id: "c-1", name: "Acme", mrr: 0)),
            (Company(id: "c-1", name: "Acme Inc."), Company(id: "c-1", name: "Acme Inc.", mrr: 0)),
            (Company(id: "c-1"), Company(id: "c-1", name: "Acme Inc.", mrr: 0)),
        ]
        for (told, known) in steps {
            let user = try await flow.identify(Flow.claims { $0.company = told }).user
            let company = try await flow.sso.company(try #require(user.company), of: Fixture.acme)
            #expect(company?.company == known)
        }
    }

    @Test("A company that the token doesn't mention is not changed")
    func nothingOfCompany() async throws {
        let flow = try await Flow()
        let before = try await flow.identify(Flow.claims { $0.company = Company(id: "c-1", name: "Acme") })
            .user
        for members in [#""company_id":null"#, #""company_name":"undefined""#, #""company_id":"""#] {
            #expect(try await flow.identify(members: members, at: 60).user.company == before.company)
            let company = try await flow.sso.company(try #require(before.company), of: Fixture.acme)
            #expect(company?.updatedAt == Fixture.now)
        }
    }

    /// Tokens in order of arrival, with `iat` and `exp` in seconds from now.
    @Test(
        "An older token signs in without changing the records: compared by iat if both have one, else by exp",
        arguments: [
            (first: (iat: 10, exp: 100), second: (iat: 9, exp: 200), isOutdated: true),
            (first: (iat: 10, exp: 100), second: (iat: 10, exp: 50), isOutdated: false),
            (first: (iat: 10, exp: 100), second: (iat: 11, exp: 90), isOutdated: false),
            (first: (iat: nil, exp: 100), second: (iat: 5, exp: 99), isOutdated: true),
            (first: (iat: 5, exp: 100), second: (iat: nil, exp: 99), isOutdated: true),
            (first: (iat: nil, exp: 100), second: (iat: nil, exp: 99), isOutdated: true),
            (first: (iat: nil, exp: 100), second: (iat: nil, exp: 100), isOutdated: false),
            (first: (iat: nil, exp: 100), second: (iat: nil, exp: 101), isOutdated: false),
        ] as [(first: (iat: Int?, exp: Int), second: (iat: Int?, exp: Int), isOutdated: Bool)]
    )
    func older(first: (iat: Int?, exp: Int), second: (iat: Int?, exp: Int), isOutdated: Bool) async throws {
        let flow = try await Flow()
        let now = Int(Fixture.now.secondsSinceEpoch)
        func token(_ times: (iat: Int?, exp: Int), _ name: String) -> String {
            let issuedAt = times.iat.map { "\"iat\":\(now + $0)," } ?? ""
            return Signer.token(
                #"{\#(issuedAt)"exp":\#(now + times.exp),"email":"ada@example.com","sub":"\#(name)","#
                    + #""name":"\#(name)","company_id":"\#(name)"}"#,
                secret: flow.secret
            )
        }
        let before = try await flow.sso.identify(
            token(first, "first"),
            of: Fixture.acme,
            at: Fixture.time(20)
        )
        let after = try await flow.sso.identify(
            token(second, "second"),
            of: Fixture.acme,
            at: Fixture.time(21)
        )
        #expect(after.isOutdated == isOutdated)
        #expect(!after.isNew)
        #expect(after.identity.name == "second")
        let user = try #require(try await flow.user())
        #expect(after.user == user)
        if isOutdated { #expect(user == before.user) }
        #expect(user.profile.name == (isOutdated ? "first" : "second"))
        #expect(user.updatedAt == Fixture.time(isOutdated ? 20 : 21))
        #expect(try await flow.records(.company).count == (isOutdated ? 1 : 2))
        #expect(after.hasNewUserID == !isOutdated)
        // The person is still signed in.
        let submitter = try await flow.sso.submitter(after.credential, of: Fixture.acme, at: Fixture.time(21))
        #expect(submitter == user)
    }

    @Test("Signing in by redirect also keeps the newer token's records")
    func olderAtCallback() async throws {
        let flow = try await Flow()
        try await flow.identify(Flow.claims { $0.name = "New" }, at: 10)
        var browser = Browser(flow.sso)
        let (_, returnTo) = try await browser.clickSignIn(at: Fixture.time(11))
        let token = try Fixture.token(
            Flow.claims { $0.name = "Old" },
            secret: flow.secret,
            at: Fixture.time(5)
        )
        let back = try await browser.comeBack(token: token, returnTo: returnTo, at: Fixture.time(11))
        #expect(try back.signedIn.person.isOutdated)
        #expect(try await flow.user()?.profile.name == "New")
        #expect(try await browser.person(at: Fixture.time(11)) == "ada@example.com")
    }
}
