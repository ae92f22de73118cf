// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
internal import ProductBridgeSSO

/// Reads a consistent snapshot: with one statement, or in one `REPEATABLE READ` transaction.
struct SnapshotReader {
    let connection: PostgreSQLConnection
    let tenants: TenantDecoder

    /// Whether one statement reads everything, so that no transaction is needed.
    static func isOneStatement(_ reference: TenantReference, _ queries: [RecordQuery]) -> Bool {
        guard case .id = reference else { return false }
        return queries.allSatisfy { if case .named(let name) = $0 { name.kind != .counter } else { false } }
    }

    func read(_ reference: TenantReference, _ queries: [RecordQuery]) throws -> PortalSnapshot? {
        guard let organization = try organization(reference) else { return nil }
        let names = queries.compactMap { if case .named(let name) = $0 { name } else { nil } }
        // Reads the tenant record and all named records with one statement.
        var found = try rows(
            "(kind, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))",
            named(Set([.tenant] + names.filter { $0.kind != .counter }), organization)
        )
        guard let index = found.firstIndex(where: { $0.name == .tenant }) else { return nil }
        let tenant = found[index]
        if !names.contains(.tenant) { found.remove(at: index) }
        var builder = try SnapshotBuilder(tenant: tenant, by: tenants)
        try builder.add(found)
        let counters = Set(names.filter { $0.kind == .counter })
        if !counters.isEmpty {
            try addCounters(
                to: &builder,
                "(kind, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))",
                named(counters, organization)
            )
        }
        for query in queries {
            switch query {
            case .named: continue
            case .tagged(let kind, let tag, let limit):
                try builder.add(
                    try rows(
                        Self.tagged,
                        [organization, .text(kind.rawValue), .text(tag), .integer(Int64(limit))]
                    )
                )
            case .all(let kind, let after, let limit):
                let condition = "kind = $2 AND id > $3 ORDER BY id LIMIT $4::bigint"
                let values = [organization, .text(kind.rawValue), .text(after), .integer(Int64(limit))]
                if kind == .counter {
                    try addCounters(to: &builder, condition, values)
                } else {
                    try builder.add(try rows(condition, values))
                }
            }
        }
        return builder.snapshot
    }

    /// Each half uses its index. With OR and a LIMIT a database may scan all records of the kind instead.
    private static let tagged = """
        kind = $2 AND tag1 = $3
        UNION ALL SELECT kind, id, version, body FROM portal_records
        WHERE organization = $1 AND kind = $2 AND tag2 = $3 AND tag1 IS DISTINCT FROM $3 ORDER BY id LIMIT $4::bigint
        """

    private func named(_ names: Set<RecordName>, _ organization: QueryValue) -> [QueryValue] {
        let names = Array(names)
        return [organization, .array(names.map(\.kind.rawValue)), .array(names.map(\.id))]
    }

    private func organization(_ reference: TenantReference) throws(PostgreSQLStoreError) -> QueryValue? {
        switch reference {
        case .id(let id): return .text(id.rawValue)
        case .host(let host):
            let result = try connection.execute(
                "SELECT organization FROM portal_hosts WHERE host = $1",
                [.text(host.origin)]
            )
            return result.count == 1 ? .text(result.text(0, 0)) : nil
        }
    }

    /// The rows of an organization's records; the condition is always a literal in this file.
    private func rows(
        _ condition: String,
        _ values: [QueryValue]
    ) throws(PostgreSQLStoreError) -> [StoredRow] {
        let result = try connection.execute(
            "SELECT kind, id, version, body FROM portal_records WHERE organization = $1 AND " + condition,
            values
        )
        return (0..<result.count).map { row in
            StoredRow(
                kind: result.text(row, 0),
                id: result.text(row, 1),
                version: result.integer(row, 2),
                body: result.bytes(row, 3) ?? []
            )
        }
    }

    private func addCounters(
        to builder: inout SnapshotBuilder,
        _ condition: String,
        _ values: [QueryValue]
    ) throws(PostgreSQLStoreError) {
        let result = try connection.execute(
            "SELECT kind, id, total FROM portal_counters WHERE organization = $1 AND " + condition,
            values
        )
        for row in 0..<result.count {
            guard let kind = PortalRecord.Kind(rawValue: result.text(row, 0)) else { continue }
            builder.add(counter: RecordName(kind, result.text(row, 1)), result.integer(row, 2))
        }
    }
}
