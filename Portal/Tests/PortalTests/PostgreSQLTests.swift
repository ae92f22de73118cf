// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeSSO
import Testing

@testable import PortalPostgreSQL

/// Behaviour that only PostgreSQL has.
@Suite(.serialized)
struct PostgreSQLTests {
    private static let word = "correct-horse-battery"

    /// Losing an idle connection has no effect, for reads and for commits.
    @Test func lostIdleConnections() async throws {
        try await withSchema { info in
            let name = "idle\(UInt32.random(in: 0 ... .max))"
            let store = try await PostgreSQLPortalStore(connectionInfo: info + " application_name=\(name)")
            try await makeTenant(store)
            for round in 0..<10 {
                let ended = try await query(
                    info,
                    """
                    SELECT count(pg_terminate_backend(pid, 5000))::text FROM pg_stat_activity
                    WHERE application_name = $1
                    """,
                    [.text(name)]
                )
                #expect(Int(ended) ?? 0 >= 1)
                if round.isMultiple(of: 2) {
                    #expect(try await store.commit(putting: [used("r\(round)")]))
                } else {
                    #expect(try await store.version("r\(round - 1)") > 0)
                }
            }
        }
    }

    /// Connections are lost at random moments during commits: every reported commit is there, and none was made twice.
    @Test func lostConnectionsUnderLoad() async throws {
        try await withSchema { info in
            let name = "load\(UInt32.random(in: 0 ... .max))"
            let store = try await PostgreSQLPortalStore(connectionInfo: info + " application_name=\(name)")
            try await makeTenant(store)
            let ending = Task {
                while !Task.isCancelled {
                    try await Task.sleep(for: .milliseconds(5))
                    try await query(
                        info,
                        """
                        SELECT count(pg_terminate_backend(pid))::text FROM pg_stat_activity
                        WHERE application_name = $1
                        """,
                        [.text(name)]
                    )
                }
            }
            let (told, unknown) = try await withThrowingTaskGroup(of: (String, Bool?).self) { group in
                for index in 0..<400 {
                    group.addTask {
                        do {
                            let made = try await store.commit(
                                expecting: ["l\(index)": 0],
                                putting: [used("l\(index)")]
                            )
                            return ("l\(index)", made)
                        } catch let error as PostgreSQLStoreError {
                            let codes: [PostgreSQLStoreError.Code] = [
                                .connectionLost, .connectionFailed, .outcomeUnknown,
                            ]
                            #expect(codes.contains(error.code))
                            return ("l\(index)", error.code == .outcomeUnknown ? nil : false)
                        }
                    }
                }
                var told: [String: Bool] = [:]
                var unknown = 0
                for try await (digest, outcome) in group {
                    told[digest] = outcome
                    if outcome == nil { unknown += 1 }
                }
                return (told, unknown)
            }
            ending.cancel()
            _ = await ending.result
            for (digest, made) in told {
                #expect(try await (store.version(digest) > 0) == made, "\(digest)")
            }
            print(
                "of 400 commits \(told.values.filter(\.self).count) were made, and of \(unknown) it isn't known"
            )
        }
    }

