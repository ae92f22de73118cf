// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
internal import PortalRecords

extension SQLitePortalStore {
    /// Creates an empty file that nobody else may read, unless it exists. SQLite gives its companion files the same
    /// mode. An existing file isn't opened: closing it would drop all locks that this process has on it.
    static func makeFile(_ path: String) -> Bool {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return errno == EEXIST }
        close(file)
        return true
    }

    static func configuration(_ busyTimeout: Duration, _ maximumReaders: Int) -> Configuration {
        var configuration = Configuration()
        configuration.label = "SQLitePortalStore"
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.maximumReaderCount = maximumReaders
        // Keeps readers open, instead of reopening them when the system is short of memory.
        configuration.persistentReadOnlyConnections = true
        configuration.prepareDatabase { database in
            // On Apple's systems fsync leaves data in the disk's cache.
            try database.execute(sql: "PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON")
        }
        return configuration
    }

    /// Runs blocking work on a thread that may block.
    static func blocking<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "SQLitePortalStore").async {
                continuation.resume(with: Swift.Result { try body() })
            }
        }
    }

    /// Opens the database. If another process opens it for the first time at the same moment, SQLite can report busy
    /// without waiting, and a migration can find that the other process has just made it. Both pass at the next try.
    static func openPool(_ path: String, _ configuration: Configuration) throws -> DatabasePool {
        var failure = SQLiteStoreError(.cannotOpen)
        for attempt in 0..<20 {
            if attempt > 0 { Thread.sleep(forTimeInterval: 0.05 * Double(attempt)) }
            do {
                let pool = try DatabasePool(path: path, configuration: configuration)
                // GRDB sets NORMAL, which can lose the last commits in a power failure.
                try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
                guard try !pool.read(migrator.hasBeenSuperseded) else { throw SQLiteStoreError(.newerSchema) }
                try migrator.migrate(pool)
                return pool
            } catch let error as DatabaseError {
                failure = SQLiteStoreError(error, else: .cannotOpen)
                guard [.busy, .cannotOpen].contains(failure.code) else { throw failure }
            }
        }
        throw failure
    }

    /// The tables. A released migration is never changed.
    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: records, counters and hosts") { database in
            // Ids are compared by their bytes, which is SQLite's default.
            try database.execute(
                sql: """
                    CREATE TABLE records (
                        organization TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
                        version INTEGER NOT NULL, tag1 TEXT, tag2 TEXT, expires_at REAL, body BLOB NOT NULL,
                        PRIMARY KEY (organization, kind, id)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX records_tag1 ON records (organization, kind, tag1, id) WHERE tag1 IS NOT NULL;
                    CREATE INDEX records_tag2 ON records (organization, kind, tag2, id) WHERE tag2 IS NOT NULL;
                    CREATE INDEX records_expiry ON records (expires_at) WHERE expires_at IS NOT NULL;
                    CREATE INDEX records_tenants ON records (organization) WHERE kind = 'tenant';

                    CREATE TABLE counters (
                        organization TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, total INTEGER NOT NULL,
                        PRIMARY KEY (organization, kind, id)
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE hosts (
                        host TEXT NOT NULL PRIMARY KEY, organization TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX hosts_organization ON hosts (organization);

                    CREATE TABLE last_version (
                        one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL
                    ) STRICT;
                    INSERT INTO last_version VALUES (1, 0);
                    """
            )
        }
        migrator.registerMigration("2: organizations' names, accounts and feedback") { database in
            for statement in PortalTables.first(text: "TEXT") { try database.execute(sql: statement) }
        }
        migrator.registerMigration("3: changes of accounts") { database in
            for statement in PortalTables.second(text: "TEXT") { try database.execute(sql: statement) }
        }
        return migrator
    }
}
