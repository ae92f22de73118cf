// SPDX-License-Identifier: Apache-2.0

internal import GRDB

extension SQLitePortalStore {
    /// Copies a database page by page (SQLite's online backup), even while either database is in use.
    ///
    /// - Parameters:
    ///   - source: The file to copy, which must exist.
    ///   - target: The file whose content is replaced; created with mode 0600 if it doesn't exist.
    /// - Throws: ``SQLiteStoreError``, also if the source is damaged.
    package static func copy(_ source: String, to target: String) async throws {
        try await SQLiteStoreError.wrapping {
            try await blocking {
                var reading = Configuration()
                reading.readonly = true
                reading.busyMode = .timeout(10)
                let from = try DatabaseQueue(path: source, configuration: reading)
                let findings = try from.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(1)") }
                guard findings == ["ok"] else { throw SQLiteStoreError(.corrupt, detail: findings.first) }
                guard makeFile(target) else {
                    throw SQLiteStoreError(.cannotOpen, detail: "the copy can't be made")
                }
                var writing = Configuration()
                writing.busyMode = .timeout(10)
                let to = try DatabaseQueue(path: target, configuration: writing)
                try from.backup(to: to)
                try to.close()
            }
        }
    }
}
