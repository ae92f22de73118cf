// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Something odd about an accepted token.
///
/// A malformed CRM field must not lock a person out: it is left out of the identity, with a warning.
/// ``VerificationPolicy/strictClaims`` turns warnings of the kinds ``Kind/wrongType``,
/// ``Kind/wrongForm`` and ``Kind/coerced`` into refusals.
public struct Warning: Hashable, Codable, Sendable {
    /// What is odd.
    public let kind: Kind

    /// The claim that it is about, by the name that the token uses; nil if it is about none, like
    /// ``Kind/weakSecret``.
    public let claim: ClaimName?

    /// Makes a warning, for tests and fake verifiers.
    public init(kind: Kind, claim: ClaimName? = nil) {
        self.kind = kind
        self.claim = claim
    }

    /// One English sentence for the operator: what is odd about the claim and what to send instead. May be
    /// reworded in any version.
    public var message: String {
        unsafe String(
            staticText: pbjwt_warning_message(kind.code, claim?.code ?? PBJWT_CLAIM_NONE)
        ) ?? ""
    }
}

extension Warning: CustomStringConvertible {
    /// The kind and the claim, such as `wrong_type (company_mrr)`.
    public var description: String {
        guard let claim else { return kind.name }
        return "\(kind.name) (\(claim.name))"
    }
}

extension Warning {
    /// What is odd: a stable number with a stable name. New ones may be added.
    public struct Kind: RawRepresentable, Hashable, Codable, Sendable {
        /// The stable number, that of the C library's `pbjwt_warning`.
        public let rawValue: UInt32

        /// Makes a kind from its number, whether or not this version knows it.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }
    }
}

extension Warning.Kind {
    /// A JSON type that the claim doesn't have; the claim is left out. (`PBJWT_WARNING_WRONG_TYPE`)
    public static let wrongType = Self(PBJWT_WARNING_WRONG_TYPE)

    /// The right type, but not the claim's form; the claim is left out. (`PBJWT_WARNING_WRONG_FORM`)
    public static let wrongForm = Self(PBJWT_WARNING_WRONG_FORM)

    /// The value was accepted, though it isn't written as it should be: a number as text, a date as servers
    /// print it, a risk in another case. (`PBJWT_WARNING_COERCED`)
    public static let coerced = Self(PBJWT_WARNING_COERCED)

    /// The name of a member resembles the claim's, such as `companyName` or `picture`, and no member
    /// has the claim's own name. (`PBJWT_WARNING_UNKNOWN_NAME`)
    public static let unknownName = Self(PBJWT_WARNING_UNKNOWN_NAME)

    /// `email` has an ASCII upper-case letter, white space or a format character (Unicode Cf) at an end, or a
    /// format character anywhere. According to the documents, a changed address creates a new account.
    /// (`PBJWT_WARNING_NOT_CANONICAL`)
    public static let notCanonical = Self(PBJWT_WARNING_NOT_CANONICAL)

    /// The text is what servers write for a missing value, such as `undefined`, `null` or `[object Object]`.
    /// A user, company, external or owner id then counts as absent, so that strangers are not merged.
    /// (`PBJWT_WARNING_PLACEHOLDER`)
    public static let placeholder = Self(PBJWT_WARNING_PLACEHOLDER)

    /// The token doesn't say when it was issued. (`PBJWT_WARNING_MISSING_IAT`)
    public static let missingIssuedAt = Self(PBJWT_WARNING_MISSING_IAT)

    /// The secret is shorter than RFC 7518, 3.2 allows; see
    /// ``Secret/weak(_:id:notAfter:)``.
    /// (`PBJWT_WARNING_WEAK_SECRET`)
    public static let weakSecret = Self(PBJWT_WARNING_WEAK_SECRET)

    /// The stable name, such as `not_canonical`; `unknown_warning` for a number that this version
    /// doesn't know.
    public var name: String {
        unsafe String(staticText: pbjwt_warning_name(code)) ?? "unknown_warning"
    }

    /// The C library's number.
    var code: pbjwt_warning {
        pbjwt_warning(rawValue: .init(truncatingIfNeeded: rawValue))
    }

    init(_ code: pbjwt_warning) {
        self.init(rawValue: .init(truncatingIfNeeded: code.rawValue))
    }
}

extension Warning.Kind: CustomStringConvertible {
    /// The stable name.
    public var description: String { name }
}
