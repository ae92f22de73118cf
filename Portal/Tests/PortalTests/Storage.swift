// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import PortalSQLite
import ProductBridgeIdentity
import ProductBridgeSSO
import Synchronization

@testable import PortalPostgreSQL

/// A test's own database.
enum Engine: String, CaseIterable, Sendable {
    case sqlite, postgresql

    /// Runs a test with an empty database. It gets a function that opens another store on it.
    func withStorage(
        _ body: (_ open: @escaping @Sendable () async throws -> any PortalStore) async throws -> Void
    ) async throws {
        switch self {
        case .sqlite:
            try await withFolder { folder in
                let path = folder + "/portal.sqlite"
                try await body { try await SQLitePortalStore(path: path) }
            }
        case .postgresql:
            try await withSchema { info in
                try await body { try await PostgreSQLPortalStore(connectionInfo: info) }
            }
        }
    }
}

/// Runs a test with an empty folder.
func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("portal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
}

/// Runs a test with an empty schema on the server that Tests/postgresql.py has started.
func withSchema(_ body: (_ connectionInfo: String) async throws -> Void) async throws {
    let server = try serverInfo()
    let schema = "s" + UUID().uuidString.filter(\.isHexDigit).lowercased()
    try await query(server, "CREATE SCHEMA \(schema)")
    try await body(server + " options='-c search_path=\(schema)'")
    try await query(server, "DROP SCHEMA \(schema) CASCADE")
}

struct NoServer: Error, CustomStringConvertible {
    let description =
        "PORTAL_TEST_POSTGRESQL isn't set: run `make test-portal`, or the tests by Tests/postgresql.py."
}

/// The connection string of the test server. Tests fail without one.
func serverInfo() throws -> String {
    guard let info = ProcessInfo.processInfo.environment["PORTAL_TEST_POSTGRESQL"] else { throw NoServer() }
    return info
}

/// Runs a statement on its own connection, and returns the first row's first column as text.
@discardableResult
func query(_ info: String, _ sql: String, _ values: [QueryValue] = []) async throws -> String {
    let connection = PostgreSQLConnection(try ConnectionInfo(info, statementTimeout: 60_000))
    return try await connection.perform { connection in
        try connection.connect()
        let result = try connection.execute(sql, values)
        return result.count > 0 ? result.text(0, 0) : ""
    }
}

/// Records the statements that a SQLite connection runs, with their values.
final class StatementLog: Sendable {
    private let known = Mutex<[String]>([])

    var all: [String] { known.withLock(\.self) }

    func follow(_ database: Database) {
        database.trace { event in self.known.withLock { $0.append(event.expandedDescription) } }
    }
}

let administrator = "root@portal.example"

func organization(_ id: String = "acme") throws -> OrganizationID {
    guard let id = OrganizationID(rawValue: id) else { throw SSOError(.invalidArgument) }
    return id
}

/// Creates the tenant record of acme.
func makeTenant(_ store: any PortalStore, _ id: String = "acme") async throws {
    let sso = try SingleSignOn(store: store, masterKeys: MasterKeys(current: MasterKeys.generate()))
    try await sso.createTenant(
        try organization(id),
        hosts: [try PortalHost("\(id).portal.example")],
        by: administrator
    )
}

func used(_ digest: String, until: Double = 4e9) -> PortalRecord {
    .used(digest: digest, until: NumericDate(secondsSinceEpoch: until))
}

extension PortalStore {
    /// The version of acme's used token with a digest; 0 if there is none.
    func version(_ digest: String) async throws -> Int64 {
        let name = RecordName(.used, digest)
        return try await read(.id(organization()), [.named(name)])?.entries[name]?.version ?? 0
    }

    /// Commits for acme.
    func commit(expecting expected: [String: Int64] = [:], putting records: [PortalRecord]) async throws
        -> Bool
    {
        var commit = PortalCommit(organization: try organization())
        for (digest, version) in expected { commit.expected[RecordName(.used, digest)] = version }
        commit.puts = records
        return try await self.commit(commit)
    }
}
