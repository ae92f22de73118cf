// SPDX-License-Identifier: Apache-2.0

/// An organization and the hosts its portal answers on.
public struct Organization: Hashable, Sendable {
    /// The organization's id.
    public let id: OrganizationID

    /// The portal's hosts, each once: at least one, the first of which is the main one.
    public let hosts: [PortalHost]

    /// Makes an organization.
    ///
    /// - Parameters:
    ///   - id: The organization's id.
    ///   - hosts: The portal's hosts, the main one first: a subdomain, and custom domains.
    /// - Throws: ``SSOError/Code/invalidArgument`` for no host, and for one that stands there twice.
    public init(id: OrganizationID, hosts: [PortalHost]) throws(SSOError) {
        guard !hosts.isEmpty, Set(hosts).count == hosts.count else { throw SSOError(.invalidArgument) }
        self.id = id
        self.hosts = hosts
    }

    /// The first of ``hosts``.
    public var mainHost: PortalHost { hosts[0] }
}
