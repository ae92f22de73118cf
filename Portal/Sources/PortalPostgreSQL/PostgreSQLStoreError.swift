// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords

/// Why a ``PostgreSQLPortalStore`` failed.
///
/// It holds nothing of the connection string and no value of any record, so it may be logged. libpq's own
/// messages are left out, since they can show both; of the server's there is the primary message, and
/// neither detail nor context. Unless the code says otherwise, the step that failed was not made.
public struct PostgreSQLStoreError: Error, Hashable, Sendable {
    /// What is wrong. The raw values are stable.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The connection string can't be read, or has an option that libpq doesn't know.
        case malformedConnectionInfo = "malformed_connection_info"
        /// No connection could be made: the server can't be reached, is starting or shutting down, has too
        /// many connections or is a standby, or refuses TLS, user, password or database. Its log says which.
        case connectionFailed = "connection_failed"
        /// The server wants a password, and the connection string has none.
        case passwordNeeded = "password_needed"
        /// The connection was lost, twice in a row, before a commit was sent.
        case connectionLost = "connection_lost"
        /// The connection was lost, or the time was over, after the commit was sent: it may have been made.
        case outcomeUnknown = "outcome_unknown"
        /// A statement took longer than the statement timeout, waits for others' commits included.
        case timedOut = "timed_out"
        /// A record can't be written, or not be read again, such as one of a newer version of this package.
        case unreadableRecord = "unreadable_record"
        /// A newer version of this package has changed the tables.
        case newerSchema = "newer_schema"
        /// Anything else that the server reports.
        case server
    }

    /// What is wrong.
    public let code: Code
    /// The five characters of the server's SQLSTATE; nil where it is not the server that reports.
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
            // The administrator ends connections, or the server itself after a crash or a time.
            case "57P01", "57P02", "57P03", "57P05", "25P03", "25P04": .connectionLost
            case "57014", "55P03": .timedOut
            default: sqlState.hasPrefix("08") ? .connectionLost : .server
            }
        self.init(code, sqlState: sqlState, detail: detail)
    }

    /// Whether the server has rolled a transaction back that would have contradicted another one, or waited for it
    /// in a circle: serialization failure and deadlock.
    var isConflict: Bool { sqlState == "40001" || sqlState == "40P01" }
}

extension PostgreSQLStoreError: CustomStringConvertible {
    /// The code, the SQLSTATE and the detail, such as `server (42501): permission denied for schema public`.
    public var description: String {
        code.rawValue + (sqlState.map { " (\($0))" } ?? "") + (detail.map { ": \($0)" } ?? "")
    }
}
