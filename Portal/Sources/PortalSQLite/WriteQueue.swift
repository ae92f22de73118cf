// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Synchronization

/// Groups writes, so that they wait for the disk together. Writes that arrive during another one share the next
/// transaction, each in its own savepoint, and all return when it is on disk. So if the disk needs a millisecond,
/// a thousand writes a second wait no longer than one.
final class WriteQueue: Sendable {
    private struct State {
        var waiting: [any QueuedWrite] = []
        var isRunning = false
    }

    /// The maximum number of writes in a transaction, so that other processes get their turn.
    static let largestBatch = 64
    /// The maximum number of waiting writes. If the disk is so slow that more would wait, they fail at once.
    static let capacity = 1024

    private let pool: DatabasePool
    private let state = Mutex(State())

    init(_ pool: DatabasePool) {
        self.pool = pool
    }

    /// How many are waiting now.
    var count: Int { state.withLock(\.waiting.count) }

    /// Runs `body` in an immediate transaction, during which nothing else can write. Its changes are on disk when this
    /// returns, unless it returns `.rollback`. It may run twice; the changes of the first run are then undone.
    ///
    /// - Throws: `CancellationError` in a task that is cancelled before its turn; after that it runs to its end.
    ///   ``SQLiteStoreError/Code/busy`` if ``capacity`` is used up.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> (Result, Database.TransactionCompletion)
    ) async throws -> Result {
        let write = Write(body)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                write.begin(continuation)
                let starts: Bool? = state.withLock { state in
                    guard state.waiting.count < Self.capacity else { return nil }
                    state.waiting.append(write)
                    defer { state.isRunning = true }
                    return !state.isRunning
                }
                guard let starts else {
                    return write.end(SQLiteStoreError(.busy, detail: "\(Self.capacity) others are waiting"))
                }
                // An earlier cancellation found nothing to remove.
                if Task.isCancelled { cancel(write) }
                if starts { pool.asyncWriteWithoutTransaction(drain) }
            }
        } onCancel: {
            cancel(write)
        }
    }

    private func cancel(_ write: any QueuedWrite) {
        let isWaiting = state.withLock { state in
            let index = state.waiting.firstIndex { $0 === write }
            if let index { state.waiting.remove(at: index) }
            return index != nil
        }
        if isWaiting { write.end(CancellationError()) }
    }

    /// Runs the waiting writes until none is left.
    private func drain(_ database: Database) {
        while let batch = next() {
            if batch.count == 1 || !runTogether(batch, database) {
                for write in batch { runAlone(write, database) }
            }
        }
    }

    private func next() -> [any QueuedWrite]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            let batch = Array(state.waiting.prefix(Self.largestBatch))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func runAlone(_ write: any QueuedWrite, _ database: Database) {
        do {
            try database.inTransaction(.immediate) { try write.run(database) }
            write.end(nil)
        } catch {
            write.end(error)
        }
    }

    /// Whether all writes are done. If not, nothing was changed, and each must run in its own transaction, so that
    /// none fails because of another.
    private func runTogether(_ batch: [any QueuedWrite], _ database: Database) -> Bool {
        var hasBegun = false
        var failures: [(any Error)?] = []
        do {
            try database.inTransaction(.immediate) {
                hasBegun = true
                for write in batch {
                    do {
                        try database.inSavepoint { try write.run(database) }
                        failures.append(nil)
                    } catch {
                        // Some errors end the whole transaction.
                        guard database.isInsideTransaction else { throw error }
                        failures.append(error)
                    }
                }
                return .commit
            }
        } catch {
            guard !hasBegun else { return false }
            // Another process holds the lock: none of these should wait for it again.
            failures = batch.map { _ in error }
        }
        for (write, failure) in zip(batch, failures) { write.end(failure) }
        return true
    }
}

/// A write that waits for its turn.
private protocol QueuedWrite: AnyObject, Sendable {
    /// Runs the write, within a transaction or a savepoint.
    func run(_ database: Database) throws -> Database.TransactionCompletion
    /// Resumes the waiting task with the result of the last run: `nil` for success.
    func end(_ failure: (any Error)?)
}

private final class Write<Result: Sendable>: QueuedWrite {
    private struct State {
        var continuation: CheckedContinuation<Result, any Error>?
        var result: Result?
    }

    private let body: @Sendable (Database) throws -> (Result, Database.TransactionCompletion)
    private let state = Mutex(State())

    init(_ body: @escaping @Sendable (Database) throws -> (Result, Database.TransactionCompletion)) {
        self.body = body
    }

    func begin(_ continuation: CheckedContinuation<Result, any Error>) {
        state.withLock { $0.continuation = continuation }
    }

    func run(_ database: Database) throws -> Database.TransactionCompletion {
        let (result, completion) = try body(database)
        state.withLock { $0.result = result }
        return completion
    }

    func end(_ failure: (any Error)?) {
        let (continuation, result) = state.withLock { state in
            defer { state.continuation = nil }
            return (state.continuation, state.result)
        }
        if let failure {
            continuation?.resume(throwing: failure)
        } else if let result {
            continuation?.resume(returning: result)
        }
    }
}
