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
/// Any number of tasks may use one store, and any number of processes of one machine one file: not one of a
/// network file system, on which locks can't be relied on. Readers don't wait for writers; writers wait for one
/// another, in each process in turn.
///
/// What was committed is on disk when a call returns, as far as the operating system and the disk keep their
/// word (`PRAGMA synchronous = FULL`, and `fullfsync` on Apple's systems). Beside the file stand two more that
/// belong to it, `-wal` and `-shm`. Back it up by SQLite's own means, such as `sqlite3 FILE ".backup COPY"`:
/// a copy of only this file can lack what was committed last.
///
/// Commits that come at the same time share a write to the disk.
///
/// Everything throws ``SQLiteStoreError``, and `CancellationError` in a task that is cancelled before its turn; a commit
/// that has begun goes on to its end.
public final class SQLitePortalStore: PortalStore {
    let pool: DatabasePool
    let writes: WriteQueue
    private let tenants = TenantDecoder()

    /// Opens a database, and makes or updates its tables; other processes may do so at the same time.
    ///
    /// - Parameters:
    ///   - path: The file. Where there is none it is made, readable and writable only by this process's user
    ///     (mode 0600), as are the two beside it; its folder has to be there.
    ///   - busyTimeout: How long to wait for other processes' commits, 0 or more. By default ten seconds.
    ///   - maximumReaders: How many reads go on at the same time, 1 or more; others wait in turn.
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
        // Before the database is locked, since it takes time.
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

    /// Removes records whose time has passed.
    public func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        let seconds = time.secondsSinceEpoch
        // Nothing is before it, and SQLite would take it for NULL.
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
