// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Something odd about a token that is good nevertheless.
///
/// A malformed CRM field must not lock a person out: it is left out of the identity, with a warning.
/// ``VerificationPolicy/strictClaims`` turns warnings of kind ``Kind/wrongType`` into refusals.
public struct Warning: Hashable, Sendable {
    /// What is odd.
    public let kind: Kind

    /// The claim that it is about, under the name that the token calls it by; nil where it is about
    /// none, as ``Kind/weakSecret`` is.
    public let claim: ClaimName?

    /// Makes a warning, for tests and for stand-ins of a verifier.
    public init(kind: Kind, claim: ClaimName? = nil) {
        self.kind = kind
        self.claim = claim
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
    /// What is odd: a stable number with a stable name. New ones may come.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The stable number, that of the C library's `pbjwt_warning`.
        public let rawValue: UInt32

        /// Makes a kind from its number, be it known to this version or not.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }
    }
}

extension Warning.Kind {
    /// A type, form or range outside the claim's; the claim is left out.
    /// (`PBJWT_WARNING_WRONG_TYPE`)
    public static let wrongType = Self(PBJWT_WARNING_WRONG_TYPE)

    /// `email` has an ASCII upper-case letter, or white space at an end. The documents: a changed
    /// address makes a new account. (`PBJWT_WARNING_NOT_CANONICAL`)
    public static let notCanonical = Self(PBJWT_WARNING_NOT_CANONICAL)

    /// The text reads `undefined`, `null`, `NaN`, `None` or `[object Object]`, as a program writes
    /// that had no value. A user, company, external or owner id counts as absent then, so that
    /// strangers are not merged. (`PBJWT_WARNING_PLACEHOLDER`)
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
        unsafe String(
            staticText: pbjwt_warning_name(pbjwt_warning(rawValue: .init(truncatingIfNeeded: rawValue)))
        )
            ?? "unknown_warning"
    }

    init(_ code: pbjwt_warning) {
        self.init(rawValue: .init(truncatingIfNeeded: code.rawValue))
    }
}

extension Warning.Kind: CustomStringConvertible {
    /// The stable name.
    public var description: String { name }
}
