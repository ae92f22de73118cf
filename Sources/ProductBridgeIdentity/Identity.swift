// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// What a verified token says about a person.
///
/// Only a verifier makes an identity, so it always comes from a verified token. It is lazy: a
/// claim becomes a Swift value when it is read, and is made anew at each reading. It is immutable,
/// and any number of threads may read it at the same time.
///
/// A claim that is absent, `null`, or left out with a warning (see ``warnings``) is nil. Claims of
/// the customer's own are read with ``claim(_:as:)``, ``customClaims()`` and ``customJSON()``.
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

    /// The address that ``VerificationPolicy/emailForm`` makes of ``email``: what to look people up
    /// by.
    public var canonicalEmail: String {
        unsafe handle.text(pbjwt_identity_canonical_email) ?? ""
    }

    /// The customer's own id of the person (`sub` or `id`). An empty or placeholder one is nil.
    public var userID: String? {
        unsafe handle.text(pbjwt_identity_user_id)
    }

    /// The person's name (`name`).
    public var name: String? {
        handle.text(PBJWT_CLAIM_NAME)
    }

    /// The address of a picture (`avatar_url` or `avatarURL`, the first where both are good): an http
    /// or https URL. Put it into an attribute that is escaped, and nowhere else.
    public var avatarURL: String? {
        unsafe handle.text(pbjwt_identity_avatar_url)
    }

    /// The id of the person in another system (`external_user_id`).
    public var externalUserID: String? {
        handle.text(PBJWT_CLAIM_EXTERNAL_USER_ID)
    }

    /// What became of the `user_hash`. The hash binds ``userID`` and not ``email``.
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
    /// The company (`company_id`, `company_name`, `company_mrr`); nil where the token has none of the
    /// three.
    public var company: Company? {
        let company = Company(
            id: handle.text(PBJWT_CLAIM_COMPANY_ID),
            name: handle.text(PBJWT_CLAIM_COMPANY_NAME),
            mrr: handle.number(PBJWT_CLAIM_COMPANY_MRR)
        )
        return company == Company() ? nil : company
    }

    /// Where the customer stands (`customer_status`).
    public var customerStatus: CustomerStatus? {
        handle.text(PBJWT_CLAIM_CUSTOMER_STATUS).map(CustomerStatus.init(rawValue:))
    }

    /// The date of the next renewal as the token has it (`renewal_date`): an ISO 8601 calendar date or
    /// date-time; with a warning of ``Warning/Kind/coerced`` another form that servers print, or the
    /// characters of a NumericDate.
    public var renewalDate: String? {
        handle.text(PBJWT_CLAIM_RENEWAL_DATE)
    }

    /// The time of the next renewal; a ``renewalDate`` without a time is its midnight in UTC. Before
    /// 1970 the seconds are negative.
    public var renewalTime: NumericDate? {
        unsafe handle.withPointer { identity in
            var seconds = 0.0
            let isThere = unsafe pbjwt_identity_renewal_date(identity, &seconds)
            return isThere ? NumericDate(secondsSinceEpoch: seconds) : nil
        }
    }

    /// How likely the customer is not to renew (`renewal_risk`).
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

    /// Before when the token isn't good (`nbf`; RFC 7519, 4.1.5).
    public var notBefore: NumericDate? {
        handle.date(PBJWT_CLAIM_NBF)
    }

    /// From when on the token isn't good (`exp`; RFC 7519, 4.1.4). Nil only where the policy
    /// ``VerificationPolicy/allowsMissingExpiry``.
    public var expiresAt: NumericDate? {
        handle.date(PBJWT_CLAIM_EXP)
    }

    /// Who issued the token (`iss`; RFC 7519, 4.1.1).
    public var issuer: String? {
        handle.text(PBJWT_CLAIM_ISS)
    }

    /// Whom the token is meant for (`aud`; RFC 7519, 4.1.3); empty where it doesn't say.
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

    /// The id of the secret that verified the token; nil where that secret has none.
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
    /// All that the verifier's policy to report would refuse of the token, in the order of the checks; empty
    /// where it has none. See ``IdentityVerifier/init(secrets:policy:reporting:)``.
    ///
    /// Each refusal is there once, and ``VerificationStatus/malformedClaim`` once a claim.
    /// ``VerificationStatus/outOfMemory`` or ``VerificationStatus/internalFailure`` says that a `user_hash`
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
    /// What may stand in a log: how many warnings there are, the secret's id and the expiry, such as
    /// `Identity(key: production, expires: 2026-01-31T13:00:00Z, warnings: 0)`. Nothing of the person.
    public var description: String {
        let expiry = expiresAt.map(\.description) ?? "never"
        return "Identity(key: \(keyID ?? "unnamed"), expires: \(expiry), warnings: \(warnings.count))"
    }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror without children, so that a dump tells nothing of the person either.
    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
