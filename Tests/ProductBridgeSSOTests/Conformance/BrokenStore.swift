// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

@testable import ProductBridgeSSO

/// A handle on a ``BrokenStorage``.
actor BrokenStore: PortalStore {
    private struct Question: Hashable {
        let tenant: TenantReference
        let queries: [RecordQuery]
    }

    private let storage: BrokenStorage
    private var cache: [Question: PortalSnapshot?] = [:]

    init(_ storage: BrokenStorage) {
        self.storage = storage
    }

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        let question = Question(tenant: tenant, queries: queries)
        if storage.flaw == .readsFromCache, let known = cache[question] { return known }
        var snapshot = await storage.read(tenant, queries)
        if storage.flaw == .readsInTwoSteps {
            // Long enough for other checks to run in the meantime, even on a busy machine.
            try await Task.sleep(for: .milliseconds(50))
            if let first = snapshot, let second = await storage.read(tenant, queries) {
                snapshot = PortalSnapshot(
                    tenant: first.tenant,
                    tenantVersion: first.tenantVersion,
                    entries: second.entries,
                    counters: first.counters
                )
            }
        }
        cache[question] = .some(snapshot)
        return snapshot
    }

    func commit(_ commit: PortalCommit) async throws -> Bool {
        cache = [:]
        if storage.flaw == .checksBeforeItWrites {
            guard await storage.isPossible(commit) else { return false }
            // Long enough for other checks to run in the meantime, even on a busy machine.
            try await Task.sleep(for: .milliseconds(50))
            return await storage.write(commit)
        }
        return await storage.commit(commit)
    }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        await storage.organizations(after: last, limit: limit)
    }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        await storage.remove(expiredBefore: time, limit: limit)
    }
}
