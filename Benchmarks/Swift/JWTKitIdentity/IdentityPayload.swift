// SPDX-License-Identifier: Apache-2.0

package import JWTKit

/// The claims of an identity token, as a program declares them for jwt-kit.
package struct IdentityPayload: JWTPayload {
    package let email: String
    package let sub: SubjectClaim?
    package let name: String?
    package let avatarURL: String?
    package let externalUserID: String?
    package let companyID: String?
    package let companyName: String?
    package let companyMRR: Double?
    package let customerStatus: String?
    package let renewalDate: String?
    package let renewalRisk: String?
    package let accountOwnerEmail: String?
    package let userHash: String?
    package let iat: IssuedAtClaim?
    package let nbf: NotBeforeClaim?
    package let exp: ExpirationClaim

    enum CodingKeys: String, CodingKey {
        case email, sub, name, iat, nbf, exp
        case avatarURL = "avatar_url"
        case externalUserID = "external_user_id"
        case companyID = "company_id"
        case companyName = "company_name"
        case companyMRR = "company_mrr"
        case customerStatus = "customer_status"
        case renewalDate = "renewal_date"
        case renewalRisk = "renewal_risk"
        case accountOwnerEmail = "account_owner_email"
        case userHash = "user_hash"
    }

    /// Checks the times, which jwt-kit leaves to the payload. It can't check the `user_hash`, because jwt-kit
    /// doesn't give the payload the key.
    package func verify(using algorithm: some JWTAlgorithm) async throws {
        try exp.verifyNotExpired()
        try nbf?.verifyNotBefore()
    }
}
