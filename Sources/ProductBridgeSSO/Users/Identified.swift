// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// A person identified by a verified token, and the changes that it made.
public struct Identified: Sendable {
    /// What the token says, with its warnings and custom claims.
    public let identity: Identity

    /// The person's current record; if the address was merged into another person, that person's.
    public let user: PortalUser

    /// Whether the record was just created.
    public let isNew: Bool

    /// Whether the token is older than the last one about the person, so that the records were left
    /// unchanged.
    public let isOutdated: Bool

    /// The ``PortalUser/id``s of other records with the same user id: the person's address has changed, or
    /// several people share an id. Nothing is merged or moved automatically: the e-mail address selects the
    /// record. See ``SingleSignOn/merge(_:into:of:by:at:)``.
    public let othersWithUserID: [String]

    /// Whether the record previously had another user id: the address may have been given to another person.
    public let hasNewUserID: Bool

    /// The session that began.
    public let session: PortalSession

    /// The secret with which the browser or the widget proves the session; see ``PortalSession``.
    @Redacted public var credential: String
}
