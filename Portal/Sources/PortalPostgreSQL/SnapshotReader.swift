// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
internal import ProductBridgeSSO

/// Reads within one transaction of the level `REPEATABLE READ`, and so as of one moment.
struct SnapshotReader {
    let connection: PostgreSQLConnection

    func read(_ reference: TenantReference, _ queries: [RecordQuery]) throws -> PortalSnapshot? {
        guard let organization = try organization(reference),
            let row = try rows("kind = 'tenant' AND id = 'tenant'", [organization]).first
        else { return nil }
        var builder = try SnapshotBuilder(tenant: row)
        var names: [RecordName] = []
        for query in queries {
            switch query {
            case .named(let name): names.append(name)
            case .tagged(let kind, let tag, let limit):
                try builder.add(
                    try rows(
                        "kind = $2 AND (tag1 = $3 OR tag2 = $3) ORDER BY id LIMIT $4::bigint",
                        [organization, .text(kind.rawValue), .text(tag), .integer(Int64(limit))]
                    )
                )
            case .all(let kind, let after, let limit):
                let values = [organization, .text(kind.rawValue), .text(after), .integer(Int64(limit))]
                try add(to: &builder, "kind = $2 AND id > $3 ORDER BY id LIMIT $4::bigint", values)
            }
        }
        if !names.isEmpty {
            let values = [organization, .array(names.map(\.kind.rawValue)), .array(names.map(\.id))]
            try add(
                to: &builder,
                "(kind, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))",
                values
            )
        }
        return builder.snapshot
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

    /// The rows of an organization's records; the condition is text of this file.
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

    /// Adds records and counters.
    private func add(
        to builder: inout SnapshotBuilder,
        _ condition: String,
        _ values: [QueryValue]
    ) throws {
        try builder.add(try rows(condition, values))
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
