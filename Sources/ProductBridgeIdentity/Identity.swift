// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// What a verified token says about a person.
///
/// Only a verifier makes an identity, so it always comes from a verified token. It is lazy: each read of a
/// claim makes a new Swift value. It is immutable, and any number of threads may read it at the same time.
///
/// A claim that is absent, `null`, or left out with a warning (see ``warnings``) is nil. Read custom claims
/// with ``claim(_:as:)``, ``customClaims()`` and ``customJSON()``.
public struct Identity: Sendable {
    let handle: IdentityHandle

    init(handle: IdentityHandle) {
        self.handle = handle
    }
}

// MARK: - The person

extension Identity {
    /// The e-mail address as the token has it (`email`); never empty, at most 320 bytes.
    public var email: String {
        handle.text(PBJWT_CLAIM_EMAIL) ?? ""
    }

    /// ``email`` in the form of ``VerificationPolicy/emailForm``: look people up by this address.
    public var canonicalEmail: String {
        unsafe handle.text(pbjwt_identity_canonical_email) ?? ""
    }

    /// The customer's own id for the person (`sub` or `id`). An empty or placeholder one is nil.
    public var userID: String? {
        unsafe handle.text(pbjwt_identity_user_id)
    }

    /// The person's name (`name`).
    public var name: String? {
        handle.text(PBJWT_CLAIM_NAME)
    }

    /// The address of a picture (`avatar_url` or `avatarURL`, the first if both are valid): an http or https
    /// URL. Only put it into an escaped attribute.
    public var avatarURL: String? {
        unsafe handle.text(pbjwt_identity_avatar_url)
    }

    /// The id of the person in another system (`external_user_id`).
    public var externalUserID: String? {
        handle.text(PBJWT_CLAIM_EXTERNAL_USER_ID)
    }

    /// The state of `user_hash`. The hash binds ``userID``, not ``email``.
    public var userHash: UserHashState {
        unsafe handle.withPointer { identity in
            switch unsafe pbjwt_identity_user_hash(identity) {
            case PBJWT_HASH_VERIFIED: .verified
            case PBJWT_HASH_UNCHECKED: .unchecked
            default: .absent
            }
        }
    }
}

// MARK: - The customer

extension Identity {
    /// The company (`company_id`, `company_name`, `company_mrr`); nil if the token has none of the three.
    public var company: Company? {
        let company = Company(
            id: handle.text(PBJWT_CLAIM_COMPANY_ID),
            name: handle.text(PBJWT_CLAIM_COMPANY_NAME),
            mrr: handle.number(PBJWT_CLAIM_COMPANY_MRR)
        )
        return company == Company() ? nil : company
    }

    /// The customer's status (`customer_status`).
    public var customerStatus: CustomerStatus? {
        handle.text(PBJWT_CLAIM_CUSTOMER_STATUS).map(CustomerStatus.init(rawValue:))
    }

    /// The date of the next renewal as the token has it (`renewal_date`): an ISO 8601 calendar date or
    /// date-time; with the warning ``Warning/Kind/coerced``, another form that servers print, or the
    /// characters of a NumericDate.
    public var renewalDate: String? {
        handle.text(PBJWT_CLAIM_RENEWAL_DATE)
    }

    /// The time of the next renewal; a ``renewalDate`` without a time means midnight UTC. Before 1970, the
    /// seconds are negative.
    public var renewalTime: NumericDate? {
        unsafe handle.withPointer { identity in
            var seconds = 0.0
            let isThere = unsafe pbjwt_identity_renewal_date(identity, &seconds)
            return isThere ? NumericDate(secondsSinceEpoch: seconds) : nil
        }
    }

    /// The risk that the customer doesn't renew (`renewal_risk`).
    public var renewalRisk: RenewalRisk? {
        unsafe handle.withPointer { identity in
            switch unsafe pbjwt_identity_renewal_risk(identity) {
            case PBJWT_RISK_LOW: .low
            case PBJWT_RISK_MEDIUM: .medium
            case PBJWT_RISK_HIGH: .high
            default: nil
            }
        }
    }

