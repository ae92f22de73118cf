// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import ProductBridgeSSO

/// An in-memory store that writes each record as JSON and reads it again, as a database would.
struct JSONStore: PortalStore {
    private let base: InMemoryPortalStore

    init(_ base: InMemoryPortalStore) {
        self.base = base
    }

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        guard let snapshot = try await base.read(tenant, queries) else { return nil }
        guard case .tenant(let tenant) = try again(.tenant(snapshot.tenant)) else { return nil }
        return PortalSnapshot(
            tenant: tenant,
            tenantVersion: snapshot.tenantVersion,
            entries: try snapshot.entries.mapValues {
                PortalSnapshot.Entry(record: try again($0.record), version: $0.version)
            },
            counters: snapshot.counters
        )
    }

    func commit(_ commit: PortalCommit) async throws -> Bool {
        var commit = commit
        commit.puts = try commit.puts.map(again)
        return try await base.commit(commit)
    }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        try await base.organizations(after: last, limit: limit)
    }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        try await base.removeRecords(expiredBefore: time, limit: limit)
    }

    private func again(_ record: PortalRecord) throws -> PortalRecord {
        try JSONDecoder().decode(PortalRecord.self, from: JSONEncoder().encode(record))
    }
}
