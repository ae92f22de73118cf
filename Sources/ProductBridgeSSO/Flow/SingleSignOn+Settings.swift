// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

extension SingleSignOn {
    /// Creates an organization's tenant record.
    ///
    /// - Parameters:
    ///   - organization: The organization's id.
    ///   - hosts: The portal's hosts, the main one first: a subdomain, and custom domains.
    ///   - administrator: Who makes the change, for the record of changes.
    ///   - now: The time.
    /// - Throws: ``SSOError/Code/organizationExists``; ``SSOError/Code/hostTaken`` if a host is another
    ///   organization's; ``SSOError/Code/invalidArgument`` for no host, and for duplicates.
    public func createTenant(
        _ organization: OrganizationID,
        hosts: [PortalHost],
        by administrator: String,
        at now: NumericDate = .now
    ) async throws {
        let tenant = try Tenant(organization: organization, hosts: hosts)
        let change = try SettingsChange(
            at: now,
            administrator: administrator,
            changes: ["created: \(hosts.map(\.origin))"]
        )
        try await retrying {
            guard try await store.read(.id(organization), []) == nil else {
                throw SSOError(.organizationExists)
            }
            try await demandFree(hosts, for: organization)
            var commit = PortalCommit(organization: organization)
            commit.expected = [.tenant: 0, RecordName(.change, change.id): 0]
            commit.puts = [.tenant(tenant), .change(change)]
            return try await commit.made(in: store) ? () : nil
        }
    }

    private func demandFree(_ hosts: [PortalHost], for organization: OrganizationID) async throws {
        for host in hosts {
            guard let owner = try await store.read(.host(host), [])?.tenant.organization else { continue }
            guard owner == organization else { throw SSOError(.hostTaken) }
        }
    }

    /// An organization's hosts, settings and secrets.
    ///
    /// - Throws: ``SSOError/Code/unknownOrganization``.
    public func tenant(_ organization: OrganizationID) async throws -> Tenant {
        try await work(.id(organization)).tenant
    }

    /// The organization of a portal's host.
    ///
    /// - Throws: ``SSOError/Code/unknownOrganization``.
    public func tenant(host: PortalHost) async throws -> Tenant {
        try await work(.host(host)).tenant
    }

    /// Changes the portal's hosts.
    ///
    /// - Throws: ``SSOError/Code/unknownOrganization``; ``SSOError/Code/hostTaken``;
    ///   ``SSOError/Code/invalidArgument`` for no host, and for duplicates.
    public func setHosts(
        _ hosts: [PortalHost],
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now
    ) async throws {
        try await retrying {
            _ = try await tenant(organization)
            // Another organization may have taken one since the last time.
            try await demandFree(hosts, for: organization)
            return try await tryToChangeTenant(organization, by: administrator, at: now) {
                try $0.setHosts(hosts)
            }
        }
    }

    /// Changes an organization's settings, in one step.
    ///
    /// - Parameters:
    ///   - organization: The organization.
    ///   - administrator: Who makes the change, for the record of changes.
    ///   - now: The time.
    ///   - change: Changes the settings; called again if somebody else changed them meanwhile. If it throws,
    ///     nothing is changed.
    /// - Throws: Any error that `change` throws; ``SSOError/Code/unknownOrganization``.
    public func changeSettings<Result>(
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now,
        _ change: (inout SSOSettings, inout WidgetSettings) throws -> Result
    ) async throws -> Result {
        try await changeTenant(organization, by: administrator, at: now) { tenant in
            try change(&tenant.settings, &tenant.widget)
        }
    }

    /// The administrators' changes, the newest last.
    ///
    /// - Parameters:
    ///   - organization: The organization.
    ///   - id: Only changes after this ``SettingsChange/id``; empty for the first.
    ///   - limit: The maximum number, 1 or more.
    /// - Throws: ``SSOError/Code/unknownOrganization``; ``SSOError/Code/invalidArgument`` for an invalid id,
    ///   and for a limit below 1.
    public func changes(
        of organization: OrganizationID,
        after id: String = "",
        limit: Int = 100
    ) async throws -> [SettingsChange] {
        guard limit >= 1, id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw SSOError(.invalidArgument)
        }
        return try await work(.id(organization), [.all(.change, after: id, limit: limit)]).all(.change)
            .compactMap {
                if case .change(let change) = $0 { change } else { nil }
            }
    }
}
