// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Issuing")
struct IssuerTests {
    private func makeIssuer(_ lifetime: Duration = .seconds(3600), id: String? = nil) throws -> IdentityIssuer
    {
        IdentityIssuer(secret: try Fixture.makeSecret(id: id), lifetime: lifetime)
    }

    private var full: IdentityClaims {
        var claims = IdentityClaims(email: "ada@example.com", userID: "42", name: "Ада \"A\" 😀")
        claims.includesUserHash = true
        claims.avatarURL = "https://example.com/a.png"
        claims.externalUserID = "003xx"
        claims.company = Company(id: "acme", name: "Ångström & Co", mrr: -1250.5)
        claims.customerStatus = .other("on hold")
        claims.renewalDate = "2026-06-30T12:00:00+02:00"
        claims.renewalRisk = .medium
        claims.accountOwnerID = "owner-7"
        claims.accountOwnerEmail = "csm@example.com"
        claims.notBefore = Fixture.time(-1)
        claims.issuer = "acme.example"
        claims.audience = ["portal"]
        claims.tokenID = "n-1"
        claims.customJSON = #"{"plan":"pro","limits":{"seats":[1,2]}}"#
        return claims
    }

    @Test("Every claim that is issued is verified again", arguments: [IdentityClaims.Form.sso, .widget])
    func roundTrip(_ form: IdentityClaims.Form) throws {
        var claims = full
        claims.form = form
        let token = try makeIssuer().issue(claims, at: Fixture.time)
        let policy = VerificationPolicy.sso.requiringUserHash().strictClaims().issuer("acme.example")
            .audience("portal").reader(.both)
        let identity = try Fixture.verifier(policy).verify(token, at: Fixture.time)

        #expect(identity.email == claims.email)
        #expect(identity.userID == claims.userID)
        #expect(identity.userHash == .verified)
        #expect(identity.name == claims.name)
        #expect(identity.avatarURL == claims.avatarURL)
        #expect(identity.externalUserID == claims.externalUserID)
        #expect(identity.company == claims.company)
        #expect(identity.customerStatus == claims.customerStatus)
        #expect(identity.renewalDate == claims.renewalDate)
        #expect(identity.renewalTime == NumericDate(secondsSinceEpoch: 1_782_813_600))
        #expect(identity.renewalRisk == claims.renewalRisk)
        #expect(identity.accountOwnerID == claims.accountOwnerID)
        #expect(identity.accountOwnerEmail == claims.accountOwnerEmail)
        #expect(identity.notBefore == claims.notBefore)
        #expect(identity.issuer == claims.issuer)
        #expect(identity.audience == ["portal"])
        #expect(identity.tokenID == claims.tokenID)
        #expect(identity.issuedAt == Fixture.time)
        #expect(identity.expiresAt == Fixture.time(3600))
        #expect(identity.warnings == [])
        let custom = try identity.customClaims()
        #expect(custom.count == 2)
        #expect(try custom.claim("plan", as: String.self) == "pro")
        #expect(custom["limits"]?["seats"]?[1]?.integer == 2)
    }

    @Test("The two payload forms name the user id and the avatar differently")
    func forms() throws {
        var claims = full
        let issuer = try makeIssuer()
        let verifier = try Fixture.verifier()
        claims.form = .sso
        let sso = try verifier.verify(try issuer.issue(claims, at: Fixture.time), at: Fixture.time)
        claims.form = .widget
        let widget = try verifier.verify(try issuer.issue(claims, at: Fixture.time), at: Fixture.time)
        for (identity, present, absent) in [
            (sso, ["id", "avatarURL"], ["sub", "avatar_url"]),
            (widget, ["sub", "avatar_url"], ["id", "avatarURL"]),
        ] {
            #expect(present.map { identity.memberJSON($0) } == ["\"42\"", "\"https://example.com/a.png\""])
            #expect(absent.map { identity.memberJSON($0) } == [nil, nil])
        }
    }

    @Test("Claims that aren't set aren't in the token")
    func minimum() throws {
        let token = try makeIssuer().issue(IdentityClaims(email: "ada@example.com"), at: Fixture.time)
        let identity = try Fixture.verifier().verify(token, at: Fixture.time)
        #expect(identity.email == "ada@example.com")
        #expect(identity.userID == nil)
        #expect(identity.company == nil)
        #expect(identity.audience == [])
        #expect(identity.userHash == .absent)
        #expect(try identity.customJSON() == "{}")
        for (_, _, name) in WarningTests.claims where !["email", "iat", "exp"].contains(name) {
            #expect(identity.memberJSON(name) == nil, "\(name)")
        }
    }

    @Test("OpenSSL computes the same signature and user hash")
    func independent() throws {
        let token = try makeIssuer().issue(full, at: Fixture.time)
        let segments = token.split(separator: ".", omittingEmptySubsequences: false)
        try #require(segments.count == 3)
        #expect(segments[2] == Signer.signature(of: "\(segments[0]).\(segments[1])"))
        let identity = try Fixture.verifier().verify(token, at: Fixture.time)
        #expect(identity.memberJSON("user_hash") == "\"\(Signer.userHash(of: "42"))\"")
        #expect(try makeIssuer().userHash(of: "42") == Signer.userHash(of: "42"))
    }

