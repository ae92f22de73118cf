// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

/// A token that is refused by a policy, and why.
struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let token: String
    let error: VerificationError
    let policy: VerificationPolicy

    init(
        _ description: String,
        token: String,
        _ status: VerificationStatus,
        _ claim: ClaimName? = nil,
        policy: VerificationPolicy = .sso
    ) {
        testDescription = description
        self.token = token
        self.error = refusal(status, claim)
        self.policy = policy
    }

    init(
        _ description: String,
        _ members: String,
        without omitted: Set<String> = [],
        _ status: VerificationStatus,
        _ claim: ClaimName? = nil,
        policy: VerificationPolicy = .sso
    ) {
        let token = Signer.token(Fixture.payload(without: omitted, members))
        self.init(description, token: token, status, claim, policy: policy)
    }

    init(header: String, _ status: VerificationStatus) {
        let token = Signer.token(Fixture.payload(), header: header)
        self.init("the header \(header)", token: token, status)
    }
}

extension Refusal {
    static let form = [
        Refusal("an empty token", token: "", .malformedToken),
        Refusal("one segment", token: "abc", .malformedToken),
        Refusal("two segments", token: "abc.def", .malformedToken),
        Refusal("four segments", token: Fixture.token() + ".abc", .malformedToken),
        Refusal("an empty header", token: ".e30.abc", .malformedToken),
        Refusal("an empty payload", token: "e30..abc", .malformedToken),
        Refusal(
            "a token longer than 8192 bytes",
            token: String(repeating: "a", count: 8193),
            .tokenTooLarge
        ),
    ]

    static let header = [
        Refusal("a header that is not base64url", token: "e+0.e30.abc", .malformedHeader),
        Refusal(header: "[]", .malformedHeader),
        Refusal(header: #"{"alg":"HS256","alg":"HS256"}"#, .malformedHeader),
        Refusal(header: #"{"alg":"none"}"#, .unsupportedAlgorithm),
        Refusal(header: #"{"alg":"hs256"}"#, .unsupportedAlgorithm),
        Refusal(header: #"{"typ":"JWT"}"#, .unsupportedAlgorithm),
        Refusal(header: #"{"alg":"HS256","typ":"JWE"}"#, .unsupportedType),
        Refusal(header: #"{"alg":"HS256","crit":["exp"]}"#, .criticalHeader),
        Refusal(header: #"{"alg":"HS256","b64":true}"#, .criticalHeader),
    ]

    static let signature = [
        Refusal("an empty signature", token: unsigned + ".", .malformedSignature),
        Refusal("a signature of 3 bytes", token: unsigned + ".AAAA", .malformedSignature),
        Refusal(
            "a padded signature",
            token: Fixture.token() + "=",
            .malformedSignature
        ),
        Refusal(
            "a token of another secret",
            token: Signer.token(Fixture.payload(), secret: Fixture.otherSecret),
            .signatureMismatch
        ),
        Refusal(
            "another's payload under a good signature",
            token: unsigned + "." + Signer.signature(of: "another"),
            .signatureMismatch
        ),
        Refusal(
            "a bad payload under a wrong signature",
            token: Signer.token("nonsense", secret: Fixture.otherSecret),
            .signatureMismatch
        ),
    ]

    private static let unsigned =
        Signer.base64URL(Array(Signer.header.utf8)) + "."
        + Signer.base64URL(Array(Fixture.payload().utf8))

    static let payload = [
        Refusal("a payload that is no JSON", token: Signer.token("nonsense"), .malformedPayload),
        Refusal("a payload that is an array", token: Signer.token("[]"), .malformedPayload),
        Refusal("two e-mails", #""email":"eve@example.com""#, .duplicateMember),
        Refusal("two members of a custom object", #""x":{"a":1,"\u0061":2}"#, .duplicateMember),
    ]

    static let times = [
        Refusal("no exp", "", without: ["exp"], .missingExpiry),
        Refusal("a null exp", #""exp":null"#, without: ["exp"], .missingExpiry),
        Refusal("an exp that has passed", "\"exp\":\(Fixture.now - 30)", without: ["exp"], .expired),
        Refusal("an nbf that lies ahead", "\"nbf\":\(Fixture.now + 31)", .notYetValid),
        Refusal("an iat that lies ahead", "\"iat\":\(Fixture.now + 31)", without: ["iat"], .issuedInFuture),
        Refusal(
            "a lifetime of more than an hour",
            "\"exp\":\(Fixture.now + 3631)",
            without: ["exp"],
            .lifetimeTooLong
        ),
        Refusal("an exp in a text", #""exp":"1767229200""#, without: ["exp"], .malformedClaim, .expiry),
        Refusal("an nbf in a text", #""nbf":"1767229200""#, .malformedClaim, .notBefore),
        Refusal("a negative iat", #""iat":-1"#, without: ["iat"], .malformedClaim, .issuedAt),
    ]

    static let claims = [
        Refusal("no e-mail", "", without: ["email"], .missingEmail),
        Refusal("an empty e-mail", #""email":"""#, without: ["email"], .missingEmail),
        Refusal("an e-mail that is a number", #""email":1"#, without: ["email"], .malformedClaim, .email),
        Refusal("an e-mail of white space", #""email":" ""#, without: ["email"], .malformedClaim, .email),
        Refusal("a sub that is a number", #""sub":1"#, .malformedClaim, .sub),
        Refusal("an id that is an object", #""id":{}"#, .malformedClaim, .id),
        Refusal("two user ids", #""sub":"1","id":"2""#, .conflictingUserID),
        Refusal("an iss that is an array", #""iss":[]"#, .malformedClaim, .issuer),
        Refusal("a jti that is a number", #""jti":1"#, .malformedClaim, .tokenID),
        Refusal("an aud of numbers", #""aud":[1]"#, .malformedClaim, .audience),
        Refusal(
            "no user hash",
            #""sub":"42""#,
            .missingUserHash,
            policy: .sso.requiringUserHash()
        ),
        Refusal(
            "a user hash of no one",
            #""user_hash":"\#(Signer.userHash(of: "42"))""#,
            .missingUserID,
            policy: .sso.requiringUserHash()
        ),
        Refusal(
            "a user hash that is short",
            #""sub":"42","user_hash":"00""#,
            .malformedClaim,
            .userHash,
            policy: .sso.requiringUserHash()
        ),
        Refusal(
            "another's user hash",
            #""sub":"42","user_hash":"\#(Signer.userHash(of: "43"))""#,
            .userHashMismatch,
            policy: .sso.requiringUserHash()
        ),
    ]

    static let mismatches = [
        Refusal("another issuer", #""iss":"b""#, .issuerMismatch, policy: .sso.issuer("a")),
        Refusal("no issuer", "", .issuerMismatch, policy: .sso.issuer("a")),
        Refusal("another audience", #""aud":["b","c"]"#, .audienceMismatch, policy: .sso.audience("a")),
        Refusal("no audience", "", .audienceMismatch, policy: .sso.audience("a")),
        Refusal(
            "an e-mail with a capital",
            #""email":"Ada@example.com""#,
            without: ["email"],
            .emailNotCanonical,
            policy: .sso.emailForm(.requireLowercase)
        ),
    ]
}
