// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// A person of an organization, found by the e-mail address, "the identity anchor". Addresses are one
/// where their bytes are.
public struct PortalUser: Hashable, Codable, Sendable, Identifiable {
    /// What the person's record is kept under: 64 hex characters, the same for an address always.
    public let id: String

    /// The address: `Identity.canonicalEmail`.
    @Redacted public private(set) var email: String

    /// When the record was made.
    public let createdAt: NumericDate

    /// When the record was last changed.
    public internal(set) var updatedAt: NumericDate

    /// What the customer's server has told of the person.
    @Redacted public var profile: UserProfile

    /// The ``PortalCompany/id`` of the person's company.
    public internal(set) var company: String?

    /// The ``id`` of the person that this one was merged into, who signs in with this address, too.
    public internal(set) var mergedInto: String?

    /// The `iat` and the `exp` of the newest token that told of the person.
    var tokenIssuedAt: NumericDate?
    var tokenExpiresAt: NumericDate?

    /// How often all sessions of the person were ended.
    var sessionGeneration: UInt64 = 0

    init(email: String, createdAt: NumericDate) throws(VerificationError) {
        id = try Digest.email.of(email)
        self.email = email
        self.createdAt = createdAt
        updatedAt = createdAt
        profile = UserProfile()
    }

    /// What the record is found by: its user id, and the person that it was merged into.
    var tags: [String] { [userIDTag, mergedInto].compactMap(\.self) }

    private(set) var userIDTag: String?

    /// Takes in what a token tells.
    mutating func update(from identity: Identity, company: String?, at now: NumericDate)
        throws(VerificationError)
    {
        profile.update(from: UserProfile(identity))
        self.company = company ?? self.company
        updatedAt = now
        tokenIssuedAt = identity.issuedAt
        tokenExpiresAt = identity.expiresAt
        try tagUserID()
    }

    /// Takes over what another record tells and this one doesn't.
    mutating func fill(from other: PortalUser, at now: NumericDate) throws(VerificationError) {
        var filled = other.profile
        filled.update(from: profile)
        profile = filled
        company = company ?? other.company
        updatedAt = now
        // A token that is older than what either was told doesn't put that back.
        tokenIssuedAt = [tokenIssuedAt, other.tokenIssuedAt].compactMap(\.self).max()
        tokenExpiresAt = [tokenExpiresAt, other.tokenExpiresAt].compactMap(\.self).max()
        try tagUserID()
    }

    private mutating func tagUserID() throws(VerificationError) {
        if let userID = profile.userID {
            userIDTag = try Digest.userID.of(userID)
        } else {
            userIDTag = nil
        }
    }

    /// Whether a token is older than the newest that told of the person: by `iat` where both have one,
    /// else by `exp` where both have one.
    func isNewer(than identity: Identity) -> Bool {
        if let known = tokenIssuedAt, let issuedAt = identity.issuedAt { return issuedAt < known }
        if let known = tokenExpiresAt, let expiresAt = identity.expiresAt { return expiresAt < known }
        return false
    }
}

extension PortalUser {
    /// What of a record can be taken back; a token can't.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        case userID, name, avatarURL, externalUserID, customerStatus, renewalDate, renewalRisk
        case accountOwnerID, accountOwnerEmail
        /// That the person belongs to a company; the company's own record stays.
        case company
    }

    mutating func clear(_ fields: Set<Field>, at now: NumericDate) throws(VerificationError) {
        for field in fields {
            switch field {
            case .userID: profile.userID = nil
            case .name: profile.name = nil
            case .avatarURL: profile.avatarURL = nil
            case .externalUserID: profile.externalUserID = nil
            case .customerStatus: profile.customerStatus = nil
            case .renewalDate: profile.renewalDate = nil
            case .renewalRisk: profile.renewalRisk = nil
            case .accountOwnerID: profile.accountOwnerID = nil
            case .accountOwnerEmail: profile.accountOwnerEmail = nil
            case .company: company = nil
            }
        }
        updatedAt = now
        try tagUserID()
    }
}
