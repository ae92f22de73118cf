// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing

@testable import PortalSQLite

/// Writes that share a transaction. Most tests block the queue until all writes wait, so that it is known which
/// share one.
struct WriteQueueTests {
    private struct Mistake: Error {}

    @Test func writesThatWaitShareATransaction() async throws {
        try await withQueue { queue, pool in
            let log = StatementLog()
            try await pool.writeWithoutTransaction { log.follow($0) }
            let more = 3 * WriteQueue.largestBatch
            try await holding(pool) { group in
                for number in 0..<more { group.addTask { try await queue.insert("\(number)") } }
                try await wait(until: more, waitIn: queue)
            }
            #expect(try await names(pool).count == more)
            #expect(log.all.count { $0.hasPrefix("COMMIT") } == 3)
        }
    }

    /// One write throws, one is refused by the database, one rolls itself back: the others are made.
    @Test func otherWritesSurviveAnError() async throws {
        try await withQueue { queue, pool in
            try await queue.insert("taken")
            let outcomes = Outcomes()
            try await holding(pool) { group in
                for number in 0..<5 {
                    group.addTask { await outcomes.note("good") { try await queue.insert("good \(number)") } }
                    try await wait(until: 4 * number + 1, waitIn: queue)
                    group.addTask {
                        await outcomes.note("thrown") {
                            try await queue.write { database in
                                try database.insert("half of it")
                                throw Mistake()
                            }
                        }
                    }
                    try await wait(until: 4 * number + 2, waitIn: queue)
                    group.addTask { await outcomes.note("refused") { try await queue.insert("taken") } }
                    try await wait(until: 4 * number + 3, waitIn: queue)
                    group.addTask {
                        await outcomes.note("undone") {
                            try await queue.write { (try $0.insert("undone"), .rollback) }
                        }
                    }
                    try await wait(until: 4 * number + 4, waitIn: queue)
                }
            }
            #expect(try await names(pool) == (0..<5).map { "good \($0)" } + ["taken"])
            #expect(await outcomes["good"] == Array(repeating: "done", count: 5))
            #expect(await outcomes["undone"] == Array(repeating: "done", count: 5))
            #expect(await outcomes["thrown"] == Array(repeating: "Mistake()", count: 5))
            #expect(await outcomes["refused"] == Array(repeating: "SQLite 19", count: 5))
        }
    }

    /// After an error that ends the whole transaction, each of the other writes is still made once.
    @Test func anErrorThatEndsTheTransactionFailsOneWrite() async throws {
        try await withQueue { queue, pool in
            try await queue.insert("taken")
            let outcomes = Outcomes()
            try await holding(pool) { group in
                for number in 0..<6 {
                    group.addTask {
                        await outcomes.note("good") {
                            try await queue.write { database in
                                try database.execute(sql: "UPDATE total SET number = number + 1")
                                return ((), .commit)
                            }
                        }
                    }
                    try await wait(until: 2 * number + 1, waitIn: queue)
                    group.addTask {
                        await outcomes.note("bad") {
                            try await queue.write { database in
                                (
                                    try database.execute(
                                        sql: "INSERT OR ROLLBACK INTO names VALUES ('taken')"
                                    ), .commit
                                )
                            }
                        }
                    }
                    try await wait(until: 2 * number + 2, waitIn: queue)
                }
            }
            #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT number FROM total") } == 6)
            #expect(await outcomes["good"] == Array(repeating: "done", count: 6))
            #expect(await outcomes["bad"] == Array(repeating: "SQLite 19", count: 6))
        }
    }

    /// If the commit itself fails, each write gets its own result.
    @Test func aFailedCommitFailsOneWrite() async throws {
        try await withQueue { queue, pool in
            let outcomes = Outcomes()
            try await holding(pool) { group in
                for number in 0..<3 {
                    group.addTask { await outcomes.note("good") { try await queue.insert("good \(number)") } }
                }
                group.addTask {
                    await outcomes.note("bad") {
                        try await queue.write { database in
                            // Deferred, so that only the commit notices that there is no such name.
                            (try database.execute(sql: "INSERT INTO mentions VALUES ('nobody')"), .commit)
                        }
                    }
                }
                try await wait(until: 4, waitIn: queue)
            }
            #expect(try await names(pool) == ["good 0", "good 1", "good 2"])
            #expect(await outcomes["good"] == ["done", "done", "done"])
            #expect(await outcomes["bad"] == ["SQLite 19"])
        }
    }

