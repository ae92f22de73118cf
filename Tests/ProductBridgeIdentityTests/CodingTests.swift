// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import Testing

/// Values from an identity that applications store.
@Suite("Storing values as JSON")
struct CodingTests {
    private func expectCoding<Value: Codable & Hashable>(_ value: Value, _ json: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode([value]), as: UTF8.self) == "[\(json)]")
        #expect(try JSONDecoder().decode([Value].self, from: Data("[\(json)]".utf8)) == [value])
    }

    private func expectRefused<Value: Decodable>(_ type: Value.Type, _ json: String) {
        #expect(throws: DecodingError.self, "\(json)") {
            try JSONDecoder().decode([Value].self, from: Data("[\(json)]".utf8))
        }
    }

    @Test("A time is a number of seconds, with its fraction if it has one")
    func times() throws {
        try expectCoding(NumericDate(secondsSinceEpoch: 1_767_225_600), "1767225600")
        try expectCoding(NumericDate(secondsSinceEpoch: 1_767_225_600.25), "1767225600.25")
        try expectCoding(NumericDate(secondsSinceEpoch: 0), "0")
        try expectCoding(NumericDate(secondsSinceEpoch: -1.5), "-1.5")
        try expectCoding(NumericDate(secondsSinceEpoch: 253_402_300_799), "253402300799")
        for json in ["\"1767225600\"", "null", "true", "{}", "[1]"] { expectRefused(NumericDate.self, json) }
        // Fractions are preserved exactly, and so is the current time.
        for time in [NumericDate.now, NumericDate(secondsSinceEpoch: 0.1 + 0.2)] {
            let copy = try JSONDecoder().decode([NumericDate].self, from: JSONEncoder().encode([time]))
            #expect(copy == [time])
        }
    }

    @Test("A company is an object of the known values")
    func companies() throws {
        try expectCoding(Company(), "{}")
        try expectCoding(Company(id: "c-1"), #"{"id":"c-1"}"#)
        try expectCoding(Company(id: "", name: "é/\"", mrr: -0.5), #"{"id":"","mrr":-0.5,"name":"é/\""}"#)
        #expect(try JSONDecoder().decode(Company.self, from: Data(#"{"id":null,"x":1}"#.utf8)) == Company())
        for json in [#"{"id":1}"#, #"{"mrr":"1"}"#, "[]", "\"c-1\""] { expectRefused(Company.self, json) }
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(Company(mrr: .infinity)) }
    }

    @Test("A customer's status is its text, whether or not it is known")
    func statuses() throws {
        try expectCoding(CustomerStatus.active, "\"active\"")
        try expectCoding(CustomerStatus.trial, "\"trial\"")
        try expectCoding(CustomerStatus.churned, "\"churned\"")
        try expectCoding(CustomerStatus.other("Active"), "\"Active\"")
        try expectCoding(CustomerStatus.other(""), "\"\"")
        expectRefused(CustomerStatus.self, "1")
        expectRefused(CustomerStatus.self, "null")
    }

    @Test("A renewal's risk is one of three words")
    func risks() throws {
        for risk in RenewalRisk.allCases { try expectCoding(risk, "\"\(risk.rawValue)\"") }
        #expect(RenewalRisk.allCases.map(\.rawValue) == ["low", "medium", "high"])
        for json in ["\"Low\"", "\"\"", "0", "null"] { expectRefused(RenewalRisk.self, json) }
    }

    @Test("Statuses, claims and kinds of warnings are the numbers of the C header, which never change")
    func numbers() throws {
        let statuses: [(VerificationStatus, Int)] = [
            (.ok, 0), (.malformedToken, 10), (.tokenTooLarge, 11), (.malformedHeader, 20),
            (.unsupportedAlgorithm, 21), (.unsupportedType, 22), (.criticalHeader, 23), (.unknownKey, 24),
            (.malformedSignature, 30), (.signatureMismatch, 31), (.malformedPayload, 40),
            (.duplicateMember, 41), (.missingExpiry, 50), (.expired, 51), (.notYetValid, 52),
            (.issuedInFuture, 53), (.lifetimeTooLong, 54), (.missingEmail, 60), (.malformedClaim, 61),
            (.conflictingUserID, 62), (.missingUserHash, 63), (.missingUserID, 64),
            (.userHashMismatch, 65), (.issuerMismatch, 66), (.audienceMismatch, 67),
            (.emailNotCanonical, 68), (.invalidArgument, 90), (.weakSecret, 91), (.outOfMemory, 92),
            (.internalFailure, 93),
        ]
        for (status, number) in statuses { try expectCoding(status, "\(number)") }
        for claim in ClaimName.all { try expectCoding(claim, "\(claim.rawValue)") }
        let claims: [(ClaimName, Int)] = [
            (.email, 1), (.sub, 2), (.id, 3), (.userHash, 4), (.name, 5), (.avatarURL, 6),
            (.avatarURLCamel, 7), (.companyName, 8), (.companyID, 9), (.companyMRR, 10),
            (.customerStatus, 11), (.renewalDate, 12), (.renewalRisk, 13), (.accountOwnerID, 14),
            (.accountOwnerEmail, 15), (.externalUserID, 16), (.expiry, 17), (.notBefore, 18),
            (.issuedAt, 19), (.issuer, 20), (.audience, 21), (.tokenID, 22),
        ]
        for (claim, number) in claims { try expectCoding(claim, "\(number)") }
        let kinds: [(Warning.Kind, Int)] = [
            (.wrongType, 1), (.wrongForm, 6), (.coerced, 7), (.unknownName, 8), (.notCanonical, 2),
            (.placeholder, 3), (.missingIssuedAt, 4), (.weakSecret, 5),
        ]
        for (kind, number) in kinds { try expectCoding(kind, "\(number)") }
        // Values from a later version are kept unchanged.
        try expectCoding(VerificationStatus(rawValue: 9999), "9999")
        try expectCoding(ClaimName(rawValue: 9999), "9999")
        try expectCoding(Warning.Kind(rawValue: 4_294_967_295), "4294967295")
        for json in ["-1", "4294967296", "1.5", "\"1\"", "null"] {
            expectRefused(VerificationStatus.self, json)
            expectRefused(ClaimName.self, json)
            expectRefused(Warning.Kind.self, json)
        }
    }

    @Test("Warnings and errors are objects of numbers, and of a claim if there is one")
    func objects() throws {
        let email = ClaimName.email.rawValue
        let (placeholder, malformed) = (
            Warning.Kind.placeholder.rawValue, VerificationStatus.malformedClaim.rawValue
        )
        try expectCoding(
            Warning(kind: .placeholder, claim: .email),
            #"{"claim":\#(email),"kind":\#(placeholder)}"#
        )
        try expectCoding(Warning(kind: .placeholder), #"{"kind":\#(placeholder)}"#)
        try expectCoding(
            VerificationError(status: .malformedClaim, claim: .email),
            #"{"claim":\#(email),"status":\#(malformed)}"#
        )
        try expectCoding(VerificationError(status: .malformedClaim), #"{"status":\#(malformed)}"#)
        for json in ["{}", #"{"claim":1}"#, "1", #"{"kind":"x"}"#] { expectRefused(Warning.self, json) }
        for json in ["{}", #"{"claim":1}"#, "1", #"{"status":"x"}"#] {
            expectRefused(VerificationError.self, json)
        }
        let copy = try JSONDecoder().decode(
            VerificationError.self,
            from: JSONEncoder().encode(VerificationError(status: .expired))
        )
        #expect(copy.message == VerificationError(status: .expired).message)
    }
}
