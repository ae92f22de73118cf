// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

extension IdentityClaims {
    /// Runs `body` on a `pbjwt_claims` that has these claims. Throws ``VerificationStatus/invalidArgument``
    /// for anything that C doesn't accept.
    func withPointer<R>(
        _ body: (OpaquePointer) throws(VerificationError) -> R
    ) throws(VerificationError) -> R {
        guard let pointer = unsafe pbjwt_claims_new() else {
            throw VerificationError(status: .outOfMemory)
        }
        defer { unsafe pbjwt_claims_free(pointer) }
        try unsafe setTexts(of: pointer)
        try unsafe setOthers(of: pointer)
        return try unsafe body(pointer)
    }

    private func setTexts(of claims: OpaquePointer) throws(VerificationError) {
        let texts = [
            (PBJWT_CLAIM_EMAIL, email),
            (form == .sso ? PBJWT_CLAIM_ID : PBJWT_CLAIM_SUB, userID),
            (PBJWT_CLAIM_NAME, name),
            (form == .sso ? PBJWT_CLAIM_AVATAR_URL_CAMEL : PBJWT_CLAIM_AVATAR_URL, avatarURL),
            (PBJWT_CLAIM_EXTERNAL_USER_ID, externalUserID),
            (PBJWT_CLAIM_COMPANY_ID, company?.id),
            (PBJWT_CLAIM_COMPANY_NAME, company?.name),
            (PBJWT_CLAIM_CUSTOMER_STATUS, customerStatus?.rawValue),
            (PBJWT_CLAIM_RENEWAL_DATE, renewalDate),
            (PBJWT_CLAIM_RENEWAL_RISK, renewalRisk?.rawValue),
            (PBJWT_CLAIM_ACCOUNT_OWNER_ID, accountOwnerID),
            (PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL, accountOwnerEmail),
            (PBJWT_CLAIM_ISS, issuer),
            (PBJWT_CLAIM_JTI, tokenID),
        ]
        for case (let claim, let text?) in texts {
            try unsafe text.withUTF8Bytes { start, count throws(VerificationError) in
                try check(unsafe pbjwt_claims_set_text(claims, claim, start, count))
            }
        }
    }

    private func setOthers(of claims: OpaquePointer) throws(VerificationError) {
        for audience in audience {
            try unsafe audience.withUTF8Bytes { start, count throws(VerificationError) in
                try check(unsafe pbjwt_claims_add_audience(claims, start, count))
            }
        }
        if let mrr = company?.mrr {
            try check(unsafe pbjwt_claims_set_number(claims, PBJWT_CLAIM_COMPANY_MRR, mrr))
        }
        if let notBefore {
            let seconds = notBefore.secondsSinceEpoch
            try check(unsafe pbjwt_claims_set_number(claims, PBJWT_CLAIM_NBF, seconds))
        }
        try check(unsafe pbjwt_claims_set_user_hash(claims, includesUserHash))
        if let type {
            try unsafe type.withUTF8Bytes { start, count throws(VerificationError) in
                try check(unsafe pbjwt_claims_set_type(claims, start, count))
            }
        }
        if let customJSON {
            try unsafe customJSON.withUTF8Bytes { start, count throws(VerificationError) in
                try check(unsafe pbjwt_claims_set_custom(claims, start, count))
            }
        }
    }
}
