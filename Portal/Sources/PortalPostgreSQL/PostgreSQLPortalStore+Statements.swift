// SPDX-License-Identifier: Apache-2.0

package import PortalRecords

extension PostgreSQLPortalStore: StatementStore {
    /// Runs a transaction that only reads.
    package func reading<Result: Sendable>(
        _ body: @escaping @Sendable (any Statements) throws -> Result
    ) async throws -> Result {
        try await readingOnly { try body(PostgreSQLStatements(connection: $0)) }
    }

    /// Runs a transaction.
    @discardableResult
    package func writing<Result: Sendable>(
        _ body: @escaping @Sendable (any Statements) throws -> Result
    ) async throws -> Result {
        try await pool.perform { connection in
            var result: Result?
            try connection.transaction("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE") {
                result = try body(PostgreSQLStatements(connection: connection))
                return true
            }
            guard let result else { throw PostgreSQLStoreError(.server) }
            return result
        }
    }

    /// Whether an error says that the database can't be used at the moment.
    package static func isUnavailable(_ error: any Error) -> Bool {
        error is PostgreSQLStoreError
    }
}

private struct PostgreSQLStatements: Statements {
    let connection: PostgreSQLConnection

    func run(_ sql: String, _ values: [StatementValue]) throws -> [StatementRow] {
        let result = try connection.execute(
            sql,
            values.map { value in
                switch value {
                case .null: .null
                case .text(let text): .text(text)
                case .integer(let number): .integer(number)
                }
            }
        )
        return (0..<result.count).map { row in
            StatementRow(
                (0..<result.columnCount).map { column in
                    guard result.bytes(row, column) != nil else { return .null }
                    return result.isInteger(column)
                        ? .integer(result.integer(row, column)) : .text(result.text(row, column))
                }
            )
        }
    }
}
