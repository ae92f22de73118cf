// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

@testable import ProductBridgeSSO

/// A store that runs something before a commit: another process's step, or a failure.
final class Meddler: PortalStore {
    private let inner: any PortalStore
    private let steps = Guarded<[@Sendable () async throws -> Void]>([])

    init(_ inner: any PortalStore) {
        self.inner = inner
    }

    /// Runs this once, before the next commit that has nothing else scheduled.
    func beforeNextCommit(_ step: @escaping @Sendable () async throws -> Void) {
        steps.withLock { $0.append(step) }
    }

    func commit(_ commit: PortalCommit) async throws -> Bool {
        let step = steps.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        try await step?()
        return try await inner.commit(commit)
    }

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        try await inner.read(tenant, queries)
    }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        try await inner.organizations(after: last, limit: limit)
    }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        try await inner.removeRecords(expiredBefore: time, limit: limit)
    }
}
