// SPDX-License-Identifier: Apache-2.0

/// Where one token comes from: an argument, a terminal, or standard input.
enum TokenInput {
    /// The longest token that the library accepts, plus one byte to show that it is longer.
    private static let longest = 1 << 20 + 1

    private static let prompt = "Paste the token, then press Enter (it isn't shown)."

    /// The token's bytes; nil if a terminal ends without one.
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

    /// Without its line end. The rest isn't read to its end.
    private static func firstLine() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: longest + 2)
        var count = 0
        while count < buffer.count {
            let more = try POSIX.read(from: 0, into: &buffer, startingAt: count, named: "standard input")
            let new = buffer.span.extracting(count..<(count + more))
            if let end = POSIX.firstIndex(of: UInt8(ascii: "\n"), in: new) {
                let line = buffer[..<(count + end)]
                return Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            }
            if more == 0 { break }
            count += more
        }
        return Array(buffer[..<count])
    }
}
