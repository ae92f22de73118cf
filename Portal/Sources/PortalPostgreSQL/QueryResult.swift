// SPDX-License-Identifier: Apache-2.0

internal import CLibpq

/// A parameter of a statement.
enum QueryValue {
    case null
    case text(String)
    case bytes([UInt8])

    static func integer(_ number: Int64) -> QueryValue { .text(String(number)) }

    /// The fewest digits that give the same number when read, also by PostgreSQL.
    static func double(_ number: Double?) -> QueryValue { number.map { .text("\($0)") } ?? .null }

    static func optional(_ text: String?) -> QueryValue { text.map(QueryValue.text) ?? .null }

    /// An array, as PostgreSQL reads it: `{"a","b"}`.
    static func array(_ texts: [String]) -> QueryValue {
        var array = ""
        for text in texts {
            array += array.isEmpty ? "\"" : ",\""
            // By scalars: a quote with a combining mark is one Character.
            for scalar in text.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { array += "\\" }
                array.unicodeScalars.append(scalar)
            }
            array += "\""
        }
        return .text("{" + array + "}")
    }
}

/// The result of a statement, in PostgreSQL's binary format.
///
/// Not `Sendable`: it stays on the connection's thread.
@safe final class QueryResult {
    private let result: OpaquePointer

    /// Takes ownership of a result.
    init(_ result: OpaquePointer) {
        unsafe self.result = unsafe result
    }

    deinit { unsafe PQclear(result) }

    var status: ExecStatusType { unsafe PQresultStatus(result) }

    /// How many rows there are.
    var count: Int { Int(unsafe PQntuples(result)) }

    /// How many columns each row has.
    var columnCount: Int { Int(unsafe PQnfields(result)) }

    /// Whether a column's type is bigint or integer.
    func isInteger(_ column: Int) -> Bool { [20, 23].contains(unsafe PQftype(result, Int32(column))) }

    /// How many rows a statement changed.
    var changedCount: Int { Int(unsafe String(cString: PQcmdTuples(result))) ?? 0 }

    /// The command that the server executed, such as `COMMIT`.
    var command: String { unsafe String(cString: PQcmdStatus(result)) }

    /// The server's error; nil if the result has none.
    var serverError: PostgreSQLStoreError? {
        guard let state = field("C") else { return nil }
        return PostgreSQLStoreError(sqlState: state, detail: field("M"))
    }

    private func field(_ code: Unicode.Scalar) -> String? {
        unsafe PQresultErrorField(result, Int32(code.value)).map { unsafe String(cString: $0) }
    }

    /// The bytes of a column, nil for NULL.
    func bytes(_ row: Int, _ column: Int) -> [UInt8]? {
        let (row, column) = (Int32(row), Int32(column))
        guard unsafe PQgetisnull(result, row, column) == 0, let start = unsafe PQgetvalue(result, row, column)
        else { return nil }
        let count = Int(unsafe PQgetlength(result, row, column))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// The text of a column; empty for NULL.
    func text(_ row: Int, _ column: Int) -> String {
        String(decoding: bytes(row, column) ?? [], as: UTF8.self)
    }

    /// The number in a column of up to 64 bits; 0 for NULL.
    func integer(_ row: Int, _ column: Int) -> Int64 {
        let bytes = bytes(row, column) ?? []
        let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return bytes.count == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
    }
}
