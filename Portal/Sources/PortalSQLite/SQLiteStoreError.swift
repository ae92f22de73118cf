// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import PortalRecords

/// Why a ``SQLitePortalStore`` failed.
///
/// It contains no value of any record, so it may be logged. Unless the code says otherwise, the failed step had no
/// effect.
public struct SQLiteStoreError: Error, Hashable, Sendable {
    /// What is wrong. The raw values are stable.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The file can't be created or opened, or isn't a database of this store.
        case cannotOpen = "cannot_open"
        /// Another process kept the database locked for longer than the busy timeout, or too many writes are waiting.
        case busy
        /// The disk is full, or can't be read or written. A commit may still have been made.
        case disk
        /// The database is damaged.
        case corrupt
        /// A record can't be written or read, such as one from a newer version of this package.
        case unreadableRecord = "unreadable_record"
        /// A newer version of this package has changed the tables.
        case newerSchema = "newer_schema"
        /// Any other error of SQLite.
        case database
    }

    /// What is wrong.
    public let code: Code
    /// SQLite's extended result code, such as 5 for `SQLITE_BUSY`; nil if the error isn't from SQLite.
    public let resultCode: Int32?
    /// Which record, or the result code and SQLite's text for it, in English.
    public let detail: String?

    init(_ code: Code, resultCode: Int32? = nil, detail: String? = nil) {
        self.code = code
        self.resultCode = resultCode
        self.detail = detail
    }

    /// An error of the database. Its message can contain data of the statement, so the message of the result code is
    /// used instead.
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

    /// Runs `body`, and converts the database's errors to this type.
    static func wrapping<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as DatabaseError {
            // A cancelled task ends its statement in this way.
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
