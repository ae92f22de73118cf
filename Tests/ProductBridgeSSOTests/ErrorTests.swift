// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Errors")
struct ErrorTests {
    private static let codes = SSOError.Code.messages.keys.sorted { $0.rawValue < $1.rawValue }

    @Test("Every code has a name, a sentence for administrators and one for the visitor", arguments: codes)
    func sentences(code: SSOError.Code) {
        #expect(code.rawValue.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (97...122).contains($0) })
        let error = SSOError(code)
        for text in [error.administratorMessage, error.visitorMessage] {
            #expect(text.first?.isUppercase == true)
            #expect(text.hasSuffix("."))
            #expect(!text.contains("  "))
        }
        #expect(error.description == "\(code.rawValue): \(error.administratorMessage)")
    }

    @Test("Every code of this version has its sentences")
    func complete() throws {
        let source = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Sources/ProductBridgeSSO/SSOError+Code.swift"
        )
        let names = try String(contentsOf: source, encoding: .utf8).split(separator: "\n")
            .compactMap { $0.split(separator: "Self(rawValue: \"").dropFirst().first?.dropLast(2) }
            .map(String.init)
        #expect(names.sorted() == Self.codes.map(\.rawValue))
    }

    @Test("No two codes have the same sentence for administrators")
    func different() {
        let texts = Self.codes.map { SSOError($0).administratorMessage.lowercased() }
        #expect(Set(texts).count == Self.codes.count)
    }

    @Test("The visitor's message reveals nothing", arguments: codes)
    func visitorMessages(code: SSOError.Code) {
        let text = SSOError(code, parameter: "ssoToken").visitorMessage.lowercased()
        let words = [
            "token", "cookie", "secret", "key", "signature", "organization", "jwt", "test", "hash",
            "database",
            "store", "e-mail", "email", "attempt", "session", "replay", "expired", "master", "parameter",
            "url",
        ]
        for word in words { #expect(!text.contains(word), "\(word)") }
        #expect(text == SSOError(code).visitorMessage.lowercased())
        // Not even what is wrong with a token.
        let verification = VerificationError(status: .signatureMismatch)
        #expect(SSOError(code, verification: verification).visitorMessage == SSOError(code).visitorMessage)
    }

    @Test("A refusal reveals only to the person whether they are known")
    func unknownUser() {
        // Only a token with a valid signature gets the answer that there is no account.
        let told = Self.codes.filter { SSOError($0).visitorMessage.contains("account") }
        #expect(told == [.unknownUser])
    }

    private static let statuses: [Int: [SSOError.Code]] = [
        400: [
            .malformedPortalHost, .malformedLoginURL, .insecureLoginURL, .malformedCallback,
            .missingParameter,
            .repeatedParameter, .unsafeReturnTo, .malformedSecretName, .unknownSecret, .invalidArgument,
        ],
        401: [.tokenRefused, .tokenReplayed, .identifyRequired, .unknownSession],
        403: [
            .wrongOrganization, .unsolicited, .attemptExpired, .attemptUsed, .notSameOrigin, .unknownUser,
            .nativeLoginDisabled,
        ],
        404: [.unknownOrganization, .unknownTest],
        409: [
            .hostTaken, .organizationExists, .loginURLNotSet, .testNotPassed, .ssoNotEnabled,
            .secretNameTaken,
            .tooManySecrets, .secretRetiring,
        ],
        500: [.malformedMasterKey, .unknownMasterKey, .sealBroken, .storeInconsistent],
        503: [.noSecret, .storeBusy],
    ]

    @Test("Every code has its HTTP status")
    func httpStatus() {
        for (status, codes) in Self.statuses {
            for code in codes { #expect(SSOError(code).httpStatus == status, "\(code.rawValue)") }
        }
        let all = Self.statuses.values.flatMap(\.self)
        #expect(all.map(\.rawValue).sorted() == Self.codes.map(\.rawValue))
        #expect(SSOError(SSOError.Code(rawValue: "from_the_future")).httpStatus == 400)
    }

    @Test(
        "Problems with the operator's keys, store or clock are not refusals, everything else is",
        arguments: codes
    )
    func refusals(code: SSOError.Code) {
        let isRefusal = SSOError(code).httpStatus != 500 && code != .invalidArgument
        #expect(SSOError(code).isRefusal == isRefusal)
    }

    @Test("A code that this version doesn't know has sentences, too")
    func unknownCode() {
        let error = SSOError(SSOError.Code(rawValue: "from_the_future"))
        #expect(error.description == "from_the_future: The request was refused.")
        #expect(error.visitorMessage.hasPrefix("That did not work."))
    }

    @Test("A description names the parameter, or has the verifier's error and its claim")
    func descriptions() {
        let missing = SSOError(.missingParameter, parameter: "ssoToken")
        #expect(missing.description.hasPrefix("missing_parameter (ssoToken): The callback lacks"))
        let verification = VerificationError(status: .malformedClaim, claim: .expiry)
        let refused = SSOError(.tokenRefused, verification: verification)
        #expect(refused.description == "token_refused: \(verification.description)")
        #expect(refused.administratorMessage == verification.message)
        #expect(refused.visitorMessage == "Please log in.")
    }

    @Test("An error is stored as code, parameter and the verifier's error")
    func coding() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let verification = VerificationError(status: .malformedClaim, claim: .expiry)
        let (status, claim) = (verification.status.rawValue, ClaimName.expiry.rawValue)
        let errors: [(SSOError, String)] = [
            (SSOError(.noSecret), #"{"code":"no_secret"}"#),
            (
                SSOError(.missingParameter, parameter: "ssoToken"),
                #"{"code":"missing_parameter","parameter":"ssoToken"}"#
            ),
            (
                SSOError(.tokenRefused, verification: verification),
                #"{"code":"token_refused","verification":{"claim":\#(claim),"status":\#(status)}}"#
            ),
        ]
        for (error, json) in errors {
            #expect(String(decoding: try encoder.encode(error), as: UTF8.self) == json)
            #expect(try JSONDecoder().decode(SSOError.self, from: Data(json.utf8)) == error)
        }
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
