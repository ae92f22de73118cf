// SPDX-License-Identifier: Apache-2.0

/// Reads a descriptor line by line, holding one chunk and one line of a bounded length.
struct LineReader {
    private static let chunkSize = 1 << 16

    private let descriptor: Int32
    private let longest: Int
    private var chunk = [UInt8](repeating: 0, count: LineReader.chunkSize)
    private var line: [UInt8] = []

    /// A line longer than `longest` bytes is cut at the first byte too many, which is enough to see
    /// that it is too long.
    init(descriptor: Int32, longest: Int) {
        self.descriptor = descriptor
        self.longest = longest
    }

    /// Runs `body` for each line until it gives false, and `pause` before each wait for more input.
    ///
    /// A line comes without its newline and one carriage return before that. What follows the last
    /// newline is a line unless it is empty.
    mutating func forEachLine(_ body: ([UInt8]) throws -> Bool, pause: () throws -> Void) throws {
        while true {
            try pause()
            let count = try POSIX.read(from: descriptor, into: &chunk, named: "standard input")
            if count == 0 { break }
            var start = 0
            while let end = chunk[start..<count].firstIndex(of: UInt8(ascii: "\n")) {
                append(chunk[start..<end])
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                guard try body(line) else { return }
                line.removeAll(keepingCapacity: true)
                start = end + 1
            }
            append(chunk[start..<count])
        }
        if !line.isEmpty { _ = try body(line) }
    }

    /// Keeps two bytes too many at the most: the carriage return that is dropped, and one that tells.
    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        line += bytes.prefix(longest + 2 - line.count)
    }
}
