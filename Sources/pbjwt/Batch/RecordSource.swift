// SPDX-License-Identifier: Apache-2.0

/// Reads files one after another and cuts them into blocks of complete records.
///
/// Between two blocks, it holds no more than the start of one record. It isn't Sendable: threads take turns.
struct RecordSource {
    private static let blockSize = 1 << 18
    /// A record of CSV or JSON that is longer ends the run.
    private static let longestRecord = 1 << 23

    private let form: RecordForm
    /// A longer token is refused for its length, so only enough of its line is kept to show that.
    private let longestToken: Int
    private var paths: ArraySlice<String>
    private var input: (descriptor: Int32, name: String)?
    private var offset = 0
    private var columns: CSVColumns?
    private var carried: [UInt8] = []
    private var isSkipping = false
    private var number = 0

    init(paths: [String], form: RecordForm, longestToken: Int) {
        self.paths = (paths.isEmpty ? ["-"] : paths)[...]
        self.form = form
        self.longestToken = longestToken
    }

    /// Reads the next block into `block`, whose memory is reused; false at the end of all inputs. Doesn't
    /// wait for more if there is a complete record, and waits for input only as long as `isWanted`.
    mutating func read(into block: inout Block, while isWanted: () -> Bool) throws -> Bool {
        block.number = number
        while true {
            guard let input = try input ?? openNext() else { return false }
            self.input = input
            guard try fill(&block, from: input, while: isWanted) else {
                close()
                continue
            }
            if case .csv(let header) = form, columns == nil {
                (columns, block.records) = try header.columns(in: block)
            }
            block.columns = columns ?? block.columns
            number += 1
            return true
        }
    }

    private mutating func openNext() throws -> (descriptor: Int32, name: String)? {
        guard let path = paths.popFirst() else { return nil }
        (offset, columns, isSkipping) = (0, nil, false)
        if path == "-" { return (0, "standard input") }
        let name = SecretOptions.name(ofFile: path, from: "--input")
        return (try POSIX.open(path, named: name), name)
    }

    private mutating func close() {
        if let input, input.descriptor != 0 { POSIX.close(input.descriptor) }
        input = nil
    }

    /// False at the end of the input.
    private mutating func fill(
        _ block: inout Block,
        from input: (descriptor: Int32, name: String),
        while isWanted: () -> Bool
    ) throws -> Bool {
        (block.input, block.offset, block.endsInput) = (input.name, offset, false)
        // The carried bytes may come from another thread's block, which has grown.
        var size = max(Self.blockSize, longestToken + 3)
        while size < carried.count { size *= 2 }
        if block.bytes.count < size { block.bytes = [UInt8](repeating: 0, count: size) }
        for (index, byte) in carried.enumerated() { block.bytes[index] = byte }
        var cutter = RecordCutter(isCSV: isCSV)
        var count = carried.count
        carried.removeAll(keepingCapacity: true)
        cutter.look(at: block.bytes.span.extracting(first: count))
        while cutter.end == 0 {
            if count == block.bytes.count {
                guard try makeRoom(in: &block, of: input.name) else {
                    // The line is too long for a token.
                    isSkipping = true
                    cutLine(in: &block, to: longestToken + 2)
                    return true
                }
            }
            while !POSIX.hasInput(input.descriptor) {
                guard isWanted() else { throw CancellationError() }
            }
            let more = try POSIX.read(
                from: input.descriptor,
                into: &block.bytes,
                startingAt: count,
                named: input.name
            )
            if more == 0 {
                offset += count
                block.records = 0..<count
                block.endsInput = true
                return count > 0
            }
            count += isSkipping ? skip(more, in: &block) : more
            cutter.look(at: block.bytes.span.extracting(first: count))
        }
        unsafe block.bytes.span.extracting(cutter.end..<count).withUnsafeBufferPointer {
            unsafe carried.append(contentsOf: $0)
        }
        offset += cutter.end
        block.records = 0..<cutter.end
        return true
    }

    private var isCSV: Bool {
        if case .csv = form { true } else { false }
    }

    /// Makes the block larger; false if a line is longer than any token.
    private func makeRoom(in block: inout Block, of name: String) throws -> Bool {
        if case .lines = form { return false }
        guard block.bytes.count < Self.longestRecord else {
            throw block.failure(
                at: 0,
                "a record begins here that is longer than \(Self.longestRecord) bytes"
                    + (isCSV ? "; is a quote open?" : "")
            )
        }
        block.bytes += [UInt8](repeating: 0, count: block.bytes.count)
        return true
    }

    /// A line without its rest, which is skipped.
    private func cutLine(in block: inout Block, to count: Int) {
        block.bytes[count] = UInt8(ascii: "\n")
        block.records = 0..<(count + 1)
    }

    /// Drops everything up to the end of the skipped line, and returns how much is left.
    private mutating func skip(_ count: Int, in block: inout Block) -> Int {
        let end = POSIX.firstIndex(of: UInt8(ascii: "\n"), in: block.bytes.span.extracting(first: count))
        guard let end else {
            return 0
        }
        isSkipping = false
        block.bytes.replaceSubrange(0..<(count - end - 1), with: Array(block.bytes[(end + 1)..<count]))
        return count - end - 1
    }
}

/// Looks for the end of the last complete record while data is read piece by piece.
struct RecordCutter {
    let isCSV: Bool
    /// Where it ends; 0 if none is complete.
    private(set) var end = 0
    private var looked = 0
    /// Whether the data so far ends inside a quoted field, where a line end doesn't end a record.
    private var isQuoted = false

    init(isCSV: Bool) {
        self.isCSV = isCSV
    }

    /// Looks at the new part of `bytes`, which begin with the earlier data.
    mutating func look(at bytes: Span<UInt8>) {
        guard isCSV else {
            findLineEnd(in: bytes, from: looked, to: bytes.count)
            looked = bytes.count
            return
        }
        while looked < bytes.count {
            let rest = bytes.extracting(droppingFirst: looked)
            let quote = POSIX.firstIndex(of: UInt8(ascii: "\""), in: rest).map { looked + $0 }
            if !isQuoted { findLineEnd(in: bytes, from: looked, to: quote ?? bytes.count) }
            if quote != nil { isQuoted.toggle() }
            looked = quote.map { $0 + 1 } ?? bytes.count
        }
    }

    private mutating func findLineEnd(in bytes: Span<UInt8>, from start: Int, to limit: Int) {
        var index = limit
        while index > start {
            index -= 1
            if bytes[index] == UInt8(ascii: "\n") {
                end = index + 1
                return
            }
        }
    }
}
