// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// One result as a JSON object on one line.
enum ResultJSON {
    static func line(for result: Result<Identity, VerificationError>) throws -> String {
        switch result {
        case .success(let identity): try accepted(identity)
        case .failure(let error): refused(error)
        }
    }

    private static func refused(_ error: VerificationError) -> String {
        JSONText.object([
            "status": JSONText.string(error.status.name),
            "verified": "false",
            "claim": JSONText.string(error.claim?.name),
            "message": JSONText.string(error.message),
        ])
    }

    private static func accepted(_ identity: Identity) throws -> String {
        let warnings = identity.warnings.map { warning in
            JSONText.object([
                "claim": JSONText.string(warning.claim?.name),
                "kind": JSONText.string(warning.kind.name),
            ])
        }
        return JSONText.object([
            "status": JSONText.string(VerificationStatus.ok.name),
            "verified": "true",
            "key": JSONText.string(identity.keyID),
            "warnings": JSONText.array(warnings),
            "identity": try object(for: identity),
        ])
    }

    private static func object(for identity: Identity) throws -> String {
        let hasAudience = ![nil, "null"].contains(identity.memberJSON("aud"))
        return JSONText.object([
            "email": JSONText.string(identity.email),
            "canonical_email": JSONText.string(identity.canonicalEmail),
            "user_id": JSONText.string(identity.userID),
            "name": JSONText.string(identity.name),
            "avatar_url": JSONText.string(identity.avatarURL),
            "company": company(identity.company),
            "customer_status": JSONText.string(identity.customerStatus?.rawValue),
            "renewal_date": JSONText.string(identity.renewalDate),
            "renewal_risk": JSONText.string(identity.renewalRisk?.rawValue),
            "account_owner_id": JSONText.string(identity.accountOwnerID),
            "account_owner_email": JSONText.string(identity.accountOwnerEmail),
            "external_user_id": JSONText.string(identity.externalUserID),
            "issued_at": JSONText.number(identity.issuedAt?.secondsSinceEpoch),
            "not_before": JSONText.number(identity.notBefore?.secondsSinceEpoch),
            "expires_at": JSONText.number(identity.expiresAt?.secondsSinceEpoch),
            "issuer": JSONText.string(identity.issuer),
            "audience": hasAudience ? JSONText.array(identity.audience.map(JSONText.string)) : "null",
            "token_id": JSONText.string(identity.tokenID),
            "user_hash": JSONText.string(identity.userHash.rawValue),
            "custom": JSONText.printable(try identity.customJSON()),
        ])
    }

    private static func company(_ company: Company?) -> String {
        guard let company else { return "null" }
        return JSONText.object([
            "id": JSONText.string(company.id),
            "name": JSONText.string(company.name),
            "mrr": JSONText.number(company.mrr),
        ])
    }
}
