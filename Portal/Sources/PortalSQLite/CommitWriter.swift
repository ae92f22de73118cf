// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
internal import PortalRecords
internal import ProductBridgeSSO

/// Makes a commit's changes in one immediate transaction, during which nothing else can write.
struct CommitWriter {
    let database: Database
    let commit: PortalCommit
    /// The rows to write.
    let rows: [RecordRow]

    private var organization: String { commit.organization.rawValue }

    /// Makes the changes, and returns whether it could. If not, or if this throws, the transaction must be rolled back.
    func write() throws -> Bool {
        for (name, version) in commit.expected where try self.version(of: name) != version { return false }
        for name in commit.removals {
            let table = name.kind == .counter ? "counters" : "records"
            try execute(
                "DELETE FROM \(table) WHERE organization = ? AND kind = ? AND id = ?",
                [organization, name.kind.rawValue, name.id]
            )
        }
        try put()
        for (name, amount) in commit.additions {
            // A strict table refuses a sum beyond 64 bits.
            try execute(
                """
                INSERT INTO counters (organization, kind, id, total) VALUES (?, ?, ?, ?)
                ON CONFLICT (organization, kind, id) DO UPDATE SET total = total + excluded.total
                """,
                [organization, name.kind.rawValue, name.id, amount]
            )
        }
        return try commit.newHosts.map(setHosts) ?? true
    }

    private func version(of name: RecordName) throws -> Int64 {
        let sql = "SELECT version FROM records WHERE organization = ? AND kind = ? AND id = ?"
        return try Int64.fetchOne(
            try database.cachedStatement(sql: sql),
            arguments: [organization, name.kind.rawValue, name.id]
        ) ?? 0
    }

    private func put() throws {
        guard !rows.isEmpty else { return }
        let count = Int64(rows.count)
        try execute("UPDATE last_version SET version = version + ?", [count])
        let sql = "SELECT version FROM last_version"
        guard let last = try Int64.fetchOne(try database.cachedStatement(sql: sql)) else {
            throw SQLiteStoreError(.corrupt, detail: "the last version is missing")
        }
        for (row, version) in zip(rows, (last - count + 1)...last) {
            try execute(
                """
                INSERT INTO records (organization, kind, id, version, tag1, tag2, expires_at, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (organization, kind, id) DO UPDATE SET version = excluded.version,
                    tag1 = excluded.tag1, tag2 = excluded.tag2, expires_at = excluded.expires_at,
                    body = excluded.body
                """,
                [
                    organization, row.name.kind.rawValue, row.name.id, version, row.tag1, row.tag2,
                    row.expiresAt, Data(row.body),
                ]
            )
        }
    }

    /// Whether none of the hosts belongs to another organization.
    private func setHosts(_ hosts: Set<String>) throws -> Bool {
        try execute("DELETE FROM hosts WHERE organization = ?", [organization])
        for host in hosts.sorted() {
            try execute(
                "INSERT INTO hosts (host, organization) VALUES (?, ?) ON CONFLICT (host) DO NOTHING",
                [host, organization]
            )
            guard database.changesCount == 1 else { return false }
        }
        return true
    }

    private func execute(_ sql: String, _ values: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: values)
    }
}
