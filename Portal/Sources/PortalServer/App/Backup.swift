// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import PortalSQLite

/// Copies of a SQLite database, made while the portal runs. They contain everything except the master key.
package enum Backup {
    /// Copies the database into a new file of mode 0600.
    package static func make(of configuration: PortalConfiguration, to file: String) async throws {
        let path = try sqlitePath(configuration)
        guard FileManager.default.fileExists(atPath: path) else {
            throw ConfigurationFailure("There is no database in \(path).")
        }
        guard !FileManager.default.fileExists(atPath: file) else {
            throw ConfigurationFailure("\(file) is there already; a backup is never overwritten.")
        }
        try await explaining { try await SQLitePortalStore.copy(path, to: file) }
    }

    /// Replaces the database's content with a copy's. A running portal uses the new content from then on.
    package static func restore(
        _ file: String,
        to configuration: PortalConfiguration,
        replacing: Bool
    ) async throws {
        let path = try sqlitePath(configuration)
        guard FileManager.default.fileExists(atPath: file) else {
            throw ConfigurationFailure("There is no backup in \(file).")
        }
        guard replacing || !FileManager.default.fileExists(atPath: path) else {
            throw ConfigurationFailure("There is a database in \(path). To replace all of it add --replace.")
        }
        try await explaining {
            // Opening it updates an older copy's tables, and refuses a file that isn't a portal's database.
            let work = file + ".restoring"
            try? FileManager.default.removeItem(atPath: work)
            try FileManager.default.copyItem(atPath: file, toPath: work)
            defer {
                for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: work + end) }
            }
            _ = try await SQLitePortalStore(path: work)
            _ = try await SQLitePortalStore(path: path)
            try await SQLitePortalStore.copy(work, to: path)
        }
    }

    private static func sqlitePath(_ configuration: PortalConfiguration) throws(ConfigurationFailure)
        -> String
    {
        guard case .sqlite(let path) = configuration.database else {
            throw ConfigurationFailure("Back up and restore a PostgreSQL database by pg_dump and pg_restore.")
        }
        return path
    }

    private static func explaining(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as SQLiteStoreError {
            throw ConfigurationFailure("The copy failed: \(error)")
        }
    }
}