    /// The id of the account's owner or customer success manager (`account_owner_id`).
    public var accountOwnerID: String? {
        handle.text(PBJWT_CLAIM_ACCOUNT_OWNER_ID)
    }

    /// The e-mail address of the account's owner or customer success manager
    /// (`account_owner_email`).
    public var accountOwnerEmail: String? {
        handle.text(PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL)
    }
}

// MARK: - The token

extension Identity {
    /// When the token was issued (`iat`; RFC 7519, 4.1.6).
    public var issuedAt: NumericDate? {
        handle.date(PBJWT_CLAIM_IAT)
    }

    /// When the token becomes valid (`nbf`; RFC 7519, 4.1.5).
    public var notBefore: NumericDate? {
        handle.date(PBJWT_CLAIM_NBF)
    }

    /// When the token expires (`exp`; RFC 7519, 4.1.4). Nil only if the policy
    /// ``VerificationPolicy/allowsMissingExpiry``.
    public var expiresAt: NumericDate? {
        handle.date(PBJWT_CLAIM_EXP)
    }

    /// Who issued the token (`iss`; RFC 7519, 4.1.1).
    public var issuer: String? {
        handle.text(PBJWT_CLAIM_ISS)
    }

    /// Who the token is meant for (`aud`; RFC 7519, 4.1.3); empty if it doesn't say.
    public var audience: [String] {
        let count = unsafe handle.withPointer { unsafe pbjwt_identity_audience_count($0) }
        return (0..<count).compactMap { index in
            unsafe handle.text { unsafe pbjwt_identity_audience($0, index, $1) }
        }
    }

    /// The token's own id (`jti`; RFC 7519, 4.1.7).
    public var tokenID: String? {
        handle.text(PBJWT_CLAIM_JTI)
    }

    /// The id of the secret that verified the token; nil if that secret has none.
    public var keyID: String? {
        unsafe handle.text(pbjwt_identity_key_id)
    }

    /// What is odd about the token, in the order of the checks.
    public var warnings: [Warning] {
        unsafe handle.withPointer { identity in
            let count = unsafe pbjwt_identity_warning_count(identity)
            return (0..<count).map { index in
                var claim = PBJWT_CLAIM_NONE
                let kind = unsafe pbjwt_identity_warning(identity, index, &claim)
                return Warning(kind: Warning.Kind(kind), claim: ClaimName(claim))
            }
        }
    }
}

extension Identity {
    /// Every reason for which the verifier's reported policy would refuse the token, in the order of the
    /// checks; empty if there is no such policy. See ``IdentityVerifier/init(secrets:policy:reporting:)``.
    ///
    /// Each refusal is listed once, ``VerificationStatus/malformedClaim`` once per claim.
    /// ``VerificationStatus/outOfMemory`` or ``VerificationStatus/internalFailure`` means that a `user_hash`
    /// couldn't be computed.
    public var wouldRefuse: [VerificationError] {
        unsafe handle.withPointer { identity in
            let count = unsafe pbjwt_identity_would_refuse_count(identity)
            return (0..<count).map { index in
                var status = PBJWT_OK
                var claim = PBJWT_CLAIM_NONE
                _ = unsafe pbjwt_identity_would_refuse(identity, index, &status, &claim)
                return VerificationError(status: VerificationStatus(status), claim: ClaimName(claim))
            }
        }
    }
}

// MARK: - Description

extension Identity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A summary for logs: the number of warnings, the secret's id and the expiry, such as
    /// `Identity(key: production, expires: 2026-01-31T13:00:00Z, warnings: 0)`. Nothing about the person.
    public var description: String {
        let expiry = expiresAt.map(\.description) ?? "never"
        return "Identity(key: \(keyID ?? "unnamed"), expires: \(expiry), warnings: \(warnings.count))"
    }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror without children, so that a dump shows nothing about the person either.
    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
