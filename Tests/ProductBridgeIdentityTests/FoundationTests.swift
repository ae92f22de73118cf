// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import ProductBridgeIdentityFoundation
import Testing

private struct Limits: Decodable, Equatable {
    let seats: Int
    let since: Date?
}

private struct Custom: Decodable, Equatable {
    let plan: String
    let limits: Limits
}

@Suite("With Foundation")
struct FoundationTests {
    static let members = #"""
        "plan":"pr\u00f6","limits":{"seats":3,"since":0},"sizes":{"a":1},"rows":[{"seats":1}],
        "note":null,"tags":["a"],"link":"https://example.com/"
        """#

    private let now = Date(timeIntervalSince1970: TimeInterval(Fixture.now))

    @Test("A claim is decoded as any Decodable type")
    func decodable() throws {
        let identity = try Fixture.identity(Self.members)
        let limits = Limits(seats: 3, since: Date(timeIntervalSinceReferenceDate: 0))
        #expect(try identity.claim("limits", as: Limits.self) == limits)
        #expect(try identity.claim("rows", as: [Limits].self) == [Limits(seats: 1, since: nil)])
        #expect(try identity.claim("sizes", as: [String: Int].self) == ["a": 1])
        #expect(try identity.claim("link", as: URL.self) == URL(string: "https://example.com/"))
        #expect(try identity.claim("plan", as: Optional<String>.self) == "prö")
    }

    @Test("The decoder can be the caller's")
    func decoder() throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        let identity = try Fixture.identity(Self.members)
        let limits = Limits(seats: 3, since: Date(timeIntervalSince1970: 0))
        #expect(try identity.claim("limits", as: Limits.self, decoder: decoder) == limits)
        let custom = try identity.customClaims(as: Custom.self, decoder: decoder)
        #expect(custom == Custom(plan: "prö", limits: limits))
    }

    @Test("An absent or null claim is nil", arguments: ["note", "missing"])
    func absent(_ name: String) throws {
        #expect(try Fixture.identity(Self.members).claim(name, as: Limits.self) == nil)
        #expect(try Fixture.identity(Self.members).claim(name, as: String.self) == nil)
    }

    @Test("A value that doesn't fit throws the decoder's error")
    func mismatch() throws {
        let identity = try Fixture.identity(Self.members)
        #expect(throws: DecodingError.self) { try identity.claim("plan", as: Limits.self) }
        #expect(throws: DecodingError.self) { try identity.customClaims(as: Limits.self) }
    }

    @Test("A scalar is read without a decoder even with Foundation")
    func scalars() throws {
        let identity = try Fixture.identity(Self.members)
        #expect(try identity.claim("plan", as: String.self) == "prö")
        #expect(try identity.claim("tags", as: [String].self) == ["a"])
        #expect(throws: refusal(.malformedClaim)) { try identity.claim("plan", as: Int.self) }
    }

    @Test(
        "A claim that has a property is not decoded as a custom one",
        arguments: ["email", "sub", "company_mrr"]
    )
    func typed(_ name: String) throws {
        let identity = try Fixture.identity(Self.members)
        #expect(throws: refusal(.invalidArgument)) { try identity.claim(name, as: Limits.self) }
        #expect(throws: refusal(.invalidArgument)) { try identity.claim(name, as: String.self) }
    }

    @Test("A token can be verified at a Date")
    func verify() throws {
        let verifier = try Fixture.verifier()
        let token = Fixture.token()
        let header = "Bearer " + token
        let emails = [
            try verifier.verify(token, at: now).email,
            try verifier.verify(header.dropFirst(7), at: now).email,
            try verifier.verify(utf8: Data(token.utf8), at: now).email,
        ]
        #expect(emails == Array(repeating: "ada@example.com", count: 3))
        let late = now.addingTimeInterval(3630)
        #expect(throws: refusal(.expired)) { try verifier.verify(token, at: late) }
        #expect(throws: refusal(.expired)) { try verifier.verify(header.dropFirst(7), at: late) }
        #expect(throws: refusal(.expired)) { try verifier.verify(utf8: Data(token.utf8), at: late) }
        #expect(throws: refusal(.invalidArgument)) { try verifier.verify(token, at: .distantPast) }
        // Two types have a `now`, and both work.
        #expect(throws: refusal(.malformedToken)) { try verifier.verify("", at: .now) }
    }

    @Test("A token can be issued at a Date")
    func issue() throws {
        let issuer = IdentityIssuer(secret: try Fixture.makeSecret())
        let token = try issuer.issue(IdentityClaims(email: "ada@example.com"), at: now)
        let identity = try Fixture.verifier().verify(token, at: now)
        #expect(identity.issueDate == now)
        #expect(identity.expirationDate == now.addingTimeInterval(3600))
    }

    @Test("An identity's times are available as dates")
    func dates() throws {
        let identity = try Fixture.identity(
            "\"nbf\":\(Fixture.now - 1).5,\"renewal_date\":\"2026-01-02\""
        )
        #expect(identity.issueDate == now)
        #expect(identity.expirationDate == now.addingTimeInterval(3600))
        #expect(identity.notBeforeDate == now.addingTimeInterval(-0.5))
        #expect(identity.nextRenewalDate == now.addingTimeInterval(86400))

        let bare = try Fixture.verifier(.sso.allowingMissingExpiry())
            .verify(Signer.token(#"{"email":"ada@example.com"}"#), at: Fixture.time)
        #expect(bare.issueDate == nil)
        #expect(bare.expirationDate == nil)
        #expect(bare.notBeforeDate == nil)
        #expect(bare.nextRenewalDate == nil)
    }
}
