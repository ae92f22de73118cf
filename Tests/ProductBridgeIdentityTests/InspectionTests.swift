// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Inspecting without verifying")
struct InspectionTests {
    @Test("A token with any signature can be inspected")
    func inspect() throws {
        let token = Signer.token(#"{"email":"ada@example.com"}"#, secret: Fixture.otherSecret)
        let unverified = try UnverifiedToken(inspecting: token.utf8)
        #expect(unverified.form == .ok)
        #expect(unverified.headerJSON == Signer.header)
        #expect(unverified.payloadJSON == #"{"email":"ada@example.com"}"#)
        #expect(try UnverifiedToken(inspecting: Array(token.utf8)) == unverified)
    }

    @Test(
        "A segment without JSON has a status instead",
        arguments: [
            ("[]", "{}", VerificationStatus.malformedHeader, nil, "{}"),
            (#"{"alg":1}"#, "nonsense", .malformedPayload, #"{"alg":1}"#, nil),
            ("{}", #"{"a":1,"a":1}"#, .duplicateMember, "{}", nil),
            ("no", "no", .malformedHeader, nil, nil),
        ] as [(String, String, VerificationStatus, String?, String?)]
    )
    func form(
        _ header: String,
        _ payload: String,
        _ form: VerificationStatus,
        _ headerJSON: String?,
        _ payloadJSON: String?
    ) throws {
        let token = Signer.token(payload, header: header)
        let unverified = try UnverifiedToken(inspecting: token.utf8)
        #expect(unverified.form == form)
        #expect(unverified.headerJSON == headerJSON)
        #expect(unverified.payloadJSON == payloadJSON)
    }

    @Test("A text without segments can't be inspected")
    func impossible() {
        for token in ["", "abc", "a.b", ".b.c"] {
            #expect(throws: refusal(.malformedToken)) {
                try UnverifiedToken(inspecting: token.utf8)
            }
        }
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20 + 1)
        #expect(throws: refusal(.tokenTooLarge)) { try UnverifiedToken(inspecting: long) }
    }

    @Test("The library has a version")
    func version() {
        let parts = LibraryVersion.current.split(separator: ".")
        #expect(parts.count == 3)
        #expect(parts.allSatisfy { Int($0) != nil })
    }
}
