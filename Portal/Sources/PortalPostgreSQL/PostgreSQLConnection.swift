// SPDX-License-Identifier: Apache-2.0

internal import CLibpq
internal import Foundation

/// A connection to the server. Its functions block, and are called on its own ``queue``.
///
/// `@unchecked Sendable`: a pool gives it to one task at a time, and that task uses the handle only on the queue;
/// the last owner frees it.
@safe final class PostgreSQLConnection: @unchecked Sendable {
    /// Its thread may block, unlike the threads of Swift's tasks.
    let queue = DispatchQueue(label: "PostgreSQLPortalStore")
    private let info: ConnectionInfo
    private var handle: OpaquePointer?
    /// Whether the connection is no longer usable.
    private(set) var isBroken = false

    init(_ info: ConnectionInfo) {
        self.info = info
    }

    deinit { unsafe PQfinish(handle) }

    /// Runs `body` on the queue.
    func perform<Result: Sendable>(
        _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body(self) }) }
        }
    }

    /// Connects, unless already connected.
    func connect() throws(PostgreSQLStoreError) {
        guard unsafe handle == nil else { return }
        isBroken = true
        unsafe handle = info.connect()
        guard unsafe PQstatus(handle) == CONNECTION_OK else {
            let needsPassword = unsafe PQconnectionNeedsPassword(handle) != 0
            throw PostgreSQLStoreError(needsPassword ? .passwordNeeded : .connectionFailed)
        }
        // By default libpq writes notices to standard error.
        unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
        guard unsafe PQsetnonblocking(handle, 1) == 0 else { throw PostgreSQLStoreError(.connectionFailed) }
        isBroken = false
        try setUp()
    }

    /// Settings of the connection that override the server's and the role's: commits are durable when they return, and
    /// neither a statement nor a stopped process keeps others waiting for longer than the timeout.
    private func setUp() throws(PostgreSQLStoreError) {
        let timeout = String(info.statementTimeout)
        do {
            try execute(
                """
                SELECT set_config('statement_timeout', $1, false),
                    set_config('idle_in_transaction_session_timeout', $1, false),
                    set_config('synchronous_commit', CASE current_setting('synchronous_commit')
                        WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)
                """,
                [.text(timeout)]
            )
        } catch {
            isBroken = true
            throw error
        }
    }

    /// Runs one statement.
    @discardableResult
    func execute(_ sql: String, _ values: [QueryValue] = []) throws(PostgreSQLStoreError) -> QueryResult {
        guard !isBroken else { throw PostgreSQLStoreError(.connectionLost) }
        guard send(sql, values) else { throw lost() }
        // The server normally ends the statement before this; this is for a server that has stopped.
        let deadline = ContinuousClock.now + .milliseconds(info.statementTimeout) + .seconds(5)
        var last: QueryResult?
        repeat {
            try wait(until: deadline)
            guard let next = unsafe PQgetResult(handle) else { break }
            last = unsafe QueryResult(next)
        } while true
        guard let last else { throw lost() }
        switch last.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return last
        default:
            guard let error = last.serverError else { throw lost() }
            if error.code == .connectionLost { isBroken = true }
            throw error
        }
    }

    /// Ends a transaction.
    ///
    /// - Throws: ``PostgreSQLStoreError/Code/outcomeUnknown`` if it isn't known whether it was committed.
    func commit() throws(PostgreSQLStoreError) {
        do throws(PostgreSQLStoreError) {
            // COMMIT rolls a failed transaction back without an error.
            guard try execute("COMMIT").command == "COMMIT" else { throw PostgreSQLStoreError(.server) }
        } catch {
            // If the connection is still good, the error is the transaction's, which has been rolled back.
            guard !isBroken else { throw PostgreSQLStoreError(.outcomeUnknown, sqlState: error.sqlState) }
            throw error
        }
    }

    /// Rolls a transaction back. If this fails, the connection is closed, so the server rolls back by itself.
    func rollBack() {
        do {
            try execute("ROLLBACK")
        } catch {
            isBroken = true
        }
    }

    private func lost() -> PostgreSQLStoreError {
        isBroken = true
        return PostgreSQLStoreError(.connectionLost)
    }

    /// Waits until there is a result, or there will be no more.
    private func wait(until deadline: ContinuousClock.Instant) throws(PostgreSQLStoreError) {
        while true {
            let unsent = unsafe PQflush(handle)
            guard unsent >= 0 else { throw lost() }
            if unsent == 0, unsafe PQisBusy(handle) == 0 { return }
            let left = deadline - .now
            guard left > .zero else {
                isBroken = true
                throw PostgreSQLStoreError(.timedOut)
            }
            let events = Int16(POLLIN) | (unsent > 0 ? Int16(POLLOUT) : 0)
            var entry = pollfd(fd: unsafe PQsocket(handle), events: events, revents: 0)
            let ready = unsafe poll(&entry, 1, Int32(left / .milliseconds(1)) + 1)
            guard ready >= 0 || errno == EINTR else { throw lost() }
            if ready > 0, entry.revents & ~Int16(POLLOUT) != 0, unsafe PQconsumeInput(handle) == 0 {
                throw lost()
            }
        }
    }

    private func send(_ sql: String, _ values: [QueryValue]) -> Bool {
        // All values in one block of memory, each text NUL-terminated.
        var memory: [UInt8] = []
        var starts: [Int?] = []
        var lengths: [Int32] = []
        var formats: [Int32] = []
        for value in values {
            let (bytes, format): ([UInt8]?, Int32) =
                switch value {
                case .null: (nil, 0)
                case .text(let text): (Array(text.utf8), 0)
                case .bytes(let bytes): (bytes, 1)
                }
            starts.append(bytes == nil ? nil : memory.count)
            lengths.append(Int32(bytes?.count ?? 0))
            formats.append(format)
            memory += (bytes ?? []) + [0]
        }
        return unsafe memory.withUnsafeBytes { memory in
            let pointers = unsafe starts.map { start in
                unsafe start.flatMap { unsafe memory.baseAddress?.advanced(by: $0) }
                    .map { unsafe $0.assumingMemoryBound(to: CChar.self) }
            }
            return unsafe PQsendQueryParams(
                handle,
                sql,
                Int32(values.count),
                nil,
                pointers,
                lengths,
                formats,
                1
            ) == 1
        }
    }
}
