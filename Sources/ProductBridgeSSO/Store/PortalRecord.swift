// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Something that a ``PortalStore`` stores.
public enum PortalRecord: Hashable, Codable, Sendable {
    /// The organization itself: hosts, settings and sealed secrets. Each organization has one.
    case tenant(Tenant)
    /// A person.
    case user(PortalUser)
    /// A company.
    case company(PortalCompany)
    /// A session.
    case session(PortalSession)
    /// The fact that an attempt or a token, identified by its digest, was used, and until when it would be
    /// valid.
    case used(digest: String, until: NumericDate)
    /// A test of the redirect flow.
    case test(RedirectTest)
    /// A refused token.
    case refusal(RefusalEntry)
    /// How full a ring of refusals is.
    case ring(RefusalRing)
    /// A change of the settings.
    case change(SettingsChange)

    /// The kinds of records. The raw values are for a store's rows, and stable.
    public enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
        /// Of ``PortalRecord/tenant(_:)``.
        case tenant
        /// Of ``PortalRecord/user(_:)``.
        case user
        /// Of ``PortalRecord/company(_:)``.
        case company
        /// Of ``PortalRecord/session(_:)``.
        case session
        /// Of ``PortalRecord/used(digest:until:)``.
        case used
        /// Of ``PortalRecord/test(_:)``.
        case test
        /// Of ``PortalRecord/refusal(_:)``.
        case refusal
        /// Of ``PortalRecord/ring(_:)``.
        case ring
        /// Of ``PortalRecord/change(_:)``.
        case change
        /// A number that is only ever added to, without a record or a version.
        case counter
    }
}

/// The name of a record within its organization.
public struct RecordName: Hashable, Codable, Sendable {
    /// The kind of record.
    public let kind: PortalRecord.Kind
    /// 1 to 128 characters of printable ASCII without spaces. Names that others choose, such as an e-mail
    /// address, appear here as their digests.
    public let id: String

    /// Makes a name.
    public init(_ kind: PortalRecord.Kind, _ id: String) {
        self.kind = kind
        self.id = id
    }

    /// The name of each organization's tenant record.
    public static let tenant = RecordName(.tenant, "tenant")
}

extension PortalRecord {
    /// The record's name.
    public var name: RecordName {
        switch self {
        case .tenant: .tenant
        case .user(let user): RecordName(.user, user.id)
        case .company(let company): RecordName(.company, company.id)
        case .session(let session): RecordName(.session, session.digest)
        case .used(let digest, _): RecordName(.used, digest)
        case .test(let test): RecordName(.test, test.id)
        case .refusal(let entry): RecordName(.refusal, entry.id)
        case .ring(let ring): RecordName(.ring, ring.id)
        case .change(let change): RecordName(.change, change.id)
        }
    }

    /// Additional keys by which the record is found, each like a ``RecordName/id``; at most 2.
    public var tags: [String] {
        switch self {
        case .user(let user): user.tags
        case .session(let session): [session.user]
        case .refusal(let entry): entry.user.map { [$0] } ?? []
        default: []
        }
    }

    /// The last second at which the record is needed; nil for one that stays until it is removed.
    public var expiresAt: NumericDate? {
        switch self {
        case .session(let session): session.expiresAt
        case .used(_, let until): until
        case .test(let test): test.keptUntil
        default: nil
        }
    }
}
