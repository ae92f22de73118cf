// SPDX-License-Identifier: Apache-2.0

/// Keeps the settings of organizations. Any task may call at any time.
public protocol SSOSettingsStore: Sendable {
    /// The organization's settings; those of ``SSOSettings/init()`` where none are kept.
    func settings(of organization: OrganizationID) async throws -> SSOSettings

    /// Changes the organization's settings in one atomic step: no other change of the same organization
    /// happens between what `change` sees and what it leaves. Where `change` throws, nothing is changed,
    /// and its error is thrown.
    @discardableResult
    func modify<Result: Sendable>(
        _ organization: OrganizationID,
        _ change: @Sendable (inout SSOSettings) throws -> Result
    ) async throws -> Result
}

/// Keeps settings in this process's memory.
public final class InMemorySSOSettingsStore: SSOSettingsStore {
    private let kept = Guarded<[OrganizationID: SSOSettings]>([:])

    /// Makes an empty store.
    public init() {}

    /// An organization's settings; see ``SSOSettingsStore/settings(of:)``.
    public func settings(of organization: OrganizationID) -> SSOSettings {
        kept.withLock { $0[organization] ?? SSOSettings() }
    }

    /// Changes an organization's settings; see ``SSOSettingsStore/modify(_:_:)``.
    @discardableResult
    public func modify<Result: Sendable>(
        _ organization: OrganizationID,
        _ change: @Sendable (inout SSOSettings) throws -> Result
    ) throws -> Result {
        try kept.withLock { kept in
            var settings = kept[organization] ?? SSOSettings()
            let result = try change(&settings)
            kept[organization] = settings
            return result
        }
    }
}
