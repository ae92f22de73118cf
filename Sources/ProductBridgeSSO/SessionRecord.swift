// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// What a ``SessionStore`` keeps of a session, and ``SessionRevocations`` are asked about: all but the
/// id, which a digest stands for.
///
/// Times are whole seconds. Its descriptions and its mirror show nothing of the person.
public struct SessionRecord: Hashable, Sendable {
    /// The digest of the session's id, 64 lower-case hex characters, which can't be turned back.
    public let digest: String

    /// The organization at whose portal the person signed in.
    public let organization: OrganizationID

    /// The person's e-mail address, to be compared byte by byte.
    public let email: String

    /// The customer's own id of the person.
    public let userID: String?

    /// When the person signed in.
    public let createdAt: NumericDate

    /// From when on the session isn't good.
    public var expiresAt: NumericDate

    /// Makes a record, for a store that reads it from elsewhere.
    public init(
        digest: String,
        organization: OrganizationID,
        email: String,
        userID: String?,
        createdAt: NumericDate,
        expiresAt: NumericDate
    ) {
        self.digest = digest
        self.organization = organization
        self.email = email
        self.userID = userID
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// The record of a session that `person` begins.
    init(digest: String, of person: VerifiedIdentity, createdAt: Int64, expiresAt: Int64) {
        self.init(
            digest: digest,
            organization: person.organization,
            email: person.identity.canonicalEmail,
            userID: person.identity.userID,
            createdAt: NumericDate(createdAt),
            expiresAt: NumericDate(expiresAt)
        )
    }
}

extension SessionRecord: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The organization and the end, such as
    /// `SessionRecord(organization: acme, expires: 2026-01-31T00:00:00Z)`.
    public var description: String {
        "SessionRecord(organization: \(organization), expires: \(expiresAt))"
    }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A session under its organization, which is how sessions are told apart everywhere.
struct SessionKey: Hashable, Sendable {
    let organization: OrganizationID
    let digest: String
}

/// A person of an organization.
struct PersonKey: Hashable, Sendable {
    let organization: OrganizationID
    let email: ExactText

    init(_ email: String, in organization: OrganizationID) {
        self.organization = organization
        self.email = ExactText(email)
    }
}

extension SessionRecord {
    var key: SessionKey { SessionKey(organization: organization, digest: digest) }

    var person: PersonKey { PersonKey(email, in: organization) }
}
