// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import PortalRecords
import ProductBridgeSSO
import Testing

@testable import PortalSQLite

/// Behaviour that only SQLite has.
struct SQLiteTests {
    /// Commits reach the disk before they return, in the mode where readers and the writer don't wait for each other.
    @Test func commitsAreDurable() async throws {
        try await withFolder { folder in
            let pool = try SQLitePortalStore.openPool(
                folder + "/portal.sqlite",
                SQLitePortalStore.configuration(.seconds(1), 2)
            )
            let (synchronous, journal) = try await pool.writeWithoutTransaction { database in
                (
                    try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                    try String.fetchOne(database, sql: "PRAGMA journal_mode")
                )
            }
            #expect(synchronous == 2)
            #expect(journal == "wal")
        }
    }

    /// Other users can't read the files.
    @Test func filesArePrivate() async throws {
        try await withFolder { folder in
            let store = try await SQLitePortalStore(path: folder + "/portal.sqlite")
            try await makeTenant(store)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files.count == 3)
            for file in files {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + file)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
            }
        }
    }

    #if os(Linux)
    /// Checking that the file exists keeps this process's locks on it: closing any descriptor of it would drop them all
    /// without SQLite noticing.
    @Test func locksStay() async throws {
        try await withFolder { folder in
            let path = folder + "/portal.sqlite"
            let store = try await SQLitePortalStore(path: path)
            try await makeTenant(store)
            let file = try #require(
                try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
            )
            /// The file's locks. The kernel returns the list in pieces.
            func locks() throws -> [String] {
                let list = try #require(FileHandle(forReadingAtPath: "/proc/locks"))
                var text = Data()
                while let piece = try list.read(upToCount: 4096), !piece.isEmpty { text += piece }
                return String(decoding: text, as: UTF8.self).split(separator: "\n")
                    .filter { $0.contains(":\(file) ") }.map { String($0.drop { $0 != " " }) }.sorted()
            }
            let before = try locks()
            #expect(!before.isEmpty)
            #expect(SQLitePortalStore.makeFile(path))
            #expect(try locks() == before)
            withExtendedLifetime(store) {}
        }
    }
    #endif

    /// Commits are there when the file is opened again.
    @Test func recordsOutliveTheStore() async throws {
        try await withFolder { folder in
            let path = folder + "/portal.sqlite"
            try await makeTenant(SQLitePortalStore(path: path))
            #expect(try await SQLitePortalStore(path: path).commit(putting: [used("a")]))
            #expect(try await SQLitePortalStore(path: path).version("a") > 0)
        }
    }

    /// A commit waits for another process, and gives up when the busy timeout is over.
    @Test func busyTimeout() async throws {
        try await withFolder { folder in
            let path = folder + "/portal.sqlite"
            let store = try await SQLitePortalStore(path: path, busyTimeout: .milliseconds(100))
            try await makeTenant(store)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let error = await #expect(throws: SQLiteStoreError.self) {
                try await store.commit(putting: [used("a")])
            }
            #expect(error?.code == .busy)
            #expect(error?.description == "busy: 5 (database is locked)")
            try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            #expect(try await store.commit(putting: [used("a")]))
        }
    }

    /// Opening a bad file throws an error, which gives the reason without a path.
    @Test func whatCannotBeOpened() async throws {
        try await withFolder { folder in
            let missing = await #expect(throws: SQLiteStoreError.self) {
                _ = try await SQLitePortalStore(path: folder + "/nowhere/portal.sqlite")
            }
            #expect(missing?.code == .cannotOpen)

            let text = folder + "/text"
            try String(repeating: "This is no database. ", count: 100)
                .write(toFile: text, atomically: true, encoding: .utf8)
            let other = await #expect(throws: SQLiteStoreError.self) {
                _ = try await SQLitePortalStore(path: text)
            }
            #expect(other?.code == .corrupt)
        }
    }

    /// Tables from a newer version are refused and not changed.
    @Test func newerSchema() async throws {
        try await withFolder { folder in
            let path = folder + "/portal.sqlite"
            _ = try await SQLitePortalStore(path: path)
            try await DatabaseQueue(path: path).write {
                try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2: something new')")
            }
            let error = await #expect(throws: SQLiteStoreError.self) {
                _ = try await SQLitePortalStore(path: path)
            }
            #expect(error?.code == .newerSchema)
        }
    }

    /// An unreadable record gives an error that names it; it doesn't count as missing.
    @Test func unreadableRecord() async throws {
        try await withFolder { folder in
            let path = folder + "/portal.sqlite"
            let store = try await SQLitePortalStore(path: path)
            try await makeTenant(store)
            #expect(try await store.commit(putting: [used("a")]))
            try await DatabaseQueue(path: path).write {
                try $0.execute(sql: "UPDATE records SET body = x'7b7d' WHERE kind = 'used'")
            }
            let error = await #expect(throws: SQLiteStoreError.self) { _ = try await store.version("a") }
            #expect(error?.description == "unreadable_record: used/a")
        }
    }

    /// Records are found with a covering index, and never by a scan of an organization's records.
    @Test func whatIsReadIsFoundByAnIndex() async throws {
        try await withFolder { folder in
            let path = folder + "/portal.sqlite"
            try await makeTenant(SQLitePortalStore(path: path))
            let tenant = TenantReference.id(try organization())
            let queries: [RecordQuery] = [
                .named(RecordName(.user, "a")), .tagged(.user, tag: "b", limit: 10),
                .all(.user, after: "", limit: 10),
            ]
            let plans = try await DatabaseQueue(path: path).write { database in
                let log = StatementLog()
                log.follow(database)
                _ = try SnapshotReader(database: database, tenants: TenantDecoder()).read(tenant, queries)
                database.trace(options: [])
                return try log.all.map { sql in
                    try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql).map {
                        $0["detail"] as String
                    }
                    .filter { $0.contains("records") }.sorted()
                }
            }
            let byName = "SEARCH records USING PRIMARY KEY (organization=? AND kind=? AND id=?)"
            func byTag(_ tag: String) -> String {
                "SEARCH records USING COVERING INDEX records_\(tag) (organization=? AND kind=? AND \(tag)=?)"
            }
            #expect(
                plans == [
                    [byName], [byName], [byTag("tag1"), byTag("tag2"), byName],
                    ["SEARCH records USING PRIMARY KEY (organization=? AND kind=? AND id>?)"],
                ]
            )
        }
    }

    /// Neither a description nor a dump shows a store's content.
    @Test func storesShowNothing() async throws {
        try await withFolder { folder in
            let store = try await SQLitePortalStore(path: folder + "/portal.sqlite")
            var text = "\(store)"
            dump(store, to: &text)
            #expect(!text.contains(folder))
        }
    }
}
