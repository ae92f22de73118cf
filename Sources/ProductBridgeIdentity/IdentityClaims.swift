// SPDX-License-Identifier: Apache-2.0

/// What a customer's server says about a person in a token that it issues; see ``IdentityIssuer``.
///
/// Only the e-mail address is required. A nil claim is left out of the token. The form of the texts is
/// checked when the token is issued.
///
/// ```swift
/// var claims = IdentityClaims(email: user.email, form: .widget)
/// claims.userID = String(user.id)
/// claims.company = Company(id: "acme", name: "Acme", mrr: 1250)
/// claims.customerStatus = .trial
/// ```
public struct IdentityClaims: Hashable, Sendable {
    /// Which of the documents' two payload forms the token has.
    public var form: Form

    /// The e-mail address, the primary identity anchor (`email`). Send the same canonical, lower-case
    /// address every time.
    public var email: String

    /// The customer's own id for the person (`sub` or `id`, depending on ``form``).
    public var userID: String?

    /// Whether the token carries the `user_hash` of ``userID``, which is then required.
    public var includesUserHash = false

    /// The person's name (`name`).
    public var name: String?

    /// The address of a picture (`avatar_url` or `avatarURL`, depending on ``form``): an http or https URL.
    public var avatarURL: String?

    /// The id of the person in another system (`external_user_id`).
    public var externalUserID: String?

    /// The company (`company_id`, `company_name`, `company_mrr`).
    public var company: Company?

    /// The customer's status (`customer_status`).
    public var customerStatus: CustomerStatus?

    /// The date of the next renewal (`renewal_date`): an ISO 8601 calendar date, or a date-time with
    /// an offset.
    public var renewalDate: String?

    /// The risk that the customer doesn't renew (`renewal_risk`).
    public var renewalRisk: RenewalRisk?

    /// The id of the account's owner or customer success manager (`account_owner_id`).
    public var accountOwnerID: String?

    /// The e-mail address of the account's owner or customer success manager
    /// (`account_owner_email`).
    public var accountOwnerEmail: String?

    /// When the token becomes valid, 0 to 253402300799 (`nbf`; RFC 7519, 4.1.5).
    public var notBefore: NumericDate?

    /// Who issues the token (`iss`; RFC 7519, 4.1.1).
    public var issuer: String?

    /// Who the token is meant for (`aud`; RFC 7519, 4.1.3); a string in the token if there is one, an array
    /// if there are several.
    public var audience: [String] = []

    /// The token's own id (`jti`; RFC 7519, 4.1.7).
    public var tokenID: String?

    /// The `typ` of the token's header (RFC 8725, 3.11), by which ``VerificationPolicy/type`` distinguishes
    /// it from tokens for another use: 1 to 127 ASCII letters, digits and `!#$&-^_.+/`. Nil, the default, is
    /// `JWT`.
    public var type: String?

    /// The custom claims, as a JSON object.
    public var customJSON: String?

    /// Makes the claims of a person.
    ///
    /// - Parameters:
    ///   - email: The e-mail address.
    ///   - userID: The customer's own id for the person.
    ///   - name: The person's name.
    ///   - form: Which of the documents' two payload forms the token has.
    public init(email: String, userID: String? = nil, name: String? = nil, form: Form = .sso) {
        self.form = form
        self.email = email
        self.userID = userID
        self.name = name
    }
}

extension IdentityClaims {
    /// The documents' two payload forms, which have different names for the user id and the avatar. A
    /// verifier accepts either anywhere.
    public enum Form: Hashable, Sendable {
        /// Single Sign-On: `id` and `avatarURL`.
        case sso
        /// Identity Verification: `sub` and `avatar_url`.
        case widget
    }
}
