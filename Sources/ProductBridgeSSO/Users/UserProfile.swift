// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// What the customer's server tells about a person beside the e-mail address. Nil is what it has not
/// told.
public struct UserProfile: Hashable, Codable, Sendable {
    /// The customer's own id of the person (`sub` or `id`).
    public var userID: String?
    /// The display name (`name`).
    public var name: String?
    /// The address of a picture (`avatar_url` or `avatarURL`).
    public var avatarURL: String?
    /// The id of the person in another system (`external_user_id`).
    public var externalUserID: String?
    /// Where the customer stands (`customer_status`).
    public var customerStatus: CustomerStatus?
    /// The date of the next renewal as the token had it (`renewal_date`).
    public var renewalDate: String?
    /// How likely the customer is not to renew (`renewal_risk`).
    public var renewalRisk: RenewalRisk?
    /// The id of the account's owner (`account_owner_id`).
    public var accountOwnerID: String?
    /// The e-mail address of the account's owner (`account_owner_email`).
    public var accountOwnerEmail: String?

    /// Makes a profile in which nothing is told.
    public init() {}

    /// Makes a profile of what a token says.
    public init(_ identity: Identity) {
        userID = identity.userID
        name = identity.name
        avatarURL = identity.avatarURL
        externalUserID = identity.externalUserID
        customerStatus = identity.customerStatus
        renewalDate = identity.renewalDate
        renewalRisk = identity.renewalRisk
        accountOwnerID = identity.accountOwnerID
        accountOwnerEmail = identity.accountOwnerEmail
    }

    /// Replaces what `fresh` tells, and keeps the rest.
    mutating func update(from fresh: UserProfile) {
        userID = fresh.userID ?? userID
        name = fresh.name ?? name
        avatarURL = fresh.avatarURL ?? avatarURL
        externalUserID = fresh.externalUserID ?? externalUserID
        customerStatus = fresh.customerStatus ?? customerStatus
        renewalDate = fresh.renewalDate ?? renewalDate
        renewalRisk = fresh.renewalRisk ?? renewalRisk
        accountOwnerID = fresh.accountOwnerID ?? accountOwnerID
        accountOwnerEmail = fresh.accountOwnerEmail ?? accountOwnerEmail
    }
}
