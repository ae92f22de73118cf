// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// A store that breaks its promises, to show that the kill test notices.
struct BrokenStore: PortalStore {
    enum Fault: String {
        /// Used tokens are forgotten.
        case replay
        /// One commit in ten is reported as made but isn't.
        case lies
    }

    private let store: any PortalStore
    private let fault: Fault

    /// The store itself, unless PORTAL_KILL_WORKER_BROKEN names a fault.
    static func breaking(_ store: any PortalStore) -> any PortalStore {
        guard let name = ProcessInfo.processInfo.environment["PORTAL_KILL_WORKER_BROKEN"], !name.isEmpty
        else { return store }
        guard let fault = Fault(rawValue: name) else { fatalError("there is no such fault") }
        return BrokenStore(store: store, fault: fault)
    }

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        try await store.read(tenant, queries)
    }

    func commit(_ commit: PortalCommit) async throws -> Bool {
        var commit = commit
        switch fault {
        case .replay:
            commit.expected = commit.expected.filter { $0.key.kind != .used }
            commit.puts.removeAll { $0.name.kind == .used }
        case .lies:
            // Not the organization's first commit, without which there is nothing to test.
            if commit.expected[.tenant] != 0, Int.random(in: 0..<10) == 0 { return true }
        }
        return try await store.commit(commit)
    }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        try await store.organizations(after: last, limit: limit)
    }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        try await store.removeRecords(expiredBefore: time, limit: limit)
    }
}
