// SPDX-License-Identifier: Apache-2.0

internal import GRDB
package import PortalRecords

extension SQLitePortalStore: StatementStore {
    /// Runs a transaction that only reads.
    package func reading<Result: Sendable>(
        _ body: @escaping @Sendable (any Statements) throws -> Result
    ) async throws -> Result {
        try await SQLiteStoreError.wrapping {
            try await pool.read { try body(SQLiteStatements(database: $0)) }
        }
    }

    /// Runs a transaction.
    @discardableResult
    package func writing<Result: Sendable>(
        _ body: @escaping @Sendable (any Statements) throws -> Result
    ) async throws -> Result {
        try await SQLiteStoreError.wrapping {
            try await writes.write { (try body(SQLiteStatements(database: $0)), .commit) }
        }
    }

    /// Whether an error says that the database can't be used at the moment.
    package static func isUnavailable(_ error: any Error) -> Bool {
        error is SQLiteStoreError
    }
}

private struct SQLiteStatements: Statements {
    let database: Database

    func run(_ sql: String, _ values: [StatementValue]) throws -> [StatementRow] {
        let arguments = values.map { value -> (any DatabaseValueConvertible)? in
            switch value {
            case .null: nil
            case .text(let text): text
            case .integer(let number): number
            }
        }
        let statement = try database.cachedStatement(sql: sql)
        return try Row.fetchAll(statement, arguments: StatementArguments(arguments)).map { row in
            StatementRow(
                row.databaseValues.map { value in
                    switch value.storage {
                    case .int64(let number): .integer(number)
                    case .string(let text): .text(text)
                    default: .null
                    }
                }
            )
        }
    }
}
