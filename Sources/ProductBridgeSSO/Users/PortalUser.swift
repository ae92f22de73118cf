// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// A person of an organization, found by the e-mail address, "the identity anchor". Addresses are the same if
/// their bytes are.
public struct PortalUser: Hashable, Codable, Sendable, Identifiable {
    /// The record's id: 64 hex characters, always the same for an address.
    public let id: String

    /// The address: `Identity.canonicalEmail`.
    @Redacted public private(set) var email: String

    /// When the record was created.
    public let createdAt: NumericDate

    /// When the record was last changed.
    public internal(set) var updatedAt: NumericDate

    /// What the customer's server has said about the person.
    @Redacted public var profile = UserProfile()

    /// The ``PortalCompany/id`` of the person's company.
    public internal(set) var company: String?

    /// The ``id`` of the person that this one was merged into, who also signs in with this address.
    public internal(set) var mergedInto: String?

    /// The `iat` and the `exp` of the newest token about the person.
    var tokenIssuedAt: NumericDate?
    var tokenExpiresAt: NumericDate?

    /// A number that changes whenever all sessions of the person are ended. It begins at random, so that no
    /// session of a deleted person belongs to the next person with the address.
    var sessionGeneration = UInt64.random(in: 1...(1 << 52))

    init(email: String, createdAt: NumericDate) throws(VerificationError) {
        id = try Digest.email.of(email)
        self.email = email
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// The keys for finding the record: its user id, and the person that it was merged into.
    var tags: [String] { [userIDTag, mergedInto].compactMap(\.self) }

    private var userIDTag: String?

    func has(userID: String) -> Bool { profile.userID?.utf8.elementsEqual(userID.utf8) == true }

    /// Updates the record from a token.
    mutating func update(from identity: Identity, company: String?, at now: NumericDate) throws {
        profile.update(from: UserProfile(identity))
        self.company = company ?? self.company
        updatedAt = now
        tokenIssuedAt = identity.issuedAt
        tokenExpiresAt = identity.expiresAt
        try tagUserID()
    }

    /// Takes over everything from another record that this one doesn't have.
    mutating func fill(from other: PortalUser, at now: NumericDate) throws {
        var filled = other.profile
        filled.update(from: profile)
        profile = filled
        company = company ?? other.company
        updatedAt = now
        // A token older than the newest one of either record doesn't undo it.
        tokenIssuedAt = [tokenIssuedAt, other.tokenIssuedAt].compactMap(\.self).max()
        tokenExpiresAt = [tokenExpiresAt, other.tokenExpiresAt].compactMap(\.self).max()
        try tagUserID()
    }

    private mutating func tagUserID() throws {
        userIDTag = try profile.userID.map { try Digest.userID.of($0) }
    }

    /// Whether a token is older than the newest one about the person: by `iat` if both have one, otherwise by
    /// `exp` if both have one.
    func isNewer(than identity: Identity) -> Bool {
        if let known = tokenIssuedAt, let issuedAt = identity.issuedAt { return issuedAt < known }
        if let known = tokenExpiresAt, let expiresAt = identity.expiresAt { return expiresAt < known }
        return false
    }
}

extension PortalUser {
    /// The parts of a record that can be removed; a token can't remove them.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        /// ``UserProfile/userID``.
        case userID
        /// ``UserProfile/name``.
        case name
        /// ``UserProfile/avatarURL``.
        case avatarURL
        /// ``UserProfile/externalUserID``.
        case externalUserID
        /// ``UserProfile/customerStatus``.
        case customerStatus
        /// ``UserProfile/renewalDate``.
        case renewalDate
        /// ``UserProfile/renewalRisk``.
        case renewalRisk
        /// ``UserProfile/accountOwnerID``.
        case accountOwnerID
        /// ``UserProfile/accountOwnerEmail``.
        case accountOwnerEmail
        /// The person's company; the company's own record stays.
        case company
    }

    mutating func clear(_ fields: Set<Field>, at now: NumericDate) throws {
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

/// What the customer's server says about a person, besides the e-mail address. Nil if it hasn't said.
public struct UserProfile: Hashable, Codable, Sendable {
    /// The customer's own id for the person (`sub` or `id`).
    public var userID: String?
    /// The display name (`name`).
    public var name: String?
    /// The address of a picture (`avatar_url` or `avatarURL`).
    public var avatarURL: String?
    /// The id of the person in another system (`external_user_id`).
    public var externalUserID: String?
    /// The customer's status (`customer_status`).
    public var customerStatus: CustomerStatus?
    /// The date of the next renewal as the token had it (`renewal_date`).
    public var renewalDate: String?
    /// The risk that the customer doesn't renew (`renewal_risk`).
    public var renewalRisk: RenewalRisk?
    /// The id of the account's owner (`account_owner_id`).
    public var accountOwnerID: String?
    /// The e-mail address of the account's owner (`account_owner_email`).
    public var accountOwnerEmail: String?

    /// Makes an empty profile.
    public init() {}

    /// Makes a profile from a token.
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

    /// Replaces everything that `fresh` has, and keeps the rest.
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

/// A company of an organization's users, found by the customer's own id for it, or by its name if it has
/// none. An id and an identical name are two companies.
public struct PortalCompany: Hashable, Codable, Sendable, Identifiable {
    /// The record's id: 64 hex characters.
    public let id: String

    /// When the customer's server last mentioned it; up to an hour earlier if nothing was new.
    public internal(set) var updatedAt: NumericDate

    /// What is known about it.
    @Redacted public internal(set) var company = Company()

    /// The ``id`` of a token's company; nil if it has neither id nor name.
    static func id(of company: Company) throws -> String? {
        if let id = company.id { return try Digest.companyID.of(id) }
        return try company.name.map { try Digest.companyName.of($0) }
    }

    mutating func update(from fresh: Company, at now: NumericDate) {
        let old = company
        company.id = fresh.id ?? company.id
        company.name = fresh.name ?? company.name
        company.mrr = fresh.mrr ?? company.mrr
        let age = abs(now.secondsSinceEpoch - updatedAt.secondsSinceEpoch)
        if company != old || age >= 3600 { updatedAt = now }
    }
}

extension Identity {
    /// The company without values that would merge strangers: an empty id or name, and a name such as
    /// `undefined`, which programs write for a missing value. (The verifier has already removed such ids.)
    var usableCompany: Company? {
        guard var company else { return nil }
        let placeholder = Warning(kind: .placeholder, claim: .companyName)
        if company.id == "" { company.id = nil }
        if company.name == "" || warnings.contains(placeholder) { company.name = nil }
        return company == Company() ? nil : company
    }
}