    /// Writes that wait while another process holds the lock give up together, not one after the other.
    @Test func writesWaitTogetherForALock() async throws {
        try await withQueue { queue, pool in
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: pool.path, configuration: configuration)
            let outcomes = Outcomes()
            let log = StatementLog()
            try await pool.writeWithoutTransaction { log.follow($0) }
            try await holding(pool) { group in
                for _ in 0..<30 {
                    group.addTask { await outcomes.note("busy") { try await queue.insert("late") } }
                }
                try await wait(until: 30, waitIn: queue)
                try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            }
            #expect(await outcomes["busy"] == Array(repeating: "SQLite 5", count: 30))
            #expect(log.all.count { $0.hasPrefix("BEGIN") } == 1)
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            try await queue.insert("in time")
            #expect(try await names(pool) == ["in time"])
        }
    }

    /// A task that is cancelled while it waits leaves the queue at once; one that has begun runs to its end.
    @Test func cancelledBeforeItsTurn() async throws {
        try await withQueue { queue, pool in
            let gate = Gate()
            let first = Task { try await queue.insert("first", gate) }
            await gate.isReached()
            let second = Task { try await queue.insert("second") }
            try await wait(until: 1, waitIn: queue)
            let third = Task { try await queue.insert("third") }
            try await wait(until: 2, waitIn: queue)
            second.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
            #expect(queue.count == 1)
            first.cancel()
            gate.open()
            try await first.value
            try await third.value
            let late = Task {
                while !Task.isCancelled { await Task.yield() }
                try await queue.insert("late")
            }
            late.cancel()
            await #expect(throws: CancellationError.self) { try await late.value }
            #expect(try await names(pool) == ["first", "third"])
        }
    }

    /// The number of waiting writes is limited, and all of them are made.
    @Test func fullQueue() async throws {
        try await withQueue { queue, pool in
            let outcomes = Outcomes()
            try await holding(pool) { group in
                for number in 0..<WriteQueue.capacity {
                    group.addTask { try await queue.insert("\(number)") }
                }
                try await wait(until: WriteQueue.capacity, waitIn: queue)
                group.addTask { await outcomes.note("more") { try await queue.insert("more") } }
                let deadline = ContinuousClock.now + .seconds(60)
                while await outcomes["more"] == nil, queue.count == WriteQueue.capacity {
                    try #require(ContinuousClock.now < deadline)
                    try await Task.sleep(for: .milliseconds(1))
                }
                #expect(await outcomes["more"] == ["busy: 1024 others are waiting"])
            }
            #expect(try await names(pool).count == WriteQueue.capacity)
            try await queue.insert("more")
        }
    }
}

// MARK: Helpers

private func withQueue(_ body: (WriteQueue, DatabasePool) async throws -> Void) async throws {
    try await withFolder { folder in
        let pool = try SQLitePortalStore.openPool(
            folder + "/portal.sqlite",
            SQLitePortalStore.configuration(.milliseconds(200), 2)
        )
        try await pool.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE names (name TEXT NOT NULL PRIMARY KEY);
                    CREATE TABLE mentions (name TEXT NOT NULL REFERENCES names DEFERRABLE INITIALLY DEFERRED);
                    CREATE TABLE total (number INTEGER NOT NULL);
                    INSERT INTO total VALUES (0);
                    """
            )
        }
        try await body(WriteQueue(pool), pool)
    }
}

/// Runs `body` while no write can begin, and then waits for its tasks.
private func holding(
    _ pool: DatabasePool,
    _ body: (inout ThrowingTaskGroup<Void, any Error>) async throws -> Void
) async throws {
    let gate = Gate()
    try await withThrowingTaskGroup(of: Void.self) { group in
        pool.asyncWriteWithoutTransaction { _ in gate.pass() }
        await gate.isReached()
        do {
            try await body(&group)
        } catch {
            gate.open()
            throw error
        }
        gate.open()
        try await group.waitForAll()
    }
}

private func wait(until count: Int, waitIn queue: WriteQueue) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while queue.count < count {
        try #require(ContinuousClock.now < deadline, "\(queue.count) of \(count) wait")
        try await Task.sleep(for: .milliseconds(1))
    }
}

private func names(_ pool: DatabasePool) async throws -> [String] {
    try await pool.read { try String.fetchAll($0, sql: "SELECT name FROM names ORDER BY name") }
}

/// A point at which a write waits.
private final class Gate: Sendable {
    private let reached = AsyncStream.makeStream(of: Void.self)
    private let opened = DispatchSemaphore(value: 0)

    func pass() {
        reached.continuation.finish()
        opened.wait()
    }

    func isReached() async { for await _ in reached.stream {} }

    func open() { opened.signal() }
}

/// The results of writes, by name.
private actor Outcomes {
    private var known: [String: [String]] = [:]

    subscript(name: String) -> [String]? { known[name] }

    func note(_ name: String, _ body: @Sendable () async throws -> Void) async {
        let outcome: String
        do {
            try await body()
            outcome = "done"
        } catch let error as DatabaseError {
            outcome = "SQLite \(error.resultCode.rawValue)"
        } catch {
            outcome = "\(error)"
        }
        known[name, default: []].append(outcome)
    }
}

extension Database {
    fileprivate func insert(_ name: String) throws {
        try execute(sql: "INSERT INTO names VALUES (?)", arguments: [name])
    }
}

extension WriteQueue {
    fileprivate func insert(_ name: String, _ gate: Gate? = nil) async throws {
        try await write { database in
            gate?.pass()
            return (try database.insert(name), .commit)
        }
    }
}
