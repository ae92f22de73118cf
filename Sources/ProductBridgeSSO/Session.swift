// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// A person's session at an organization's portal.
///
/// Only a ``SessionManager`` makes one. It is immutable, and any number of threads may read it. Its
/// descriptions and its mirror show neither the person nor the id.
public struct Session: Hashable, Sendable {
    /// What tells the session from others.
    public let id: SessionID

    /// The organization at whose portal the person signed in. The session is good there alone.
    public let organization: OrganizationID

    /// The person's e-mail address: the `Identity.canonicalEmail` of the token
    /// that the person signed in with.
    public let email: String

    /// The customer's own id of the person, where the token had one.
    public let userID: String?

    /// When the person signed in. Whole seconds.
    public let createdAt: NumericDate

    /// From when on the session isn't good. Whole seconds.
    public let expiresAt: NumericDate

    init(id: SessionID, record: SessionRecord) {
        self.id = id
        organization = record.organization
        email = record.email
        userID = record.userID
        createdAt = record.createdAt
        expiresAt = record.expiresAt
    }
}

extension Session: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The organization and the end, such as
    /// `Session(organization: acme, expires: 2026-01-31T00:00:00Z)`.
    public var description: String { "Session(organization: \(organization), expires: \(expiresAt))" }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A session that has begun, and the cookie to send.
public struct StartedSession: Hashable, Sendable {
    /// The session.
    public let session: Session

    /// What to set, so that the browser comes back with it.
    public let cookie: SetCookie
}

/// A session that is good, and a cookie to send where it was prolonged.
public struct CheckedSession: Hashable, Sendable {
    /// The session.
    public let session: Session

    /// What to set where the session was prolonged by this request; otherwise nil.
    public let cookie: SetCookie?
}
