// SPDX-License-Identifier: Apache-2.0

/// Reads a descriptor line by line, holding one chunk and one line of a bounded length.
struct LineReader {
    private static let chunkSize = 1 << 16

    private let descriptor: Int32
    private let longest: Int
    private var chunk = [UInt8](repeating: 0, count: LineReader.chunkSize)

    /// A line longer than `longest` bytes is cut at the first byte too many, which is enough to see
    /// that it is too long.
    init(descriptor: Int32, longest: Int) {
        self.descriptor = descriptor
        self.longest = longest
    }

    /// Runs `body` for each line until it gives false, and `pause` before each wait for more input.
    ///
    /// A line comes without its newline and one carriage return before that. What follows the last
    /// newline is a line unless it is empty. A line that came in one piece is not copied.
    mutating func forEachLine(
        _ body: (Span<UInt8>) throws -> Bool,
        pause: () throws -> Void
    ) throws {
        var begun: [UInt8] = []
        while true {
            try pause()
            let count = try POSIX.read(from: descriptor, into: &chunk, named: "standard input")
            if count == 0 { break }
            var rest = chunk.span.extracting(first: count)
            while let end = POSIX.firstIndex(of: UInt8(ascii: "\n"), in: rest) {
                let piece = rest.extracting(first: end)
                if begun.isEmpty {
                    guard try body(piece.extracting(first: piece.lineCount)) else { return }
                } else {
                    append(piece, to: &begun)
                    guard try body(begun.span.extracting(first: begun.span.lineCount)) else { return }
                    begun.removeAll(keepingCapacity: true)
                }
                rest = rest.extracting(droppingFirst: end + 1)
            }
            append(rest, to: &begun)
        }
        if !begun.isEmpty { _ = try body(begun.span) }
    }

    /// Keeps two bytes too many at the most: the carriage return that is dropped, and one that tells.
    private func append(_ bytes: Span<UInt8>, to line: inout [UInt8]) {
        unsafe bytes.extracting(first: longest + 2 - line.count).withUnsafeBufferPointer {
            unsafe line.append(contentsOf: $0)
        }
    }
}

extension Span<UInt8> {
    /// How long it is without one carriage return at its end.
    fileprivate var lineCount: Int {
        !isEmpty && self[count - 1] == UInt8(ascii: "\r") ? count - 1 : count
    }
}
