// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// What a user's record is found by: the organization and the e-mail address, "the identity anchor".
/// Addresses are one where their bytes are.
public struct UserKey: Hashable, Sendable {
    /// Whose user.
    public let organization: OrganizationID

    private let exactEmail: ExactText

    /// The address: `Identity.canonicalEmail`.
    public var email: String { exactEmail.text }

    /// Makes a key.
    public init(organization: OrganizationID, email: String) {
        self.organization = organization
        exactEmail = ExactText(email)
    }
}

/// What a company's record is found by: the organization, and the customer's own id of the company or
/// its name where it has none. An id and a name that read alike are two companies.
public struct CompanyKey: Hashable, Sendable {
    /// Whose customer.
    public let organization: OrganizationID

    private let exactID: ExactText?
    private let exactName: ExactText?

    /// The company's id (`company_id`); nil of a company without one.
    public var id: String? { exactID?.text }

    /// The name (`company_name`) of a company without an id; nil of one with an id.
    public var name: String? { exactName?.text }

    /// The key of a company with an id.
    public init(organization: OrganizationID, id: String) {
        self.organization = organization
        exactID = ExactText(id)
        exactName = nil
    }

    /// The key of a company without an id.
    public init(organization: OrganizationID, name: String) {
        self.organization = organization
        exactID = nil
        exactName = ExactText(name)
    }
}

/// A user of an organization.
public struct UserRecord: Hashable, Sendable {
    /// What the record is found by.
    public let key: UserKey
    /// When it was made.
    public let createdAt: NumericDate
    /// When the customer's server last told of the person.
    public var updatedAt: NumericDate
    /// What is known of the person.
    public var profile: UserProfile
    /// The person's company.
    public var company: CompanyKey?

    /// Makes a record.
    public init(
        key: UserKey,
        createdAt: NumericDate,
        updatedAt: NumericDate? = nil,
        profile: UserProfile = UserProfile(),
        company: CompanyKey? = nil
    ) {
        self.key = key
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
        self.profile = profile
        self.company = company
    }
}

extension UserRecord {
    /// What of a record can be taken back.
    public enum Field: Hashable, Sendable, CaseIterable {
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

    mutating func clear(_ fields: Set<Field>) {
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
    }
}

/// A company of an organization's users.
public struct CompanyRecord: Hashable, Sendable {
    /// What the record is found by.
    public let key: CompanyKey
    /// When the customer's server last told of it.
    public var updatedAt: NumericDate
    /// What is known of it.
    public var company: Company

    /// Makes a record.
    public init(key: CompanyKey, updatedAt: NumericDate, company: Company) {
        self.key = key
        self.updatedAt = updatedAt
        self.company = company
    }
}
