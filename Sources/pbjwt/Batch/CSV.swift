// SPDX-License-Identifier: Apache-2.0

/// Where the wanted fields are in each record of a CSV file.
struct CSVColumns: Sendable {
    let token: Int
    let time: Int?
}

/// The names of the wanted columns.
struct CSVHeader: Sendable {
    let token: [UInt8]
    let time: [UInt8]?

    /// Reads the first record of a file: the columns, and where the records after it begin.
    func columns(in block: Block) throws -> (CSVColumns, Range<Int>) {
        var reader = CSVReader(position: hasByteOrderMark(block) ? 3 : 0)
        var columns: [[UInt8]: Int] = [:]
        var count = 0
        while let field = try reader.nextField(in: block) {
            guard
                columns.updateValue(count, forKey: field.bytes(in: block.bytes)) == nil
                    || !isWanted(field, block)
            else { throw block.failure(at: field.range.lowerBound, "the header names a wanted column twice") }
            count += 1
        }
        guard let token = columns[token] else { throw missing("--column", in: block) }
        let timeColumn = try time.map { name in
            guard let column = columns[name] else { throw missing("--time-from", in: block) }
            return column
        }
        reader.endRecord(in: block)
        return (CSVColumns(token: token, time: timeColumn), reader.position..<block.records.upperBound)
    }

    private func isWanted(_ field: CSVField, _ block: Block) -> Bool {
        let name = field.bytes(in: block.bytes)
        return name == token || name == time
    }

    private func missing(_ option: String, in block: Block) -> Outcome {
        Outcome(
            .usage,
            "pbjwt: \(block.input) has no column that \(option) names; its first line must name the columns"
        )
    }

    private func hasByteOrderMark(_ block: Block) -> Bool {
        block.bytes[block.records].starts(with: [0xEF, 0xBB, 0xBF])
    }
}

/// A field without its quotes.
struct CSVField {
    var range: Range<Int>
    /// Whether it contains quotes, each of which is doubled.
    var hasQuotes = false

    func bytes(in bytes: [UInt8]) -> [UInt8] {
        guard hasQuotes else { return Array(bytes[range]) }
        var text: [UInt8] = []
        var isSecond = false
        for byte in bytes[range] {
            isSecond = byte == UInt8(ascii: "\"") && !isSecond
            if !isSecond { text.append(byte) }
        }
        return text
    }
}

/// Reads the records of a block field by field, as in RFC 4180; a line end may also be LF.
struct CSVReader {
    private(set) var position: Int
    private var isAtEndOfRecord = false
    /// Where the line ends; looked up once per line, which may have millions of fields.
    private var lineEnd = -1

    init(position: Int) {
        self.position = position
    }

    /// The next field of the record; nil at its end.
    mutating func nextField(in block: Block) throws -> CSVField? {
        guard !isAtEndOfRecord else { return nil }
        let bytes = block.bytes.span.extracting(first: block.records.upperBound)
        let isQuoted = position < bytes.count && bytes[position] == quote
        let field = isQuoted ? try quotedField(in: block) : try plainField(in: block)
        if position < bytes.count && bytes[position] == UInt8(ascii: ",") {
            position += 1
        } else {
            isAtEndOfRecord = true
        }
        return field
    }

    /// Moves to the next record, after the line end of this one.
    mutating func endRecord(in block: Block) {
        isAtEndOfRecord = false
        let bytes = block.bytes.span.extracting(first: block.records.upperBound)
        if position < bytes.count && bytes[position] == UInt8(ascii: "\r") { position += 1 }
        if position < bytes.count { position += 1 }
    }

    /// Skips an empty line, and returns whether there was one.
    mutating func skipEmptyLine(in block: Block) -> Bool {
        guard isLineEnd(position, in: block.bytes.span.extracting(first: block.records.upperBound)) else {
            return false
        }
        endRecord(in: block)
        return true
    }

    private mutating func plainField(in block: Block) throws -> CSVField {
        let bytes = block.bytes.span.extracting(first: block.records.upperBound)
        let rest = bytes.extracting(droppingFirst: position)
        if lineEnd < position {
            lineEnd = position + (POSIX.firstIndex(of: UInt8(ascii: "\n"), in: rest) ?? rest.count)
        }
        let line = lineEnd - position
        var count = POSIX.firstIndex(of: UInt8(ascii: ","), in: rest.extracting(first: line)) ?? line
        if count == line, line < rest.count, count > 0, rest[count - 1] == UInt8(ascii: "\r") { count -= 1 }
        if let place = POSIX.firstIndex(of: quote, in: rest.extracting(first: count)) {
            throw block.failure(
                at: position + place,
                "a quote within a field that doesn't begin with one (RFC 4180, 2)"
            )
        }
        defer { position += count }
        return CSVField(range: position..<(position + count))
    }

    private mutating func quotedField(in block: Block) throws -> CSVField {
        let bytes = block.bytes.span.extracting(first: block.records.upperBound)
        position += 1
        var field = CSVField(range: position..<position)
        while let found = POSIX.firstIndex(of: quote, in: bytes.extracting(droppingFirst: position)) {
            let end = position + found
            position = end + 1
            if position < bytes.count && bytes[position] == quote {
                field.hasQuotes = true
                position += 1
                continue
            }
            field.range = field.range.lowerBound..<end
            guard
                position == bytes.count || bytes[position] == UInt8(ascii: ",")
                    || isLineEnd(position, in: bytes)
            else { throw block.failure(at: position, "something after a quoted field (RFC 4180, 2)") }
            return field
        }
        throw block.failure(at: field.range.lowerBound - 1, "a quoted field without an end (RFC 4180, 2)")
    }

    private func isLineEnd(_ position: Int, in bytes: Span<UInt8>) -> Bool {
        guard position < bytes.count else { return false }
        if bytes[position] == UInt8(ascii: "\n") { return true }
        return bytes[position] == UInt8(ascii: "\r") && position + 1 < bytes.count
            && bytes[position + 1] == UInt8(ascii: "\n")
    }

    private var quote: UInt8 { UInt8(ascii: "\"") }
}
