// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// A person whom a verified token identified, and what became of it.
public struct Identified: Sendable {
    /// What the token says, with its warnings and custom claims.
    public let identity: Identity

    /// The person's record as it is now; that of the person whom the address was merged into, if it was.
    public let user: PortalUser

    /// Whether the record was made just now.
    public let isNew: Bool

    /// Whether the token is older than one that told of the person before, so that the records were left
    /// as they are.
    public let isOutdated: Bool

    /// The ``PortalUser/id``s of other records that have the user id, too: the person's address has changed, or
    /// several persons have one id. Nothing is merged or moved by itself: the e-mail address picks the record. See
    /// ``SingleSignOn/merge(_:into:of:by:at:)``.
    public let othersWithUserID: [String]

    /// Whether the record had another user id before: the address may have been given to another person.
    public let hasNewUserID: Bool

    /// The session that began.
    public let session: PortalSession

    /// What the browser or the widget shows the session by; see ``PortalSession``. It is a secret.
    @Redacted public var credential: String
}
