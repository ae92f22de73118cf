// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Statuses and errors")
struct StatusTests {
    static let statuses: [(VerificationStatus, UInt32, String)] = [
        (.ok, 0, "ok"), (.malformedToken, 10, "malformed_token"),
        (.tokenTooLarge, 11, "token_too_large"), (.malformedHeader, 20, "malformed_header"),
        (.unsupportedAlgorithm, 21, "unsupported_algorithm"),
        (.unsupportedType, 22, "unsupported_type"), (.criticalHeader, 23, "critical_header"),
        (.unknownKey, 24, "unknown_key"), (.malformedSignature, 30, "malformed_signature"),
        (.signatureMismatch, 31, "signature_mismatch"), (.malformedPayload, 40, "malformed_payload"),
        (.duplicateMember, 41, "duplicate_member"), (.missingExpiry, 50, "missing_exp"),
        (.expired, 51, "expired"), (.notYetValid, 52, "not_yet_valid"),
        (.issuedInFuture, 53, "issued_in_future"), (.lifetimeTooLong, 54, "lifetime_too_long"),
        (.missingEmail, 60, "missing_email"), (.malformedClaim, 61, "malformed_claim"),
        (.conflictingUserID, 62, "conflicting_user_id"), (.missingUserHash, 63, "missing_user_hash"),
        (.missingUserID, 64, "missing_user_id"), (.userHashMismatch, 65, "user_hash_mismatch"),
        (.issuerMismatch, 66, "issuer_mismatch"), (.audienceMismatch, 67, "audience_mismatch"),
        (.emailNotCanonical, 68, "email_not_canonical"), (.invalidArgument, 90, "invalid_argument"),
        (.weakSecret, 91, "weak_secret"), (.outOfMemory, 92, "out_of_memory"),
        (.internalFailure, 93, "internal"),
    ]

    @Test("Statuses have stable numbers and names, and sentences", arguments: statuses)
    func status(_ status: VerificationStatus, _ number: UInt32, _ name: String) {
        #expect(status.rawValue == number)
        #expect(status.name == name)
        #expect(status.description == name)
        #expect(status == VerificationStatus(rawValue: number))
        #expect(status.message.hasSuffix("."))
        #expect(status.publicMessage.hasSuffix("."))
    }

    @Test("A status that this version doesn't know has a name too")
    func unknownStatus() {
        let status = VerificationStatus(rawValue: 4711)
        #expect(status.name == "unknown_status")
        #expect(!status.message.isEmpty)
        #expect(!status.publicMessage.isEmpty)
        #expect(VerificationStatus(rawValue: .max).name == "unknown_status")
    }

    @Test("The sender of a token doesn't learn which check of its signature or claims failed")
    func publicMessages() {
        let told = Set(
            [
                VerificationStatus.signatureMismatch, .unknownKey, .userHashMismatch, .issuerMismatch,
                .audienceMismatch,
            ].map(\.publicMessage)
        )
        #expect(told.count == 1)
        #expect(VerificationStatus.expired.message != VerificationStatus.expired.publicMessage)
    }

    @Test("An error has status, claim and what to do")
    func error() {
        let plain = VerificationError(status: .expired)
        #expect(plain.description == "expired: " + VerificationStatus.expired.message)
        #expect(plain.message == VerificationStatus.expired.message)
        #expect(plain.publicMessage == VerificationStatus.expired.publicMessage)
        let named = VerificationError(status: .malformedClaim, claim: .expiry)
        #expect(
            named.description
                == "malformed_claim (exp): exp must be a JSON number of seconds since 1970 and later than iat, "
                + "not text and not milliseconds: Math.floor(Date.now() / 1000) + 3600."
        )
        #expect(named.description == "malformed_claim (exp): " + named.message)
    }

    @Test("Each claim has its own sentence, with the name that was sent")
    func claims() {
        let sentences = ClaimName.all.map { VerificationError(status: .malformedClaim, claim: $0).message }
        for (claim, sentence) in zip(ClaimName.all, sentences) {
            #expect(sentence.hasPrefix(claim.name + " must be "))
        }
        #expect(Set(sentences).count == sentences.count)
        let general = VerificationStatus.malformedClaim.message
        #expect(VerificationError(status: .malformedClaim).message == general)
        let unknown = VerificationError(status: .malformedClaim, claim: ClaimName(rawValue: .max))
        #expect(unknown.message == general)
        let expired = VerificationError(status: .expired, claim: .expiry)
        #expect(expired.message == VerificationStatus.expired.message)
    }

    @Test("Errors are equal if both status and claim are")
    func equality() {
        let error = VerificationError(status: .malformedClaim, claim: .expiry)
        #expect(error == VerificationError(status: .malformedClaim, claim: .expiry))
        #expect(error != VerificationError(status: .malformedClaim, claim: .issuedAt))
        #expect(error != VerificationError(status: .malformedClaim))
        #expect(error != VerificationError(status: .expired, claim: .expiry))
    }

    @Test("An error can be caught by its status")
    func catching() throws {
        let verifier = try Fixture.verifier()
        var caught: VerificationStatus?
        do {
            _ = try verifier.verify(Fixture.token(), at: Fixture.time(4000))
        } catch {
            caught = error.status
        }
        #expect(caught == .expired)
    }
}
