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
    @Redacted public var profile = UserProfile()

    /// The ``PortalCompany/id`` of the person's company.
    public internal(set) var company: String?

    /// The ``id`` of the person that this one was merged into, who signs in with this address, too.
    public internal(set) var mergedInto: String?

    /// The `iat` and the `exp` of the newest token that told of the person.
    var tokenIssuedAt: NumericDate?
    var tokenExpiresAt: NumericDate?

    /// Another number whenever all sessions of the person are ended. It begins at random, so that no session of
    /// a person who was deleted is one of the next person of the address.
    var sessionGeneration = UInt64.random(in: 1...(1 << 52))

    init(email: String, createdAt: NumericDate) throws(VerificationError) {
        id = try Digest.email.of(email)
        self.email = email
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// What the record is found by: its user id, and the person that it was merged into.
    var tags: [String] { [userIDTag, mergedInto].compactMap(\.self) }

    private var userIDTag: String?

    func has(userID: String) -> Bool { profile.userID?.utf8.elementsEqual(userID.utf8) == true }

    /// Takes in what a token tells.
    mutating func update(from identity: Identity, company: String?, at now: NumericDate) throws {
        profile.update(from: UserProfile(identity))
        self.company = company ?? self.company
        updatedAt = now
        tokenIssuedAt = identity.issuedAt
        tokenExpiresAt = identity.expiresAt
        try tagUserID()
    }

    /// Takes over what another record tells and this one doesn't.
    mutating func fill(from other: PortalUser, at now: NumericDate) throws {
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

    private mutating func tagUserID() throws {
        userIDTag = try profile.userID.map { try Digest.userID.of($0) }
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
        /// That the person belongs to a company; the company's own record stays.
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

/// A company of an organization's users, found by the customer's own id of it, or by its name where it has
/// none. An id and a name that read alike are two companies.
public struct PortalCompany: Hashable, Codable, Sendable, Identifiable {
    /// What the company's record is kept under: 64 hex characters.
    public let id: String

    /// When the customer's server last told of it; up to an hour earlier if it told nothing new.
    public internal(set) var updatedAt: NumericDate

    /// What is known of it.
    @Redacted public internal(set) var company = Company()

    /// The ``id`` of the company that a token tells of; nil where it tells neither id nor name.
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
    /// The company without what would merge strangers: an empty id or name, and a name such as
    /// `undefined`, as a program writes that had no value. (Of ids the verifier has taken those out.)
    var usableCompany: Company? {
        guard var company else { return nil }
        let placeholder = Warning(kind: .placeholder, claim: .companyName)
        if company.id == "" { company.id = nil }
        if company.name == "" || warnings.contains(placeholder) { company.name = nil }
        return company == Company() ? nil : company
    }
}
