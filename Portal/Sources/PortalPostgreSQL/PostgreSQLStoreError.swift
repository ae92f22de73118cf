// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords

/// Why a ``PostgreSQLPortalStore`` failed.
///
/// It contains no part of the connection string and no value of any record, so it may be logged. libpq's own
/// messages are left out, because they can show both. Of the server's error it has only the primary message,
/// without detail and context. Unless the code says otherwise, the failed step had no effect.
public struct PostgreSQLStoreError: Error, Hashable, Sendable {
    /// What is wrong. The raw values are stable.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The connection string is malformed, or has an option that libpq doesn't know.
        case malformedConnectionInfo = "malformed_connection_info"
        /// No connection could be made: the server can't be reached, is starting or shutting down, has too many
        /// connections, is a standby, or refuses TLS, the user, the password or the database. Its log says which.
        case connectionFailed = "connection_failed"
        /// The server requires a password, and the connection string has none.
        case passwordNeeded = "password_needed"
        /// The connection was lost, twice in a row, before a commit was sent.
        case connectionLost = "connection_lost"
        /// The connection was lost, or the timeout expired, after the commit was sent: it may have been made.
        case outcomeUnknown = "outcome_unknown"
        /// A statement took longer than the statement timeout, including waits for other commits.
        case timedOut = "timed_out"
        /// A record can't be written or read, such as one from a newer version of this package.
        case unreadableRecord = "unreadable_record"
        /// A newer version of this package has changed the tables.
        case newerSchema = "newer_schema"
        /// Any other error of the server.
        case server
    }

    /// What is wrong.
    public let code: Code
    /// The five characters of the server's SQLSTATE; nil if the error isn't from the server.
    public let sqlState: String?
    /// Which record, or the server's primary message, in the server's language.
    public let detail: String?

    init(_ code: Code, sqlState: String? = nil, detail: String? = nil) {
        self.code = code
        self.sqlState = sqlState
        self.detail = detail
    }

    init(_ failure: RecordFailure) {
        self.init(.unreadableRecord, detail: failure.description)
    }

    /// An error that the server reports.
    init(sqlState: String, detail: String?) {
        let code: Code =
            switch sqlState {
            // An administrator ended the connection, or the server did so after a crash or a timeout.
            case "57P01", "57P02", "57P03", "57P05", "25P03", "25P04": .connectionLost
            case "57014", "55P03": .timedOut
            default: sqlState.hasPrefix("08") ? .connectionLost : .server
            }
        self.init(code, sqlState: sqlState, detail: detail)
    }

    /// Whether the server rolled the transaction back because of a serialization failure or a deadlock.
    var isConflict: Bool { sqlState == "40001" || sqlState == "40P01" }
}

extension PostgreSQLStoreError: CustomStringConvertible {
    /// The code, the SQLSTATE and the detail, such as `server (42501): permission denied for schema public`.
    public var description: String {
        code.rawValue + (sqlState.map { " (\($0))" } ?? "") + (detail.map { ": \($0)" } ?? "")
    }
}
