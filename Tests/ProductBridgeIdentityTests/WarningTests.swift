// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Warnings and names")
struct WarningTests {
    @Test(
        "A malformed field is left out with a warning",
        arguments: [
            (#""name":1"#, Warning.Kind.wrongType, ClaimName.name),
            (#""company_name":[]"#, .wrongType, .companyName),
            (#""company_id":7"#, .wrongType, .companyID),
            (#""company_mrr":"7 USD""#, .wrongForm, .companyMRR),
            (#""company_mrr":true"#, .wrongType, .companyMRR),
            (#""external_user_id":{}"#, .wrongType, .externalUserID),
            (#""account_owner_id":1"#, .wrongType, .accountOwnerID),
            (#""account_owner_email":false"#, .wrongType, .accountOwnerEmail),
            (#""avatar_url":"javascript:x""#, .wrongForm, .avatarURL),
            (#""avatarURL":1"#, .wrongType, .avatarURLCamel),
            (#""customer_status":1"#, .wrongType, .customerStatus),
            (#""renewal_date":"soon""#, .wrongForm, .renewalDate),
            (#""renewal_risk":"severe""#, .wrongForm, .renewalRisk),
        ]
    )
    func leftOut(_ members: String, _ kind: Warning.Kind, _ claim: ClaimName) throws {
        let identity = try Fixture.identity(members)
        #expect(identity.warnings == [Warning(kind: kind, claim: claim)])
        #expect(identity.warnings[0].message.hasPrefix("\(claim.name) was not "))
        #expect(identity.warnings[0].message.contains(" and was left out: send "))
        #expect(identity.company == nil)
        #expect(identity.avatarURL == nil)
        #expect(throws: refusal(.malformedClaim, claim)) {
            try Fixture.identity(members, policy: .sso.strictClaims())
        }
    }

    @Test("A readable field in an unusual form is read, with a warning")
    func coerced() throws {
        let members = #""company_mrr":"1249.50","renewal_date":"2026-03-31 09:30","renewal_risk":"HIGH""#
        let identity = try Fixture.identity(members)
        #expect(
            identity.warnings
                == [.companyMRR, .renewalDate, .renewalRisk].map { Warning(kind: .coerced, claim: $0) }
        )
        #expect(identity.warnings.first?.message == "company_mrr was text; send a number: Number(user.mrr).")
        #expect(identity.company?.mrr == 1249.5)
        #expect(identity.renewalDate == "2026-03-31 09:30")
        #expect(identity.renewalTime == NumericDate(secondsSinceEpoch: 1_774_949_400))
        #expect(identity.renewalRisk == .high)
        #expect(throws: refusal(.malformedClaim, .companyMRR)) {
            try Fixture.identity(members, policy: .sso.strictClaims())
        }
    }

    @Test("A member whose name resembles a claim's gives a warning, unless the claim is present")
    func unknownName() throws {
        let identity = try Fixture.identity(#""companyName":"Acme","picture":"https://example.com/a.png""#)
        #expect(
            identity.warnings
                == [.companyName, .avatarURL].map { Warning(kind: .unknownName, claim: $0) }
        )
        #expect(identity.company == nil)
        #expect(try Fixture.identity(#""companyName":"Acme","company_name":"Acme""#).warnings == [])
    }

    @Test("An address with a capital gives a warning")
    func notCanonical() throws {
        let token = Signer.token(Fixture.payload(without: ["email"], #""email":"Ada@Example.com""#))
        let identity = try Fixture.verifier().verify(token, at: Fixture.time)
        #expect(identity.warnings == [Warning(kind: .notCanonical, claim: .email)])
        #expect(identity.email == "Ada@Example.com")
    }

    @Test(
        "A placeholder for a missing id is not an id",
        arguments: ["undefined", "null", "NaN", "None", "[object Object]"]
    )
    func placeholder(_ text: String) throws {
        let identity = try Fixture.identity("\"id\":\"\(text)\"")
        #expect(identity.warnings == [Warning(kind: .placeholder, claim: .id)])
        #expect(identity.userID == nil)
    }

    @Test("A token that doesn't say when it was issued gives a warning")
    func missingIssuedAt() throws {
        let token = Signer.token(Fixture.payload(without: ["iat"]))
        let identity = try Fixture.verifier().verify(token, at: Fixture.time)
        #expect(identity.warnings == [Warning(kind: .missingIssuedAt, claim: .issuedAt)])
        #expect(identity.issuedAt == nil)
    }

    @Test(
        "Warnings have stable numbers, names and descriptions",
        arguments: [
            (Warning.Kind.wrongType, 1, "wrong_type"), (.notCanonical, 2, "not_canonical"),
            (.placeholder, 3, "placeholder"), (.missingIssuedAt, 4, "missing_iat"),
            (.weakSecret, 5, "weak_secret"), (.wrongForm, 6, "wrong_form"), (.coerced, 7, "coerced"),
            (.unknownName, 8, "unknown_name"),
        ] as [(Warning.Kind, UInt32, String)]
    )
    func kinds(_ kind: Warning.Kind, _ number: UInt32, _ name: String) {
        #expect(kind.rawValue == number)
        #expect(kind.name == name)
        #expect(kind.description == name)
        #expect(Warning(kind: kind).description == name)
        #expect(Warning(kind: kind, claim: .email).description == "\(name) (email)")
        #expect(Warning(kind: kind).message.hasSuffix("."))
        // The only warning about a user hash is about its name.
        let general = Warning(kind: kind, claim: .userHash).message == Warning(kind: kind).message
        #expect(general == (kind != .unknownName))
    }

    @Test("A kind that this version doesn't know has a name too")
    func unknownKind() {
        #expect(Warning.Kind(rawValue: 4711).name == "unknown_warning")
        let unknown = Warning(kind: Warning.Kind(rawValue: 4711), claim: .email)
        #expect(unknown.message == VerificationStatus(rawValue: 4711).message)
    }

    static let claims: [(ClaimName, UInt32, String)] = [
        (.email, 1, "email"), (.sub, 2, "sub"), (.id, 3, "id"), (.userHash, 4, "user_hash"),
        (.name, 5, "name"), (.avatarURL, 6, "avatar_url"), (.avatarURLCamel, 7, "avatarURL"),
        (.companyName, 8, "company_name"), (.companyID, 9, "company_id"),
        (.companyMRR, 10, "company_mrr"), (.customerStatus, 11, "customer_status"),
        (.renewalDate, 12, "renewal_date"), (.renewalRisk, 13, "renewal_risk"),
        (.accountOwnerID, 14, "account_owner_id"), (.accountOwnerEmail, 15, "account_owner_email"),
        (.externalUserID, 16, "external_user_id"), (.expiry, 17, "exp"), (.notBefore, 18, "nbf"),
        (.issuedAt, 19, "iat"), (.issuer, 20, "iss"), (.audience, 21, "aud"), (.tokenID, 22, "jti"),
    ]

    @Test("There are no other claims")
    func allClaims() {
        #expect(ClaimName.all.count == Self.claims.count)
        #expect(Set(ClaimName.all) == Set(Self.claims.map(\.0)))
    }

    @Test("Claims have stable numbers and names", arguments: claims)
    func claimNames(_ claim: ClaimName, _ number: UInt32, _ name: String) {
        #expect(claim.rawValue == number)
        #expect(claim.name == name)
        #expect(claim.description == name)
        #expect(ClaimName(name) == claim)
    }

    @Test(
        "A claim that isn't in this library's table has no name",
        arguments: ["plan", "", "EMAIL", "unknown_claim", "email "]
    )
    func unknownClaimName(_ name: String) {
        #expect(ClaimName(name) == nil)
        #expect(ClaimName(rawValue: 4711).name == "unknown_claim")
    }
}
