// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import PortalRecords
internal import ProductBridgeSSO

/// Reads a consistent snapshot, in one transaction.
struct SnapshotReader {
    let database: Database
    let tenants: TenantDecoder

    func read(_ reference: TenantReference, _ queries: [RecordQuery]) throws -> PortalSnapshot? {
        guard let organization = try organization(reference),
            let row = try rows("kind = 'tenant' AND id = 'tenant'", [organization]).first
        else { return nil }
        var builder = try SnapshotBuilder(tenant: row, by: tenants)
        for query in queries {
            switch query {
            case .named(let name):
                let values: StatementArguments = [organization, name.kind.rawValue, name.id]
                if name.kind == .counter {
                    try addCounters(to: &builder, "kind = ? AND id = ?", values)
                } else {
                    try builder.add(try rows("kind = ? AND id = ?", values))
                }
            case .tagged(let kind, let tag, let limit):
                try builder.add(
                    try rows(
                        "kind = ? AND id IN (\(Self.tagged)) ORDER BY id",
                        [organization, kind.rawValue]
                            + [organization, kind.rawValue, tag, organization, kind.rawValue, tag, limit]
                    )
                )
            case .all(let kind, let after, let limit):
                let values: StatementArguments = [organization, kind.rawValue, after, limit]
                if kind == .counter {
                    try addCounters(to: &builder, "kind = ? AND id > ? ORDER BY id LIMIT ?", values)
                } else {
                    try builder.add(try rows("kind = ? AND id > ? ORDER BY id LIMIT ?", values))
                }
            }
        }
        return builder.snapshot
    }

    /// Each half uses its index, which has all the needed columns. With OR, or for whole records, SQLite would scan all
    /// records of the kind in the order of their ids.
    private static let tagged = """
        SELECT id FROM records WHERE organization = ? AND kind = ? AND tag1 = ?
        UNION SELECT id FROM records WHERE organization = ? AND kind = ? AND tag2 = ? ORDER BY id LIMIT ?
        """

    private func organization(_ reference: TenantReference) throws -> String? {
        switch reference {
        case .id(let id): return id.rawValue
        case .host(let host):
            let sql = "SELECT organization FROM hosts WHERE host = ?"
            return try String.fetchOne(
                try database.cachedStatement(sql: sql),
                arguments: [host.origin]
            )
        }
    }

    /// The rows of an organization's records; the condition is always a literal in this file.
    private func rows(_ condition: String, _ values: StatementArguments) throws -> [StoredRow] {
        let sql = "SELECT kind, id, version, body FROM records WHERE organization = ? AND " + condition
        return try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: values).map { row in
            let body: [UInt8] = try row.withUnsafeData(atIndex: 3) { $0.map(Array.init) ?? [] }
            return StoredRow(kind: row[0], id: row[1], version: row[2], body: body)
        }
    }

    private func addCounters(
        to builder: inout SnapshotBuilder,
        _ condition: String,
        _ values: StatementArguments
    ) throws {
        let sql = "SELECT kind, id, total FROM counters WHERE organization = ? AND " + condition
        for row in try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: values) {
            guard let kind = PortalRecord.Kind(rawValue: row[0]) else { continue }
            builder.add(counter: RecordName(kind, row[1]), row[2])
        }
    }
}
