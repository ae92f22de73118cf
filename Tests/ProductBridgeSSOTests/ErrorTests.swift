// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Errors")
struct ErrorTests {
    private static let codes = SSOError.Code.texts.keys.sorted { $0.rawValue < $1.rawValue }

    @Test("Every code has a name, a sentence for the operator and one for the visitor", arguments: codes)
    func sentences(code: SSOError.Code) {
        #expect(code.rawValue.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (97...122).contains($0) })
        let error = SSOError(code)
        for text in [error.message, error.publicMessage] {
            #expect(text.first?.isUppercase == true)
            #expect(text.hasSuffix("."))
        }
        #expect(error.description == "\(code.rawValue): \(error.message)")
    }

    @Test("No code of this version is without its sentences")
    func complete() throws {
        let source = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Sources/ProductBridgeSSO/SSOError+Code.swift"
        )
        let names = try String(contentsOf: source, encoding: .utf8).split(separator: "\n")
            .compactMap { $0.split(separator: "Self(rawValue: \"").dropFirst().first?.dropLast(2) }
            .map(String.init)
        #expect(names.sorted() == Self.codes.map(\.rawValue))
    }

    @Test("What the visitor sees gives away nothing of tokens, cookies and secrets", arguments: codes)
    func publicMessages(code: SSOError.Code) {
        let text = SSOError(code).publicMessage.lowercased()
        for word in ["token", "cookie", "secret", "key", "signature", "organization", "jwt", "test", "hash"] {
            #expect(!text.contains(word))
        }
    }

    @Test("A code that this version doesn't know has sentences, too")
    func unknownCode() {
        let error = SSOError(SSOError.Code(rawValue: "from_the_future"))
        #expect(error.description == "from_the_future: The request was refused.")
        #expect(error.publicMessage.hasPrefix("That did not work."))
    }

    @Test("A description names the parameter, or what the verifier says with its claim")
    func descriptions() {
        let missing = SSOError(.missingParameter, parameter: "ssoToken")
        #expect(missing.description.hasPrefix("missing_parameter (ssoToken): The callback lacks"))
        let verification = VerificationError(status: .malformedClaim, claim: .expiry)
        let refused = SSOError(.tokenRefused, verification: verification)
        #expect(refused.description == "token_refused: \(verification.description)")
        #expect(refused.message == verification.message)
        #expect(refused.publicMessage == "Please log in.")
    }

    @Test("An organization's id is 1 to 128 ASCII letters, digits, '-', '_' and '.'")
    func organizationIDs() {
        for text in ["a", "org_2aB-9.x", String(repeating: "a", count: 128)] {
            #expect(OrganizationID(rawValue: text)?.rawValue == text)
        }
        for text in ["", "a b", "a/b", "ä", "a\n", "a@b", "a&b", String(repeating: "a", count: 129)] {
            #expect(OrganizationID(rawValue: text) == nil)
        }
    }
}
