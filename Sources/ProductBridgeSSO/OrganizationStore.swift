// SPDX-License-Identifier: Apache-2.0

/// Knows which organization a portal host is. Any task may call at any time.
public protocol OrganizationStore: Sendable {
    /// The organization that has this portal host, or nil where none has.
    func organization(host: PortalHost) async throws -> Organization?
}

/// Keeps organizations in this process's memory.
public final class InMemoryOrganizationStore: OrganizationStore {
    private let kept = Guarded<[PortalHost: Organization]>([:])

    /// Makes an empty store.
    public init() {}

    /// The organization of a host; see ``OrganizationStore/organization(host:)``.
    public func organization(host: PortalHost) -> Organization? {
        kept.withLock { $0[host] }
    }

    /// Adds an organization, or puts it in the place of the one with its id.
    ///
    /// - Throws: ``SSOError/Code/malformedPortalHost`` where a host is another organization's; nothing is
    ///   changed then.
    public func set(_ organization: Organization) throws(SSOError) {
        let isFree = kept.withLock { kept in
            guard organization.hosts.allSatisfy({ kept[$0].map { $0.id == organization.id } ?? true }) else {
                return false
            }
            kept = kept.filter { $0.value.id != organization.id }
            for host in organization.hosts { kept[host] = organization }
            return true
        }
        guard isFree else { throw SSOError(.malformedPortalHost) }
    }

    /// Removes an organization.
    public func remove(_ id: OrganizationID) {
        kept.withLock { kept in
            kept = kept.filter { $0.value.id != id }
        }
    }
}
