// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
public import ProductBridgeIdentity
public import ProductBridgeSSO

/// A store in a PostgreSQL database, for portals on any number of machines. Needs PostgreSQL 14 or newer.
///
/// ```swift
/// let store = try await PostgreSQLPortalStore(
///     connectionInfo: "host=db.internal dbname=portal user=portal sslmode=verify-full")
/// let sso = try SingleSignOn(store: store, masterKeys: keys)
/// ```
///
/// Any number of tasks may use one store, and any number of processes may use one database. Commits are durable when
/// a call returns, provided that the server's `fsync` and `full_page_writes` are on, as they are by default; the
/// store turns `synchronous_commit` on for its connections.
///
/// Connections are opened when they are needed, and opened again if they are lost. If a call loses its connection
/// before it has sent its commit, it is repeated once; after that it throws
/// ``PostgreSQLStoreError/Code/outcomeUnknown``. `SingleSignOn` then looks up whether the commit was made.
///
/// All functions throw ``PostgreSQLStoreError``, and `CancellationError` in a task that is cancelled before its turn;
/// a call that has begun runs to its end.
public final class PostgreSQLPortalStore: PortalStore {
    let pool: ConnectionPool
    private let tenants = TenantDecoder()

    /// Connects, and creates or updates the tables, whose names begin with `portal_`, in the first schema of the
    /// search path. Other processes may do this at the same time.
    ///
    /// - Parameters:
    ///   - connectionInfo: A connection string for libpq: `keyword=value` words or a URI. Over a network use
    ///     `sslmode=verify-full`; libpq's default accepts any server. Defaults that the string can override:
    ///     connections are made to a server that accepts writes (`target_session_attrs`), within 10 s for each
    ///     address (`connect_timeout`), and given up if nothing is acknowledged for 30 s (`tcp_user_timeout`).
    ///   - maximumConnections: The maximum number of connections, 1 or more; further calls wait in turn.
    ///   - statementTimeout: How long a statement may take, including waits for other commits: 1 millisecond to 24
    ///     hours. By default ten seconds. The statements that create or update the tables may take ten minutes,
    ///     because tables can be large and another process may be doing it.
    /// - Throws: ``PostgreSQLStoreError``.
    public init(
        connectionInfo: String,
        maximumConnections: Int = 4,
        statementTimeout: Duration = .seconds(10)
    ) async throws {
        precondition(maximumConnections >= 1)
        precondition((.milliseconds(1) ... .seconds(86_400)).contains(statementTimeout))
        let info = try ConnectionInfo(
            connectionInfo,
            statementTimeout: Int(statementTimeout / .milliseconds(1))
        )
        pool = ConnectionPool(info, count: maximumConnections)
        let updateInfo = try ConnectionInfo(
            connectionInfo,
            statementTimeout: max(600_000, info.statementTimeout)
        )
        _ = try await ConnectionPool(updateInfo, count: 1).perform { connection in
            try connection.transaction("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE") {
                try Schema.update(connection)
                return true
            }
        }
    }

    /// Reads an organization's records.
    public func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        let read = { @Sendable [tenants] (connection: PostgreSQLConnection) in
            try SnapshotReader(connection: connection, tenants: tenants).read(tenant, queries)
        }
        guard SnapshotReader.isOneStatement(tenant, queries) else { return try await readingOnly(read) }
        do {
            return try await pool.perform(read)
        } catch let failure as RecordFailure {
            throw PostgreSQLStoreError(failure)
        }
    }

    /// Makes all changes, or none.
    public func commit(_ commit: PortalCommit) async throws -> Bool {
        let rows: [RecordRow]
        do throws(RecordFailure) {
            rows = try commit.puts.map { record throws(RecordFailure) in try RecordRow(record) }
        } catch {
            throw PostgreSQLStoreError(error)
        }
        return try await pool.perform { connection in
            do {
                return try connection.transaction("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE") {
                    try CommitWriter(connection: connection, commit: commit, rows: rows).write()
                }
            } catch let error as PostgreSQLStoreError where error.isConflict {
                // Nothing was done, and the caller tries again. Only programs other than these stores can cause this.
                return false
            }
        }
    }

    /// The ids of organizations.
    public func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        try await readingOnly { connection in
            let result = try connection.execute(
                """
                SELECT organization FROM portal_records WHERE kind = 'tenant' AND organization > $1
                ORDER BY organization LIMIT $2::bigint
                """,
                [.text(last?.rawValue ?? ""), .integer(Int64(limit))]
            )
            return (0..<result.count).compactMap { OrganizationID(rawValue: result.text($0, 0)) }
        }
    }

    /// Removes expired records.
    public func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        let seconds = time.secondsSinceEpoch
        // No time is before NaN, but PostgreSQL treats it as the largest number.
        guard !seconds.isNaN else { return 0 }
        return try await pool.perform { connection in
            var count = 0
            try connection.transaction("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE") {
                // Takes no advisory lock: the effect is as if it ran after the commits that expect a record that it removes.
                // It doesn't wait for rows of other commits either, but leaves them for the next time.
                count = try connection.execute(
                    """
                    DELETE FROM portal_records WHERE (organization, kind, id) IN (
                        SELECT organization, kind, id FROM portal_records WHERE expires_at < $1::float8
                        ORDER BY expires_at LIMIT $2::bigint FOR UPDATE SKIP LOCKED)
                    """,
                    [.double(seconds), .integer(Int64(limit))]
                ).changedCount
                return true
            }
            return count
        }
    }

    func readingOnly<Result: Sendable>(
        _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Result
    ) async throws -> Result {
        try await pool.perform { connection in
            var result: Result?
            do {
                try connection.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") {
                    result = try body(connection)
                    return true
                }
            } catch let failure as RecordFailure {
                throw PostgreSQLStoreError(failure)
            } catch let error as PostgreSQLStoreError where error.code == .outcomeUnknown {
                // Nothing was written, so an unknown outcome doesn't matter once the data has been read.
                if result == nil { throw error }
            }
            guard let result else { throw PostgreSQLStoreError(.server) }
            return result
        }
    }
}

extension PostgreSQLConnection {
    /// Runs a transaction, which is rolled back if `body` returns false or throws.
    @discardableResult
    func transaction(_ begin: String, _ body: () throws -> Bool) throws -> Bool {
        try execute(begin)
        do {
            if try body() {
                try commit()
                return true
            }
        } catch {
            if !isBroken { rollBack() }
            throw error
        }
        rollBack()
        return false
    }
}

extension PostgreSQLPortalStore: CustomStringConvertible, CustomReflectable {
    /// The type's name.
    public var description: String { "PostgreSQLPortalStore" }

    /// A mirror without children: the connection string can contain a password.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
