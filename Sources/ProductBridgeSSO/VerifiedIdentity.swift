// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// An identity together with the organization whose secret verified its token.
///
/// Each organization has a Widget API Secret of its own, so what a token says holds within that
/// organization alone. Only this module makes one, after the token was verified; so whoever takes one,
/// such as a ``SessionManager``, needn't ask where it comes from. It is immutable, and any number of
/// threads may read it.
public struct VerifiedIdentity: Sendable {
    /// The organization whose secret verified the token.
    public let organization: OrganizationID

    /// What the token says about the person.
    public let identity: Identity

    init(organization: OrganizationID, identity: Identity) {
        self.organization = organization
        self.identity = identity
    }
}

extension VerifiedIdentity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The organization and what an `Identity` lets into a log; nothing of the person.
    public var description: String { "VerifiedIdentity(organization: \(organization), \(identity))" }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
