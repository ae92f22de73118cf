// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A bounded number of connections, which are opened when needed and reused.
final class ConnectionPool: Sendable {
    private struct State {
        /// The number of calls that may begin now.
        var free: Int
        var idle: [PostgreSQLConnection] = []
        var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var lastID = 0
    }

    private let state: Mutex<State>
    private let info: ConnectionInfo

    init(_ info: ConnectionInfo, count: Int) {
        self.info = info
        state = Mutex(State(free: count))
    }

    /// Runs `body` with a connection, on the connection's thread.
    ///
    /// If the connection is lost before a commit is sent, nothing has changed, so `body` runs again with a new
    /// connection; each `body` is a whole transaction. A task that is cancelled while it waits for its turn gives
    /// up. Once `body` has begun it runs to its end, within the statement timeout, so the caller learns the result.
    func perform<Result: Sendable>(
        _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Result
    ) async throws -> Result {
        try await takeTurn()
        defer { endTurn() }
        do {
            return try await attempt(body)
        } catch let error as PostgreSQLStoreError where error.code == .connectionLost {
            // The others were probably lost at the same moment.
            state.withLock { $0.idle.removeAll() }
            return try await attempt(body)
        }
    }

    private func attempt<Result: Sendable>(
        _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Result
    ) async throws -> Result {
        let connection = state.withLock { $0.idle.popLast() } ?? PostgreSQLConnection(info)
        defer { if !connection.isBroken { state.withLock { $0.idle.append(connection) } } }
        return try await connection.perform { connection in
            try connection.connect()
            return try body(connection)
        }
    }

    // MARK: Turns

    private func takeTurn() async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let now: Swift.Result<Void, any Error>? = state.withLock { state in
                    // A later cancellation finds the continuation.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    guard state.free == 0 else {
                        state.free -= 1
                        return .success(())
                    }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let now { continuation.resume(with: now) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            waiting?.continuation.resume(throwing: CancellationError())
        }
    }

    private func endTurn() {
        let next = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil as CheckedContinuation<Void, any Error>?
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}
