// SPDX-License-Identifier: Apache-2.0

/// The secrets of every organization, each read when it is first asked for.
///
/// It holds the verifiers of all organizations that were asked for and have secrets, some kilobytes each. Of
/// others it remembers nothing once nobody holds what it gave, since whoever writes a widget's configuration
/// can make up organizations. Any task may call at any time.
public final class SecretVault: Sendable {
    private let store: any WidgetSecretStore
    private let settings: any SSOSettingsStore
    /// How tokens are judged beyond their signature.
    public let policies: TokenPolicies
    private let opened = Guarded(OpenedSecrets())

    /// Makes a vault over the stores.
    ///
    /// - Parameters:
    ///   - store: Where secrets are kept.
    ///   - settings: Where the organizations' settings are kept.
    ///   - policies: How tokens are judged beyond their signature, in every organization.
    public init(
        store: any WidgetSecretStore,
        settings: any SSOSettingsStore,
        policies: TokenPolicies = TokenPolicies()
    ) {
        self.store = store
        self.settings = settings
        self.policies = policies
    }

    /// The organization's secrets: the same object for all who hold it, so that a change that is made by
    /// one caller reaches all.
    ///
    /// - Throws: What the store throws; `VerificationError` for a policy out of its range, and when
    ///   memory, the random generator or the crypto library fails.
    public func secrets(of organization: OrganizationID) async throws -> OrganizationSecrets {
        if let secrets = opened.withLock({ $0.find(organization) }) {
            if secrets.needsReload { try await secrets.reload() }
            return secrets
        }
        let fresh = try await OrganizationSecrets(
            of: organization,
            in: store,
            settings: settings,
            policies: policies
        )
        let secrets = opened.withLock { $0.findOrInsert(fresh) }
        // A change that was made meanwhile went to no object that was known.
        if secrets === fresh { try await secrets.reload() }
        return secrets
    }

    /// How many organizations are remembered.
    var count: Int { opened.withLock { $0.count } }
}

private struct OpenedSecrets {
    private var kept: [OrganizationID: OrganizationSecrets] = [:]
    /// Those that had no secret when they were opened, and such as nobody holds any more.
    private var empty: [OrganizationID: Weak] = [:]
    private var nextSweep = 64

    private struct Weak {
        weak var secrets: OrganizationSecrets?
    }

    var count: Int { kept.count + empty.count }

    func find(_ organization: OrganizationID) -> OrganizationSecrets? {
        kept[organization] ?? empty[organization]?.secrets
    }

    mutating func findOrInsert(_ fresh: OrganizationSecrets) -> OrganizationSecrets {
        if let other = find(fresh.organization) { return other }
        guard fresh.isEmpty else {
            kept[fresh.organization] = fresh
            return fresh
        }
        empty[fresh.organization] = Weak(secrets: fresh)
        if empty.count > nextSweep {
            empty = empty.filter { $0.value.secrets != nil }
            // Twice as many as are held, so that sweeping costs little for each.
            nextSweep = max(64, 2 * empty.count)
        }
        return fresh
    }
}
