// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("The result as JSON")
struct ResultJSONTests {
    /// The identity's members for a token with only an e-mail and times.
    private static let nobodyElse = """
        "user_id":null,"name":null,"avatar_url":null,"company":null,"customer_status":null,"renewal_date":null,\
        "renewal_risk":null,"account_owner_id":null,"account_owner_email":null,"external_user_id":null
        """

    private static func times() -> String {
        #""issued_at":1750000000,"not_before":null,"expires_at":1750003600"#
    }

    private static func verify(_ payload: String) throws -> Identity {
        try Fixture.verifier().verify(
            Signer.token(payload),
            at: NumericDate(secondsSinceEpoch: 1_750_000_000)
        )
    }

    @Test("A small identity has every member, with null for missing values")
    func small() throws {
        let identity = try Self.verify(#"{"email":"Ann@example.com","iat":1750000000,"exp":1750003600}"#)
        let expected = """
            {"email":"Ann@example.com","canonical_email":"Ann@example.com",\(Self.nobodyElse),\(Self.times()),\
            "issuer":null,"audience":null,"token_id":null,"user_hash":"absent","custom":{}}
            """
        #expect(try identity.json() == expected)
        #expect(
            try identity.resultJSON() == """
                {"status":"ok","verified":true,"key":null,"warnings":[{"claim":"email","kind":"not_canonical"}],\
                "would_refuse":[],"identity":\(expected)}
                """
        )
    }

    @Test(
        "Custom claims are rewritten: no white space, texts by one rule, numbers with their characters",
        arguments: [
            (#" { "a" : [ 1 , 2.50 , 1e3 , -0 , true , null ] } "#, #"{"a":[1,2.50,1e3,-0,true,null]}"#),
            (#""a\/\u0041\u00e9\u200b\u0085""#, #""a/Aé\u200b\u0085""#),
            (#""\"\\\n\u007f""#, #""\"\\\u000a\u007f""#),
            (#""\u2028\u2029\ud834\udd73\ud83d\ude80""#, #""\u2028\u2029\ud834\udd73🚀""#),
        ]
    )
    func custom(_ written: String, _ expected: String) throws {
        let identity = try Self.verify(
            #"{"email":"ann@example.com","iat":1750000000,"exp":1750003600,"\u0078 y": \#(written)}"#
        )
        #expect(try identity.json().hasSuffix(#""custom":{"x y":\#(expected)}}"#))
    }

    @Test(
        "Numbers are written with the fewest digits that read back",
        arguments: [
            ("1249.50", "1249.5"), ("0.1", "0.1"), ("-0", "0"), ("-0.0", "-0"), ("1e3", "1000"),
            ("9007199254740991", "9007199254740991"), ("9007199254740992", "9007199254740992"),
            ("0.30000000000000004", "0.30000000000000004"), ("1e300", "1e+300"),
            ("5e-324", "4.94065645841247e-324"),
        ]
    )
    func numbers(_ sent: String, _ written: String) throws {
        let identity = try Self.verify(
            #"{"email":"ann@example.com","iat":1750000000,"exp":1750003600,"company_mrr":\#(sent)}"#
        )
        #expect(try identity.json().contains(#""company":{"id":null,"name":null,"mrr":\#(written)}"#))
    }

    @Test("A refusal has its claim and its sentence")
    func refusal() throws {
        let error = VerificationError(status: .malformedClaim, claim: .expiry)
        #expect(
            try error.resultJSON()
                == #"{"status":"malformed_claim","verified":false,"claim":"exp","message":"\#(error.message)"}"#
        )
        #expect(error.message != VerificationStatus.malformedClaim.message)
        #expect(try VerificationError(status: .expired).resultJSON().contains(#""claim":null"#))
        #expect(throws: VerificationError(status: .invalidArgument)) {
            try VerificationError(status: .ok).resultJSON()
        }
    }

    @Test("Custom claims can be walked, in the token's order")
    func members() throws {
        let identity = try Self.verify(
            #"{"b":1,"email":"ann@example.com","a":{"z":[],"y":null},"iat":1750000000,"exp":1750003600}"#
        )
        let claims = try identity.customClaims()
        #expect(claims.all.map(\.name) == ["b", "a"])
        #expect(claims.all.first?.value.integer == 1)
        #expect(claims["a"]?.members?.map(\.name) == ["z", "y"])
        #expect(claims["a"]?.members?.last?.value.isNull == true)
        #expect(claims["b"]?.members == nil)
    }

    @Test("A token may be for several")
    func audiences() throws {
        var claims = IdentityClaims(email: "ann@example.com")
        claims.audience = ["portal", "widget"]
        let issuer = IdentityIssuer(secret: try Fixture.makeSecret())
        let time = NumericDate(secondsSinceEpoch: 1_750_000_000)
        let identity = try Fixture.verifier(.sso.audience("widget")).verify(
            try issuer.issue(claims, at: time),
            at: time
        )
        #expect(identity.audience == ["portal", "widget"])
        #expect(identity.memberJSON("aud") == #"["portal","widget"]"#)
    }
}
