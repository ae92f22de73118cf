// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("The contents of an identity")
struct IdentityTests {
    @Test("The documents' SSO payload")
    func ssoForm() throws {
        let identity = try Fixture.identity(
            #"""
            "name":"Ada Lovelace","id":"user-42","avatarURL":"https://example.com/ada.png",
            "company_name":"Analytical Engines","company_id":"acme","company_mrr":1250.5,
            "customer_status":"active","renewal_date":"2026-06-30","renewal_risk":"low",
            "account_owner_id":"owner-7","account_owner_email":"csm@example.com",
            "external_user_id":"003xx"
            """#
        )
        #expect(identity.email == "ada@example.com")
        #expect(identity.canonicalEmail == "ada@example.com")
        #expect(identity.name == "Ada Lovelace")
        #expect(identity.userID == "user-42")
        #expect(identity.avatarURL == "https://example.com/ada.png")
        #expect(identity.company == Company(id: "acme", name: "Analytical Engines", mrr: 1250.5))
        #expect(identity.customerStatus == .active)
        #expect(identity.renewalDate == "2026-06-30")
        #expect(identity.renewalTime == NumericDate(secondsSinceEpoch: 1_782_777_600))
        #expect(identity.renewalRisk == .low)
        #expect(identity.accountOwnerID == "owner-7")
        #expect(identity.accountOwnerEmail == "csm@example.com")
        #expect(identity.externalUserID == "003xx")
        #expect(identity.issuedAt == Fixture.time)
        #expect(identity.expiresAt == Fixture.time(3600))
        #expect(identity.userHash == .absent)
        #expect(identity.warnings == [])
    }

    @Test("The documents' widget payload")
    func widgetForm() throws {
        let identity = try Fixture.identity(
            #"""
            "name":"Ada Lovelace","sub":"user-42","avatar_url":"http://example.com/ada.png",
            "company_name":"Analytical Engines","customer_status":"on hold","renewal_risk":"high",
            "renewal_date":"1969-12-31T23:59:59.500Z"
            """#,
            policy: .widget
        )
        #expect(identity.userID == "user-42")
        #expect(identity.avatarURL == "http://example.com/ada.png")
        #expect(identity.company == Company(name: "Analytical Engines"))
        #expect(identity.customerStatus == .other("on hold"))
        #expect(identity.renewalRisk == .high)
        #expect(identity.renewalDate == "1969-12-31T23:59:59.500Z")
        #expect(identity.renewalTime == NumericDate(secondsSinceEpoch: -0.5))
        #expect(identity.warnings == [])
    }

    @Test(
        "An absent or null claim is nil",
        arguments: [
            "",
            #"""
            "name":null,"sub":null,"avatar_url":null,"company_id":null,"company_name":null,
            "company_mrr":null,"customer_status":null,"renewal_date":null,"renewal_risk":null,
            "account_owner_id":null,"account_owner_email":null,"external_user_id":null,"nbf":null,
            "iss":null,"aud":null,"jti":null,"user_hash":null
            """#,
        ]
    )
    func absent(_ members: String) throws {
        let identity = try Fixture.identity(members)
        #expect(identity.name == nil)
        #expect(identity.userID == nil)
        #expect(identity.avatarURL == nil)
        #expect(identity.company == nil)
        #expect(identity.customerStatus == nil)
        #expect(identity.renewalDate == nil)
        #expect(identity.renewalTime == nil)
        #expect(identity.renewalRisk == nil)
        #expect(identity.accountOwnerID == nil)
        #expect(identity.accountOwnerEmail == nil)
        #expect(identity.externalUserID == nil)
        #expect(identity.notBefore == nil)
        #expect(identity.issuer == nil)
        #expect(identity.audience == [])
        #expect(identity.tokenID == nil)
        #expect(identity.keyID == nil)
        #expect(identity.userHash == .absent)
    }

    @Test(
        "Any one of the company's claims makes a company",
        arguments: [
            (#""company_id":"1""#, Company(id: "1")), (#""company_name":"A""#, Company(name: "A")),
            (#""company_mrr":-3"#, Company(mrr: -3)),
        ]
    )
    func company(_ members: String, _ company: Company) throws {
        #expect(try Fixture.identity(members).company == company)
    }

    @Test(
        "The documents' customer statuses and any other",
        arguments: [
            ("active", CustomerStatus.active), ("trial", .trial), ("churned", .churned),
            ("Active", .other("Active")), ("gekündigt", .other("gekündigt")),
        ]
    )
    func customerStatus(_ text: String, _ status: CustomerStatus) throws {
        let identity = try Fixture.identity("\"customer_status\":\"\(text)\"")
        #expect(identity.customerStatus == status)
        #expect(status.rawValue == text)
        #expect(status.description == text)
    }

    @Test("The documents' renewal risks", arguments: RenewalRisk.allCases)
    func renewalRisk(_ risk: RenewalRisk) throws {
        #expect(try Fixture.identity("\"renewal_risk\":\"\(risk)\"").renewalRisk == risk)
    }

    @Test("Renewal risks are ordered")
    func renewalRiskOrder() {
        #expect(RenewalRisk.allCases.sorted() == [.low, .medium, .high])
        #expect(RenewalRisk.low < .medium)
        #expect(!(RenewalRisk.high < .medium))
    }

    @Test("The token's own claims")
    func tokenClaims() throws {
        let identity = try Fixture.identity(
            "\"iss\":\"acme.example\",\"aud\":[\"portal\",\"widget\",\"\"],\"jti\":\"n-1\",\"nbf\":\(Fixture.now - 5).25"
        )
        #expect(identity.issuer == "acme.example")
        #expect(identity.audience == ["portal", "widget", ""])
        #expect(identity.tokenID == "n-1")
        #expect(identity.notBefore == Fixture.time(-4.75))
        #expect(try Fixture.identity(#""aud":"portal""#).audience == ["portal"])
    }

    @Test("The key that verified the token")
    func keyID() throws {
        let verifier = try IdentityVerifier(secrets: [
            Secret(Fixture.otherSecret, id: "old"), Fixture.makeSecret(id: "production"),
        ])
        let unnamed = try verifier.verify(Fixture.token(), at: Fixture.time)
        #expect(unnamed.keyID == "production")
        let header = #"{"alg":"HS256","kid":"old"}"#
        let named = Signer.token(Fixture.payload(), header: header, secret: Fixture.otherSecret)
        #expect(try verifier.verify(named, at: Fixture.time).keyID == "old")
    }

    @Test(
        "Text in any script and with any escape is decoded correctly",
        arguments: [
            ("Ångström", "Ångström"), ("Ада Лавлейс", "Ада Лавлейс"), ("愛達", "愛達"), ("👩🏽‍🔬", "👩🏽‍🔬"),
            (#"\u0041\u0064a"#, "Ada"), (#"\ud83d\ude00"#, "\u{1F600}"),
            (#"a\"b\\c\/d\n\te"#, "a\"b\\c/d\n\te"), ("e\u{301}", "e\u{301}"),
            ("a name of more than fifteen bytes", "a name of more than fifteen bytes"),
        ]
    )
    func text(_ json: String, _ text: String) throws {
        let identity = try Fixture.identity("\"name\":\"\(json)\"")
        // Compares bytes, because canonically equivalent strings are equal.
        #expect(identity.name.map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test("An identity outlives its token and its verifier")
    func lifetime() throws {
        let identity = try Fixture.identity(#""name":"Ada","sub":"42""#)
        let copies = (0..<100).map { _ in identity }
        #expect(copies.allSatisfy { $0.email == "ada@example.com" && $0.userID == "42" })
    }

    @Test("An identity can be read by many tasks at once")
    func sharing() async throws {
        let identity = try Fixture.identity(#""name":"Ada","plan":"pro","aud":["a","b"]"#)
        let good = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    (0..<200).allSatisfy { _ in
                        identity.name == "Ada" && identity.audience == ["a", "b"]
                            && identity.memberJSON("plan") == "\"pro\""
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(good == 16)
    }

    @Test("No description shows who it is")
    func description() throws {
        let identity = try Fixture.identity(#""name":"Ada","company_mrr":"much""#)
        let expected = "Identity(key: unnamed, expires: 2026-01-01T01:00:00Z, warnings: 1)"
        #expect(identity.description == expected)
        #expect(String(reflecting: identity) == expected)
        var dumped = ""
        dump(identity, to: &dumped)
        #expect(dumped.contains("warnings: 1"))
        #expect(!dumped.contains("Ada") && !dumped.contains("ada@"))

        let forever = try Fixture.verifier(.sso.allowingMissingExpiry())
            .verify(Signer.token(Fixture.payload(without: ["exp"])), at: Fixture.time)
        #expect(forever.description == "Identity(key: unnamed, expires: never, warnings: 0)")
        #expect(forever.expiresAt == nil)
    }
}
