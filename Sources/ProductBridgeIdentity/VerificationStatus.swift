// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// The result of a call: a stable number with a stable name.
///
/// The numbers are those of the C library's `pbjwt_status`, and are never reused. New ones may be added, so a
/// `switch` needs a `default` that refuses. The tens group the statuses by the step of the verification; the
/// first step that fails decides the status.
public struct VerificationStatus: RawRepresentable, Hashable, Codable, Sendable {
    /// The stable number.
    public let rawValue: UInt32

    /// Makes a status from its number, whether or not this version knows it.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

extension VerificationStatus {
    /// Success. No error has this status. (`PBJWT_OK`)
    public static let ok = VerificationStatus(PBJWT_OK)

    // MARK: Compact form

    /// The token is empty, not three segments, or its first or second segment is empty; RFC 7515,
    /// 7.1. (`PBJWT_MALFORMED_TOKEN`)
    public static let malformedToken = VerificationStatus(PBJWT_MALFORMED_TOKEN)

    /// The token is longer than ``VerificationPolicy/maxTokenBytes``. (`PBJWT_TOKEN_TOO_LARGE`)
    public static let tokenTooLarge = VerificationStatus(PBJWT_TOKEN_TOO_LARGE)

    // MARK: Header

    /// The header is not strict base64url of a strict JSON object; RFC 7515, 5.2.
    /// (`PBJWT_MALFORMED_HEADER`)
    public static let malformedHeader = VerificationStatus(PBJWT_MALFORMED_HEADER)

    /// `alg` is not exactly the string `HS256`; RFC 8725, 3.1. (`PBJWT_UNSUPPORTED_ALGORITHM`)
    public static let unsupportedAlgorithm = VerificationStatus(PBJWT_UNSUPPORTED_ALGORITHM)

    /// `typ` is not the policy's or, if it names none, is neither `JWT` nor `application/jwt`; RFC 7519, 5.1.
    /// (`PBJWT_UNSUPPORTED_TYPE`)
    public static let unsupportedType = VerificationStatus(PBJWT_UNSUPPORTED_TYPE)

    /// `crit` or `b64` is present; RFC 7515, 4.1.11 and RFC 7797. (`PBJWT_CRITICAL_HEADER`)
    public static let criticalHeader = VerificationStatus(PBJWT_CRITICAL_HEADER)

    /// No secret has the header's `kid`, or every secret's time is over; RFC 7515, 4.1.4.
    /// (`PBJWT_UNKNOWN_KEY`)
    public static let unknownKey = VerificationStatus(PBJWT_UNKNOWN_KEY)

    // MARK: Signature

    /// The signature is not strict base64url of 32 bytes. (`PBJWT_MALFORMED_SIGNATURE`)
    public static let malformedSignature = VerificationStatus(PBJWT_MALFORMED_SIGNATURE)

    /// The token was not signed with any of the secrets. (`PBJWT_SIGNATURE_MISMATCH`)
    public static let signatureMismatch = VerificationStatus(PBJWT_SIGNATURE_MISMATCH)

    // MARK: Payload

    /// The payload is not strict base64url of a strict JSON object; RFC 7519, 7.2.
    /// (`PBJWT_MALFORMED_PAYLOAD`)
    public static let malformedPayload = VerificationStatus(PBJWT_MALFORMED_PAYLOAD)

    /// An object in the payload names a member twice; RFC 7519, 4. (`PBJWT_DUPLICATE_MEMBER`)
    public static let duplicateMember = VerificationStatus(PBJWT_DUPLICATE_MEMBER)

    // MARK: Times

    /// The token has no `exp`. (`PBJWT_MISSING_EXP`)
    public static let missingExpiry = VerificationStatus(PBJWT_MISSING_EXP)

    /// `exp` has passed; RFC 7519, 4.1.4. (`PBJWT_EXPIRED`)
    public static let expired = VerificationStatus(PBJWT_EXPIRED)

    /// `nbf` is in the future; RFC 7519, 4.1.5. (`PBJWT_NOT_YET_VALID`)
    public static let notYetValid = VerificationStatus(PBJWT_NOT_YET_VALID)

    /// `iat` is in the future. (`PBJWT_ISSUED_IN_FUTURE`)
    public static let issuedInFuture = VerificationStatus(PBJWT_ISSUED_IN_FUTURE)