    /// No error, description or dump contains a password, not even that of a refused login.
    @Test func passwordsAreNotShown() async throws {
        let server = try serverInfo()
        _ = try? await query(server, "CREATE ROLE guarded LOGIN")
        let guarded = server.replacingOccurrences(of: "user=postgres", with: "user=guarded")
        let wrong = guarded + " password=\(Self.word)"
        for (info, code) in [
            (guarded, PostgreSQLStoreError.Code.passwordNeeded), (wrong, .connectionFailed),
            (wrong + " no_such_option=1", .malformedConnectionInfo),
            ("postgresql://guarded:\(Self.word)@[:bad", .malformedConnectionInfo),
            (wrong + " dbname='unfinished", .malformedConnectionInfo),
            (wrong + " sslmode=verify-full", .connectionFailed),
            ("host=127.0.0.1 port=1 password=\(Self.word)", .connectionFailed),
        ] {
            let error = await #expect(throws: PostgreSQLStoreError.self) {
                _ = try await PostgreSQLPortalStore(connectionInfo: info)
            }
            #expect(error?.code == code)
            var text = "\(String(describing: error)) \(String(reflecting: error))"
            dump(error, to: &text)
            #expect(!text.contains(Self.word) && !text.contains("guarded"))
        }
        let store = try await PostgreSQLPortalStore(connectionInfo: server + " password=\(Self.word)")
        var text = "\(store)"
        dump(store, to: &text)
        #expect(!text.contains(Self.word))
    }

    /// A statement that waits for too long ends, and its connection stays usable.
    @Test func statementTimeout() async throws {
        try await withSchema { info in
            let store = try await PostgreSQLPortalStore(
                connectionInfo: info,
                maximumConnections: 1,
                statementTimeout: .milliseconds(200)
            )
            try await makeTenant(store)
            let other = PostgreSQLConnection(try ConnectionInfo(info, statementTimeout: 10_000))
            try await other.perform { other in
                try other.connect()
                try other.execute("BEGIN")
                try other.execute("LOCK TABLE portal_records")
            }
            let error = await #expect(throws: PostgreSQLStoreError.self) {
                try await store.commit(putting: [used("a")])
            }
            #expect(error?.code == .timedOut)
            #expect(error?.sqlState == "57014")
            try await other.perform { _ = try $0.execute("ROLLBACK") }
            #expect(try await store.commit(putting: [used("a")]))
        }
    }

    /// A process that starts while another creates the tables waits for it, for longer than other statements may.
    @Test func startsAtTheSameTime() async throws {
        try await withSchema { info in
            let other = PostgreSQLConnection(try ConnectionInfo(info, statementTimeout: 10_000))
            try await other.perform { other in
                try other.connect()
                try other.execute("BEGIN")
                try Schema.update(other)
            }
            async let store = PostgreSQLPortalStore(
                connectionInfo: info + " application_name=starting",
                statementTimeout: .milliseconds(100)
            )
            try await other.perform { other in
                // Commits when the other has waited for twice its statement timeout.
                try other.execute(
                    """
                    DO $$ BEGIN
                        FOR tries IN 1..1000 LOOP
                            EXIT WHEN EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
                                WHERE locktype = 'advisory' AND NOT granted AND application_name = 'starting'
                                AND waitstart < clock_timestamp() - interval '200 ms');
                            PERFORM pg_sleep(0.01);
                        END LOOP;
                    END $$
                    """
                )
                try other.execute("COMMIT")
            }
            try await makeTenant(store)
        }
    }

    /// A process that is stopped within a transaction doesn't hold its locks forever.
    @Test func stoppedProcesses() async throws {
        try await withSchema { info in
            let store = try await PostgreSQLPortalStore(connectionInfo: info)
            try await makeTenant(store)
            let stopped = PostgreSQLConnection(try ConnectionInfo(info, statementTimeout: 300))
            try await stopped.perform { stopped in
                try stopped.connect()
                try stopped.execute("BEGIN")
                try stopped.execute("SELECT * FROM portal_records FOR UPDATE")
                try stopped.execute("LOCK TABLE portal_records")
            }
            #expect(try await store.commit(putting: [used("a")]))
            let error = await #expect(throws: PostgreSQLStoreError.self) {
                try await stopped.perform { _ = try $0.execute("COMMIT") }
            }
            #expect(error?.code == .connectionLost)
        }
    }

    /// Settings of a role or a database don't make commits less durable.
    @Test func settingsOfTheServer() async throws {
        try await withSchema { info in
            let connection = PostgreSQLConnection(
                try ConnectionInfo(
                    info.replacingOccurrences(
                        of: "options='",
                        with:
                            "options='-c synchronous_commit=off -c default_transaction_isolation=serializable "
                            + "-c bytea_output=escape -c extra_float_digits=-15 "
                    ),
                    statementTimeout: 1000
                )
            )
            let setting = try await connection.perform { connection in
                try connection.connect()
                return try connection.execute("SELECT current_setting('synchronous_commit')").text(0, 0)
            }
            #expect(setting == "on")
        }
    }

    /// A cancelled task stops waiting for a connection, and the others get theirs.
    @Test func waitingIsCancelled() async throws {
        let pool = ConnectionPool(try ConnectionInfo(try serverInfo(), statementTimeout: 10_000), count: 1)
        let long = Task { try await pool.perform { try $0.execute("SELECT pg_sleep(0.5)").count } }
        try await Task.sleep(for: .milliseconds(100))
        let waiting = Task { try await pool.perform { try $0.execute("SELECT 1").count } }
        let next = Task { try await pool.perform { try $0.execute("SELECT 1").count } }
        try await Task.sleep(for: .milliseconds(50))
        let start = ContinuousClock.now
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(ContinuousClock.now - start < .milliseconds(300))
        #expect(try await long.value == 1)
        #expect(try await next.value == 1)
    }

    /// Tables from a newer version are refused and not changed; a role that may not create tables can use existing ones.
    @Test func schemas() async throws {
        try await withSchema { info in
            try await makeTenant(PostgreSQLPortalStore(connectionInfo: info))
            let schema = try await query(info, "SELECT current_schema()::text")
            let role = "r" + schema
            try await query(info, "CREATE ROLE \(role) LOGIN")
            try await query(info, "GRANT USAGE ON SCHEMA \(schema) TO \(role)")
            try await query(
                info,
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO \(role)"
            )
            try await query(info, "GRANT USAGE ON ALL SEQUENCES IN SCHEMA \(schema) TO \(role)")
            let store = try await PostgreSQLPortalStore(
                connectionInfo: info.replacingOccurrences(of: "user=postgres", with: "user=\(role)")
            )
            #expect(try await store.commit(putting: [used("a")]))

            try await query(info, "INSERT INTO portal_schema VALUES (1000)")
            let error = await #expect(throws: PostgreSQLStoreError.self) {
                _ = try await PostgreSQLPortalStore(connectionInfo: info)
            }
            #expect(error?.code == .newerSchema)
            try await query(info, "DROP OWNED BY \(role)")
            try await query(info, "DROP ROLE \(role)")
        }
    }

    /// The numbers of locks are the same in every process, and large commits need few.
    @Test func locks() throws {
        var commit = PortalCommit(organization: try organization())
        commit.expected = [.tenant: 1, RecordName(.used, "a"): 0]
        commit.puts = [used("a")]
        let few = LockKey.all(commit)
        #expect(few.map(\.isExclusive) == [false, true])
        #expect(few.map(\.key) == few.map(\.key).sorted())
        commit.removals = (0..<10_000).map { RecordName(.session, "s\($0)") }
        let many = LockKey.all(commit)
        #expect(many.count == 256)
        #expect(many.filter { !$0.isExclusive }.map(\.key) == [few[0].key])
    }

    /// Arrays with any content are read as they were written.
    @Test func arrays() async throws {
        let texts = ["a", "", "\"", "\\", "{}", "a,b", "NULL", "'; DROP TABLE x; --", "ä"]
        let joined = try await query(
            serverInfo(),
            "SELECT array_to_string($1::text[], '|')",
            [.array(texts)]
        )
        #expect(joined == texts.joined(separator: "|"))
    }
}
