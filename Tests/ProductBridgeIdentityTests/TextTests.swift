// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Texts in place")
struct TextTests {
    /// A text and the property with the same bytes.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: Identity.Text
        let property: @Sendable (Identity) -> String?
    }

    static let cases = [
        Case(testDescription: "email", text: .email) { $0.email },
        Case(testDescription: "canonicalEmail", text: .canonicalEmail) { $0.canonicalEmail },
        Case(testDescription: "userID", text: .userID) { $0.userID },
        Case(testDescription: "name", text: .name) { $0.name },
        Case(testDescription: "avatarURL", text: .avatarURL) { $0.avatarURL },
        Case(testDescription: "externalUserID", text: .externalUserID) { $0.externalUserID },
        Case(testDescription: "companyID", text: .companyID) { $0.company?.id },
        Case(testDescription: "companyName", text: .companyName) { $0.company?.name },
        Case(testDescription: "customerStatus", text: .customerStatus) { $0.customerStatus?.rawValue },
        Case(testDescription: "renewalDate", text: .renewalDate) { $0.renewalDate },
        Case(testDescription: "accountOwnerID", text: .accountOwnerID) { $0.accountOwnerID },
        Case(testDescription: "accountOwnerEmail", text: .accountOwnerEmail) { $0.accountOwnerEmail },
        Case(testDescription: "issuer", text: .issuer) { $0.issuer },
        Case(testDescription: "tokenID", text: .tokenID) { $0.tokenID },
        Case(testDescription: "keyID", text: .keyID) { $0.keyID },
    ]

    /// All of its texts are different.
    static let full = #"""
        "email":"Ada@Example.com","name":"Zoë \ud83d\ude80","id":"user-42",
        "avatarURL":"https://example.com/ada.png","company_name":"Café Müller","company_id":"acme",
        "customer_status":"on hold","renewal_date":"2026-06-30","account_owner_id":"owner-7",
        "account_owner_email":"csm@example.com","external_user_id":"003xx","iss":"issuer","jti":"token-1"
        """#

    @Test("A text has the bytes of its property", arguments: cases)
    func present(_ text: Case) throws {
        let verifier = try IdentityVerifier(
            secret: Fixture.makeSecret(id: "production"),
            policy: .sso.emailForm(.lowercased)
        )
        let token = Signer.token(Fixture.payload(without: ["email"], Self.full))
        let identity = try verifier.verify(token, at: Fixture.time)
        let expected = try #require(text.property(identity))
        #expect(identity.withUTF8(of: text.text) { bytes(of: $0) } == Array(expected.utf8))
    }

    @Test(
        "For an absent text the body doesn't run",
        arguments: cases.filter { !$0.testDescription.hasSuffix("mail") }
    )
    func absent(_ text: Case) throws {
        let identity = try Fixture.identity()
        var runs = 0
        #expect(identity.withUTF8(of: text.text) { _ in runs += 1 } == nil)
        #expect(runs == 0)
        #expect(text.property(identity) == nil)
    }

    @Test("An empty text is present, and has no bytes")
    func empty() throws {
        let identity = try Fixture.identity(#""iss":"""#)
        #expect(identity.issuer == "")
        #expect(identity.withUTF8(of: .issuer) { $0.count } == 0)
    }

    @Test("Errors from the body are rethrown")
    func throwing() throws {
        let identity = try Fixture.identity()
        #expect(throws: refusal(.missingEmail)) {
            try identity.withUTF8(of: .email) { _ throws(VerificationError) in throw refusal(.missingEmail) }
        }
    }

    private func bytes(of span: Span<UInt8>) -> [UInt8] {
        span.indices.map { span[$0] }
    }
}