    /// `exp` is further from `iat` than ``VerificationPolicy/maxLifetime``.
    /// (`PBJWT_LIFETIME_TOO_LONG`)
    public static let lifetimeTooLong = VerificationStatus(PBJWT_LIFETIME_TOO_LONG)

    // MARK: Claims

    /// `email` is absent, null, empty or a placeholder such as `undefined`. (`PBJWT_MISSING_EMAIL`)
    public static let missingEmail = VerificationStatus(PBJWT_MISSING_EMAIL)

    /// A claim has a wrong type, form or range; ``VerificationError/claim`` names it.
    /// (`PBJWT_MALFORMED_CLAIM`)
    public static let malformedClaim = VerificationStatus(PBJWT_MALFORMED_CLAIM)

    /// `sub` and `id` differ. (`PBJWT_CONFLICTING_USER_ID`)
    public static let conflictingUserID = VerificationStatus(PBJWT_CONFLICTING_USER_ID)

    /// The policy requires a `user_hash`, and there is none. (`PBJWT_MISSING_USER_HASH`)
    public static let missingUserHash = VerificationStatus(PBJWT_MISSING_USER_HASH)

    /// There is a `user_hash` without its user id. (`PBJWT_MISSING_USER_ID`)
    public static let missingUserID = VerificationStatus(PBJWT_MISSING_USER_ID)

    /// `user_hash` is not the hash of the user id. (`PBJWT_USER_HASH_MISMATCH`)
    public static let userHashMismatch = VerificationStatus(PBJWT_USER_HASH_MISMATCH)

    /// `iss` is not ``VerificationPolicy/issuer``; RFC 7519, 4.1.1. (`PBJWT_ISSUER_MISMATCH`)
    public static let issuerMismatch = VerificationStatus(PBJWT_ISSUER_MISMATCH)

    /// `aud` neither is nor contains ``VerificationPolicy/audience``; RFC 7519, 4.1.3.
    /// (`PBJWT_AUDIENCE_MISMATCH`)
    public static let audienceMismatch = VerificationStatus(PBJWT_AUDIENCE_MISMATCH)

    /// The policy requires a lower-case address, and `email` isn't. (`PBJWT_EMAIL_NOT_CANONICAL`)
    public static let emailNotCanonical = VerificationStatus(PBJWT_EMAIL_NOT_CANONICAL)

    // MARK: Calls and environment

    /// The caller's mistake. (`PBJWT_INVALID_ARGUMENT`)
    public static let invalidArgument = VerificationStatus(PBJWT_INVALID_ARGUMENT)

    /// The secret is shorter than 32 bytes; RFC 7518, 3.2. (`PBJWT_WEAK_SECRET`)
    public static let weakSecret = VerificationStatus(PBJWT_WEAK_SECRET)

    /// Memory ran out. (`PBJWT_OUT_OF_MEMORY`)
    public static let outOfMemory = VerificationStatus(PBJWT_OUT_OF_MEMORY)

    /// The crypto library, the clock or the second reader failed. (`PBJWT_INTERNAL`)
    public static let internalFailure = VerificationStatus(PBJWT_INTERNAL)
}

extension VerificationStatus {
    /// The stable name, such as `signature_mismatch`; `unknown_status` for a number that this
    /// version doesn't know.
    public var name: String {
        unsafe String(staticText: pbjwt_status_name(code)) ?? ""
    }

    /// One English sentence for the operator: what is wrong and what to do about it. Contains no byte of any
    /// token, claim or secret. May be reworded in any version.
    public var message: String {
        unsafe String(staticText: pbjwt_status_message(code)) ?? ""
    }

    /// One English sentence that is safe to show to the person who sent the token: it doesn't tell which check
    /// failed, beyond what that person can change by signing in again.
    public var publicMessage: String {
        unsafe String(staticText: pbjwt_status_public_message(code)) ?? ""
    }

    /// The C library's number.
    var code: pbjwt_status {
        pbjwt_status(rawValue: .init(truncatingIfNeeded: rawValue))
    }

    init(_ code: pbjwt_status) {
        self.init(rawValue: .init(truncatingIfNeeded: code.rawValue))
    }
}

extension VerificationStatus: CustomStringConvertible {
    /// The stable name.
    public var description: String { name }
}
