// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// Finds the token of each record in a block, and the time to judge it by. It is reused for one block after
/// another.
struct RecordReader {
    private let form: RecordForm
    /// Memory for tokens that are written with escapes or missing.
    private static let none: [UInt8] = []
    /// Whether any record had the requested member.
    private(set) var hasSeenToken = false

    init(form: RecordForm) {
        self.form = form
    }

    /// Runs `body` on the token of each record, and the seconds to judge it by, if the records have them. A record
    /// without a token has an empty one, which is malformed.
    mutating func forEachToken(in block: Block, _ body: (Span<UInt8>, Int64?) throws -> Void) throws {
        switch form {
        case .lines:
            hasSeenToken = true
            try forEachLine(in: block) { line, _ in try body(line, nil) }
        case .csv: try forEachRow(in: block, body)
        case .jsonLines(let members):
            try forEachLine(in: block) { line, start in
                try read(line, at: start, of: block, members, body)
            }
        }
    }

    /// A line comes without its newline and one carriage return before that; the last line without a newline
    /// keeps the carriage return.
    private func forEachLine(in block: Block, _ body: (Span<UInt8>, Int) throws -> Void) throws {
        let bytes = block.bytes.span
        var start = block.records.lowerBound
        while start < block.records.upperBound {
            let rest = bytes.extracting(start..<block.records.upperBound)
            guard let end = POSIX.firstIndex(of: UInt8(ascii: "\n"), in: rest) else {
                return try body(rest, start)
            }
            let hasReturn = end > 0 && rest[end - 1] == UInt8(ascii: "\r")
            try body(rest.extracting(first: hasReturn ? end - 1 : end), start)
            start += end + 1
        }
    }

    private mutating func forEachRow(in block: Block, _ body: (Span<UInt8>, Int64?) throws -> Void) throws {
        hasSeenToken = true
        let bytes = block.bytes.span
        let (tokenColumn, timeColumn) = (block.columns.token, block.columns.time)
        var reader = CSVReader(position: block.records.lowerBound)
        while reader.position < block.records.upperBound {
            if reader.skipEmptyLine(in: block) { continue }
            let start = reader.position
            var token = CSVField(range: start..<start)
            var time: CSVField?
            var column = 0
            while let field = try reader.nextField(in: block) {
                if column == tokenColumn { token = field }
                if column == timeColumn { time = field }
                column += 1
            }
            reader.endRecord(in: block)
            let seconds = try timeColumn.map { _ in
                try self.seconds(of: bytes.extracting(time?.range ?? start..<start), at: start, of: block)
            }
            if token.hasQuotes {
                try body(token.bytes(in: block.bytes).span, seconds)
            } else {
                try body(bytes.extracting(token.range), seconds)
            }
        }
    }

    private mutating func read(
        _ line: Span<UInt8>,
        at start: Int,
        of block: Block,
        _ members: JSONMembers,
        _ body: (Span<UInt8>, Int64?) throws -> Void
    ) throws {
        guard line.count > 0 else { return }
        let found = members.find(in: line)
        let seconds = try members.time.map { _ in
            try self.seconds(of: line.extracting(found?.time?.range ?? 0..<0), at: start, of: block)
        }
        guard let token = found?.token, token.isString else { return try body(Self.none.span, seconds) }
        hasSeenToken = true
        if token.hasEscapes {
            try body(JSONEscapes.text(of: line.extracting(token.range)).span, seconds)
        } else {
            try body(line.extracting(token.range), seconds)
        }
    }

    /// Whole seconds in digits, or anything that `--now` accepts.
    private func seconds(of text: Span<UInt8>, at start: Int, of block: Block) throws -> Int64 {
        var seconds: Int64 = 0
        var index = 0
        while index < text.count, index < 12, (0x30...0x39).contains(text[index]) {
            seconds = seconds * 10 + Int64(text[index] - 0x30)
            index += 1
        }
        if index == 0 || index < text.count {
            let argument = unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
            guard let time = TimeArgument(argument: argument) else {
                throw block.failure(at: start, "a record without a time \(TimeArgument.help)")
            }
            seconds = time.seconds
        }
        guard NumericDate.secondsRange.contains(seconds) else {
            throw block.failure(at: start, "a record whose time is not in the years 1970 to 9999")
        }
        return seconds
    }
}
