// SPDX-License-Identifier: Apache-2.0

package import ProductBridgeSSO

/// A value in a statement on the portal's own tables, which have only texts and whole numbers.
package enum StatementValue: Hashable, Sendable {
    case null
    case text(String)
    case integer(Int64)
}

/// A row of a statement's result.
package struct StatementRow: Sendable {
    private let values: [StatementValue]

    package init(_ values: [StatementValue]) {
        self.values = values
    }

    /// The text of a column; nil for NULL.
    package func text(_ column: Int) -> String? {
        if case .text(let text) = values[column] { text } else { nil }
    }

    /// The number of a column; nil for NULL.
    package func integer(_ column: Int) -> Int64? {
        if case .integer(let number) = values[column] { number } else { nil }
    }
}

/// An open transaction. Its statements work in both databases: parameters are `$1`, `$2` …, and their first uses
/// must be in this order.
package protocol Statements {
    @discardableResult
    func run(_ sql: String, _ values: [StatementValue]) throws -> [StatementRow]
}

extension Statements {
    @discardableResult
    package func run(_ sql: String, _ values: StatementValue...) throws -> [StatementRow] {
        try run(sql, values)
    }
}

/// A store that also keeps the portal's own tables, in the same database.
package protocol StatementStore: PortalStore {
    /// Runs a read-only transaction on a consistent snapshot.
    func reading<Result: Sendable>(
        _ body: @escaping @Sendable (any Statements) throws -> Result
    ) async throws -> Result

    /// Runs a transaction, which is durable when this returns, and is rolled back if `body` throws. `body` may run twice.
    @discardableResult
    func writing<Result: Sendable>(
        _ body: @escaping @Sendable (any Statements) throws -> Result
    ) async throws -> Result

    /// Whether an error says that the database can't be used at the moment.
    static func isUnavailable(_ error: any Error) -> Bool
}

extension StatementValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }

    package static func optional(_ text: String?) -> StatementValue {
        text.map(StatementValue.text) ?? .null
    }
}