    @Test("A secret's id becomes the token's kid")
    func keyID() throws {
        let token = try makeIssuer(id: "production").issue(full, at: Fixture.time)
        let verifier = try IdentityVerifier(secret: Secret(Fixture.secret, id: "staging"))
        #expect(throws: refusal(.unknownKey)) { try verifier.verify(token, at: Fixture.time) }
        let right = try IdentityVerifier(secret: Fixture.makeSecret(id: "production"))
        #expect(try right.verify(token, at: Fixture.time).keyID == "production")
    }

    @Test("A token has the requested lifetime", arguments: [1, 60, 3600, 86400])
    func lifetime(_ seconds: Int) throws {
        let issuer = try makeIssuer(.seconds(seconds))
        #expect(issuer.lifetime == .seconds(seconds))
        let token = try issuer.issue(full, at: Fixture.time(0.9))
        let identity = try Fixture.verifier(.sso.maxLifetime(nil)).verify(token, at: Fixture.time)
        #expect(identity.issuedAt == Fixture.time)
        #expect(identity.expiresAt == Fixture.time(Double(seconds)))
    }

    @Test("Without a time a token is issued now")
    func now() throws {
        let issuer = IdentityIssuer(secret: try Fixture.makeSecret())
        #expect(issuer.lifetime == .seconds(3600))
        let before = NumericDate.now.secondsSinceEpoch.rounded(.down)
        let token = try issuer.issue(IdentityClaims(email: "ada@example.com"))
        let issuedAt = try #require(try Fixture.verifier().verify(token).issuedAt)
        #expect((before...NumericDate.now.secondsSinceEpoch).contains(issuedAt.secondsSinceEpoch))
    }

    @Test("A lifetime or a time out of range is the caller's mistake")
    func outOfRange() throws {
        for lifetime in [Duration.zero, .seconds(-1), .milliseconds(1500), .seconds(Int64.max)] {
            #expect(throws: refusal(.invalidArgument)) {
                try makeIssuer(lifetime).issue(full, at: Fixture.time)
            }
        }
        for seconds in [-1, 253_402_300_800, .infinity, .nan] {
            #expect(throws: refusal(.invalidArgument)) {
                try makeIssuer().issue(full, at: NumericDate(secondsSinceEpoch: seconds))
            }
        }
    }

    /// A change to good claims, and the resulting error.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let error: VerificationError
        let change: @Sendable (inout IdentityClaims) -> Void

        init(
            _ description: String,
            _ status: VerificationStatus,
            _ claim: ClaimName? = nil,
            change: @escaping @Sendable (inout IdentityClaims) -> Void
        ) {
            testDescription = description
            error = refusal(status, claim)
            self.change = change
        }
    }

    static let faults = [
        Fault("no e-mail", .missingEmail) { $0.email = "" },
        Fault("an e-mail of white space", .malformedClaim, .email) { $0.email = " " },
        Fault("a user hash without an id", .missingUserID) { $0.userID = nil },
        Fault("an id that is a signing input", .invalidArgument) {
            $0.userID = "eyJhbGciOiJIUzI1NiJ9.e30"
        },
        Fault("an avatar that is no URL", .malformedClaim, .avatarURLCamel) { $0.avatarURL = "a" },
        Fault("a widget's avatar that is no URL", .malformedClaim, .avatarURL) {
            $0.form = .widget
            $0.avatarURL = "a"
        },
        Fault("a renewal date that is none", .malformedClaim, .renewalDate) { $0.renewalDate = "soon" },
        Fault("a name with U+0000", .invalidArgument) { $0.name = "a\u{0}b" },
        Fault("a revenue that is not finite", .invalidArgument) { $0.company?.mrr = .infinity },
        Fault("an nbf before 1970", .invalidArgument) {
            $0.notBefore = NumericDate(secondsSinceEpoch: -1)
        },
        Fault("custom JSON that is none", .invalidArgument) { $0.customJSON = "{" },
        Fault("custom JSON that is an array", .invalidArgument) { $0.customJSON = "[]" },
        Fault("custom JSON that is empty", .invalidArgument) { $0.customJSON = "" },
        Fault("custom JSON with a typed member", .invalidArgument) { $0.customJSON = #"{"exp":1}"# },
        Fault("a token of more than 1 MiB", .tokenTooLarge) {
            $0.name = String(repeating: "a", count: 1 << 20)
        },
    ]

    @Test("Claims that every verifier would refuse are not issued", arguments: faults)
    func fault(_ fault: Fault) throws {
        var claims = full
        fault.change(&claims)
        #expect(throws: fault.error) { try makeIssuer().issue(claims, at: Fixture.time) }
    }

    @Test("A payload can't have more than 1024 members")
    func members() throws {
        var claims = IdentityClaims(email: "ada@example.com")
        claims.customJSON = "{" + (0..<1022).map { "\"m\($0)\":0" }.joined(separator: ",") + "}"
        #expect(throws: refusal(.malformedPayload)) { try makeIssuer().issue(claims, at: Fixture.time) }
    }

    @Test("Claims are a value")
    func value() {
        let claims = IdentityClaims(email: "a@example.com", userID: "1", name: "A", form: .widget)
        var changed = claims
        changed.customerStatus = .trial
        #expect(claims.customerStatus == nil)
        #expect(claims != changed)
        #expect(claims.form == .widget)
        #expect(claims.userID == "1")
        #expect(claims.name == "A")
        #expect(IdentityClaims(email: "a").form == .sso)
    }
}
