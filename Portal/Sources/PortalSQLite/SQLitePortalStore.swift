// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
internal import PortalRecords
public import ProductBridgeIdentity
public import ProductBridgeSSO

/// A store in a SQLite database, for portals whose processes share one machine.
///
/// ```swift
/// let store = try await SQLitePortalStore(path: "/var/lib/portal/portal.sqlite")
/// let sso = try SingleSignOn(store: store, masterKeys: keys)
/// ```
///
/// Any number of tasks may use one store, and any number of processes on one machine may use one file. The file must
/// not be on a network file system, where locks are unreliable. Readers don't wait for writers; writers wait for
/// one another, within a process in turn.
///
/// Commits are on disk when a call returns, provided that the operating system and the disk do as they say
/// (`PRAGMA synchronous = FULL`, and `fullfsync` on Apple's systems). Two more files next to it, `-wal` and `-shm`,
/// belong to it. Back it up with SQLite's own tools, such as `sqlite3 FILE ".backup COPY"`: a copy of this file
/// only can lack the last commits.
///
/// Concurrent commits share a write to the disk.
///
/// All functions throw ``SQLiteStoreError``, and `CancellationError` in a task that is cancelled before its turn; a
/// commit that has begun runs to its end.
public final class SQLitePortalStore: PortalStore {
    let pool: DatabasePool
    let writes: WriteQueue
    private let tenants = TenantDecoder()

    /// Opens a database, and creates or updates its tables. Other processes may do this at the same time.
    ///
    /// - Parameters:
    ///   - path: The file. If it doesn't exist it is created, readable and writable only by this process's user
    ///     (mode 0600), as are its two companion files; its folder must exist.
    ///   - busyTimeout: How long to wait for other processes' commits, 0 or more. By default ten seconds.
    ///   - maximumReaders: The maximum number of concurrent reads, 1 or more; others wait in turn.
    /// - Throws: ``SQLiteStoreError``.
    public init(
        path: String,
        busyTimeout: Duration = .seconds(10),
        maximumReaders: Int = 5
    ) async throws {
        precondition(maximumReaders >= 1 && busyTimeout >= .zero)
        guard Self.makeFile(path) else {
            throw SQLiteStoreError(.cannotOpen, detail: "the file can't be made")
        }
        let configuration = Self.configuration(busyTimeout, maximumReaders)
        pool = try await Self.blocking { try Self.openPool(path, configuration) }
        writes = WriteQueue(pool)
    }

    /// Reads an organization's records.
    public func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        try await SQLiteStoreError.wrapping {
            try await pool.read { [tenants] database in
                try SnapshotReader(database: database, tenants: tenants).read(tenant, queries)
            }
        }
    }

    /// Makes all changes, or none.
    public func commit(_ commit: PortalCommit) async throws -> Bool {
        // Before locking the database, because it takes time.
        let rows = try await SQLiteStoreError.wrapping { try commit.puts.map { try RecordRow($0) } }
        return try await SQLiteStoreError.wrapping {
            try await writes.write { database in
                let isMade = try CommitWriter(database: database, commit: commit, rows: rows).write()
                return (isMade, isMade ? .commit : .rollback)
            }
        }
    }

    /// The ids of organizations.
    public func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        let ids = try await SQLiteStoreError.wrapping {
            try await pool.read { database in
                try String.fetchAll(
                    database,
                    sql: """
                        SELECT organization FROM records WHERE kind = 'tenant' AND organization > ?
                        ORDER BY organization LIMIT ?
                        """,
                    arguments: [last?.rawValue ?? "", limit]
                )
            }
        }
        return ids.compactMap(OrganizationID.init)
    }

    /// Removes expired records.
    public func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        let seconds = time.secondsSinceEpoch
        // No time is before NaN, but SQLite would treat it as NULL.
        guard !seconds.isNaN else { return 0 }
        return try await SQLiteStoreError.wrapping {
            try await writes.write { database in
                try database.execute(
                    sql: """
                        DELETE FROM records WHERE (organization, kind, id) IN (
                            SELECT organization, kind, id FROM records WHERE expires_at < ?
                            ORDER BY expires_at LIMIT ?)
                        """,
                    arguments: [seconds, limit]
                )
                return (database.changesCount, .commit)
            }
        }
    }
}

extension SQLitePortalStore: CustomStringConvertible, CustomReflectable {
    /// The type's name.
    public var description: String { "SQLitePortalStore" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
