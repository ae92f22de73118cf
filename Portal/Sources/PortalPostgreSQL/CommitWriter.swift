// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
internal import ProductBridgeSSO

/// Makes a commit's changes in one `READ COMMITTED` transaction, in which each statement sees what was committed
/// before it began. ``LockKey`` explains why this is enough.
struct CommitWriter {
    let connection: PostgreSQLConnection
    let commit: PortalCommit
    /// The rows to write.
    let rows: [RecordRow]

    private var organization: QueryValue { .text(commit.organization.rawValue) }

    /// Makes the changes, and returns whether it could. If not, or if this throws, the transaction must be rolled back.
    func write() throws(PostgreSQLStoreError) -> Bool {
        try lock()
        guard try isExpected() else { return false }
        try remove(commit.removals.filter { $0.kind != .counter }, from: "portal_records")
        for row in rows { try put(row) }
        if let hosts = commit.newHosts, try !setHosts(hosts) { return false }
        // Last, because other commits may wait for a counter, and in a fixed order.
        try remove(commit.removals.filter { $0.kind == .counter }, from: "portal_counters")
        for (name, amount) in commit.additions.sorted(by: { $0.key.order < $1.key.order }) {
            try connection.execute(
                """
                INSERT INTO portal_counters AS known (organization, kind, id, total)
                VALUES ($1, $2, $3, $4::bigint)
                ON CONFLICT (organization, kind, id) DO UPDATE SET total = known.total + excluded.total
                """,
                [organization, .text(name.kind.rawValue), .text(name.id), .integer(amount)]
            )
        }
        return true
    }

    private func lock() throws(PostgreSQLStoreError) {
        let locks = LockKey.all(commit)
        // The function returns its rows in the array's order, so they are locked in this order.
        try connection.execute(
            """
            SELECT CASE WHEN wanted.alone THEN pg_advisory_xact_lock(wanted.key)
                ELSE pg_advisory_xact_lock_shared(wanted.key) END
            FROM unnest($1::bigint[], $2::boolean[]) AS wanted (key, alone)
            """,
            [.array(locks.map { String($0.key) }), .array(locks.map { $0.isExclusive ? "t" : "f" })]
        )
    }

    private func isExpected() throws(PostgreSQLStoreError) -> Bool {
        guard !commit.expected.isEmpty else { return true }
        let names = Array(commit.expected.keys)
        let result = try connection.execute(
            """
            SELECT kind, id, version FROM portal_records
            WHERE organization = $1 AND (kind, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))
            """,
            [organization, .array(names.map(\.kind.rawValue)), .array(names.map(\.id))]
        )
        var expected = commit.expected
        for row in 0..<result.count {
            guard let kind = PortalRecord.Kind(rawValue: result.text(row, 0)),
                expected.removeValue(forKey: RecordName(kind, result.text(row, 1))) == result.integer(row, 2)
            else { return false }
        }
        return expected.values.allSatisfy { $0 == 0 }
    }

    private func remove(_ names: [RecordName], from table: String) throws(PostgreSQLStoreError) {
        guard !names.isEmpty else { return }
        try connection.execute(
            """
            DELETE FROM \(table)
            WHERE organization = $1 AND (kind, id) IN (SELECT * FROM unnest($2::text[], $3::text[]))
            """,
            [organization, .array(names.map(\.kind.rawValue)), .array(names.map(\.id))]
        )
    }

    private func put(_ row: RecordRow) throws(PostgreSQLStoreError) {
        try connection.execute(
            """
            INSERT INTO portal_records (organization, kind, id, version, tag1, tag2, expires_at, body)
            VALUES ($1, $2, $3, nextval('portal_versions'), $4, $5, $6::float8, $7::bytea)
            ON CONFLICT (organization, kind, id) DO UPDATE SET version = excluded.version,
                tag1 = excluded.tag1, tag2 = excluded.tag2, expires_at = excluded.expires_at, body = excluded.body
            """,
            [
                organization, .text(row.name.kind.rawValue), .text(row.name.id), .optional(row.tag1),
                .optional(row.tag2), .double(row.expiresAt), .bytes(row.body),
            ]
        )
    }

    /// Whether none of the hosts belongs to another organization.
    private func setHosts(_ hosts: Set<String>) throws(PostgreSQLStoreError) -> Bool {
        let result = try connection.execute(
            "SELECT host FROM portal_hosts WHERE organization = $1",
            [organization]
        )
        let known = Set((0..<result.count).map { result.text($0, 0) })
        guard known != hosts else { return true }
        try connection.execute("SELECT pg_advisory_xact_lock($1::bigint)", [.integer(LockKey.hosts)])
        try connection.execute("DELETE FROM portal_hosts WHERE organization = $1", [organization])
        let inserted = try connection.execute(
            """
            INSERT INTO portal_hosts (host, organization) SELECT *, $1 FROM unnest($2::text[])
            ON CONFLICT (host) DO NOTHING
            """,
            [organization, .array(hosts.sorted())]
        )
        return inserted.changedCount == hosts.count
    }
}

extension RecordName {
    fileprivate var order: String { "\(kind.rawValue)/\(id)" }
}
