// SPDX-License-Identifier: Apache-2.0

/// The secrets of every organization, each read when it is first asked for.
///
/// It holds the verifiers of all organizations that were asked for, some kilobytes each. Any task may
/// call at any time.
public final class SecretVault: Sendable {
    private let store: any WidgetSecretStore
    private let settings: any SSOSettingsStore
    /// How tokens are judged beyond their signature.
    public let policies: TokenPolicies
    private let opened = Guarded<[OrganizationID: OrganizationSecrets]>([:])

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

    /// The organization's secrets: always the same object, so that a change that is made by one caller
    /// reaches all.
    ///
    /// - Parameter organization: An organization that there is. Whoever writes the widget's
    ///   configuration can make up an id, and each that is asked for takes memory.
    /// - Throws: What the store throws; `VerificationError` for a policy out of its range, and when
    ///   memory, the random generator or the crypto library fails.
    public func secrets(of organization: OrganizationID) async throws -> OrganizationSecrets {
        if let secrets = opened.withLock({ $0[organization] }) {
            if secrets.needsReload { try await secrets.reload() }
            return secrets
        }
        let fresh = try await OrganizationSecrets(
            of: organization,
            in: store,
            settings: settings,
            policies: policies
        )
        let (secrets, isFresh) = opened.withLock { opened in
            if let other = opened[organization] { return (other, false) }
            opened[organization] = fresh
            return (fresh, true)
        }
        // A change that was made meanwhile went to no object that was known.
        if isFresh { try await secrets.reload() }
        return secrets
    }
}
