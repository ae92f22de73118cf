// SPDX-License-Identifier: Apache-2.0

/// Standard output or standard error, written to through a buffer.
struct Output: ~Copyable {
    private static let capacity = 1 << 16

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Runs `body`, and writes the contents of the buffer, even if it throws.
    static func toStandardOutput(_ body: (inout Output) throws -> Void) throws {
        var output = Output(descriptor: 1)
        do {
            try body(&output)
        } catch {
            try output.flush()
            throw error
        }
        try output.flush()
    }

    static func toStandardError(_ body: (inout Output) throws -> Void) throws {
        var output = Output(descriptor: 2)
        try body(&output)
        try output.flush()
    }

    mutating func write(_ text: String) throws {
        try write(utf8: Array(text.utf8))
    }

    mutating func write(utf8 text: [UInt8]) throws {
        buffer += text
        if buffer.count >= Self.capacity { try flush() }
    }

    mutating func flush() throws {
        defer { buffer.removeAll(keepingCapacity: true) }
        try POSIX.write(buffer, to: descriptor)
    }
}
