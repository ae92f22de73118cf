// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import PortalRecords

/// Why a ``SQLitePortalStore`` failed.
///
/// It holds no value of any record, so it may be logged. Unless the code says otherwise, the step that
/// failed was not made.
public struct SQLiteStoreError: Error, Hashable, Sendable {
    /// What is wrong. The raw values are stable.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The file can't be made or opened, or is no database of this store.
        case cannotOpen = "cannot_open"
        /// Others kept the database locked for longer than the busy timeout, or too many writes are waiting.
        case busy
        /// The disk is full, or can't be read or written. A commit may have been made nevertheless.
        case disk
        /// The database is damaged.
        case corrupt
        /// A record can't be written, or not be read again, such as one of a newer version of this package.
        case unreadableRecord = "unreadable_record"
        /// A newer version of this package has changed the tables.
        case newerSchema = "newer_schema"
        /// Anything else that SQLite reports.
        case database
    }

    /// What is wrong.
    public let code: Code
    /// SQLite's extended result code, such as 5 for `SQLITE_BUSY`; nil where it is not SQLite that failed.
    public let resultCode: Int32?
    /// Which record, or the result code and what SQLite says of it, in English.
    public let detail: String?

    init(_ code: Code, resultCode: Int32? = nil, detail: String? = nil) {
        self.code = code
        self.resultCode = resultCode
        self.detail = detail
    }

    /// An error of the database. Its own message can hold what the statement was about, so that of the result
    /// code stands for it.
    init(_ error: DatabaseError, else other: Code = .database) {
        let code: Code =
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY: .disk
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
            case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: .cannotOpen
            default: other
            }
        let number = error.extendedResultCode.rawValue
        self.init(code, resultCode: number, detail: error.extendedResultCode.description)
    }

    /// Runs `body`, and makes this type's errors of the database's.
    static func wrapping<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as DatabaseError {
            // That is how a statement ends whose task is cancelled.
            if error.resultCode == .SQLITE_INTERRUPT, Task.isCancelled { throw CancellationError() }
            throw SQLiteStoreError(error)
        } catch let error as RecordFailure {
            throw SQLiteStoreError(.unreadableRecord, detail: error.description)
        }
    }
}

extension SQLiteStoreError: CustomStringConvertible {
    /// The code and the detail, such as `busy: 5 (database is locked)`.
    public var description: String { code.rawValue + (detail.map { ": \($0)" } ?? "") }
}
