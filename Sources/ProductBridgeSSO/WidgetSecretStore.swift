// SPDX-License-Identifier: Apache-2.0

/// Keeps the secrets of organizations.
///
/// Keep the texts encrypted, or where only the portal's processes can read them. Any task may call at
/// any time.
public protocol WidgetSecretStore: WidgetSecretFingerprints {
    /// The organization's secrets in the order in which they were generated; none where it has none.
    func secrets(of organization: OrganizationID) async throws -> [StoredSecret]

    /// Changes the organization's secrets in one atomic step: no other change of the same organization
    /// happens between what `change` sees and what it leaves, and ``secrets(of:)`` sees all of it or
    /// nothing. Where `change` throws, nothing is changed, and its error is thrown.
    func modify<Result: Sendable>(
        _ organization: OrganizationID,
        _ change: @Sendable (inout [StoredSecret]) throws -> Result
    ) async throws -> Result
}

/// Keeps secrets in this process's memory, which is wiped when they go.
public final class InMemoryWidgetSecretStore: WidgetSecretStore {
    private let kept = Guarded<[OrganizationID: [StoredSecret]]>([:])

    /// Makes an empty store.
    public init() {}

    /// An organization's secrets; see ``WidgetSecretStore/secrets(of:)``.
    public func secrets(of organization: OrganizationID) -> [StoredSecret] {
        kept.withLock { $0[organization] ?? [] }
    }

    /// Changes an organization's secrets; see ``WidgetSecretStore/modify(_:_:)``.
    public func modify<Result: Sendable>(
        _ organization: OrganizationID,
        _ change: @Sendable (inout [StoredSecret]) throws -> Result
    ) throws -> Result {
        try kept.withLock { kept in
            var secrets = kept[organization] ?? []
            let result = try change(&secrets)
            kept[organization] = secrets.isEmpty ? nil : secrets
            return result
        }
    }

    /// Whether there is such a secret; see ``WidgetSecretFingerprints/hasSecret(fingerprint:)``.
    public func hasSecret(fingerprint: String) -> Bool {
        kept.withLock { kept in
            kept.values.contains { $0.contains { $0.summary.fingerprint == fingerprint } }
        }
    }
}
