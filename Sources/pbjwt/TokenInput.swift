// SPDX-License-Identifier: Apache-2.0

/// Where one token comes from: an argument, a terminal, or standard input.
enum TokenInput {
    /// The longest token that the library looks at, with one byte that tells that it is longer.
    private static let longest = 1 << 20 + 1

    private static let prompt = "Paste the token, then press Enter (it isn't shown)."

    /// The token's bytes; nil where a terminal ends without one.
    static func bytes(of argument: String?, wholeInput: Bool) throws -> [UInt8]? {
        if let argument, argument != "-" { return Array(argument.utf8) }
        if Terminal.isInput {
            var token: [UInt8]?
            try Terminal.forEachPaste(upTo: longest, prompt: prompt) { paste in
                token = paste
                return false
            }
            return token
        }
        return wholeInput ? try all(of: 0, named: "standard input") : try firstLine()
    }

    static func all(ofFile path: String, named name: String) throws -> [UInt8] {
        let descriptor = try POSIX.open(path, named: name)
        defer { POSIX.close(descriptor) }
        return try all(of: descriptor, named: name)
    }

    /// All that can be read, without one line end at the end.
    private static func all(of descriptor: Int32, named name: String) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: longest + 2)
        var count = 0
        while count < buffer.count {
            let more = try POSIX.read(from: descriptor, into: &buffer, startingAt: count, named: name)
            if more == 0 { break }
            count += more
        }
        if count > 0 && buffer[count - 1] == UInt8(ascii: "\n") {
            count -= 1
            if count > 0 && buffer[count - 1] == UInt8(ascii: "\r") { count -= 1 }
        }
        return Array(buffer[..<count])
    }

    private static func firstLine() throws -> [UInt8] {
        var first: [UInt8] = []
        var reader = LineReader(descriptor: 0, longest: longest)
        try reader.forEachLine { line in
            first = unsafe line.withUnsafeBufferPointer { unsafe Array($0) }
            return false
        } pause: {
        }
        return first
    }
}
