// SPDX-License-Identifier: Apache-2.0

/// Standard output or standard error, written to through a buffer.
final class Output {
    private static let capacity = 1 << 16

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Runs `body`, and writes what it leaves in the buffer, also where it throws.
    static func toStandardOutput(_ body: (Output) throws -> Void) throws {
        let output = Output(descriptor: 1)
        do {
            try body(output)
        } catch {
            try output.flush()
            throw error
        }
        try output.flush()
    }

    static func toStandardError(_ body: (Output) throws -> Void) throws {
        let output = Output(descriptor: 2)
        try body(output)
        try output.flush()
    }

    func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.capacity { try flush() }
    }

    func flush() throws {
        defer { buffer.removeAll(keepingCapacity: true) }
        try POSIX.write(buffer, to: descriptor)
    }
}
