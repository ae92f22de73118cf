// SPDX-License-Identifier: Apache-2.0

/// Finds members of the object on a line of JSON, without reading inside the others.
struct JSONMembers: Sendable {
    let token: [UInt8]
    let time: [UInt8]?

    /// The values found on a line: strings without their quotes, other values unchanged.
    struct Found {
        var token: Value?
        var time: Value?
    }

    struct Value {
        let range: Range<Int>
        let isString: Bool
        let hasEscapes: Bool
    }

    /// Nil if the line isn't an object, or has a wanted member twice.
    func find(in line: Span<UInt8>) -> Found? {
        var scanner = Scanner(count: line.count)
        var found = Found()
        guard scanner.take(UInt8(ascii: "{"), from: line) else { return nil }
        if scanner.take(UInt8(ascii: "}"), from: line) { return scanner.isAtEnd(of: line) ? found : nil }
        repeat {
            guard let name = scanner.string(in: line), scanner.take(UInt8(ascii: ":"), from: line),
                let value = scanner.value(in: line)
            else { return nil }
            if isName(name, token, in: line) {
                guard found.token == nil else { return nil }
                found.token = value
            } else if let time, isName(name, time, in: line) {
                guard found.time == nil else { return nil }
                found.time = value
            }
        } while scanner.take(UInt8(ascii: ","), from: line)
        return scanner.take(UInt8(ascii: "}"), from: line) && scanner.isAtEnd(of: line) ? found : nil
    }

    private func isName(_ value: Value, _ name: [UInt8], in line: Span<UInt8>) -> Bool {
        if value.hasEscapes { return JSONEscapes.text(of: line.extracting(value.range)) == name }
        guard value.range.count == name.count else { return false }
        for (index, byte) in name.enumerated() where line[value.range.lowerBound + index] != byte {
            return false
        }
        return true
    }
}

/// Walks a line.
private struct Scanner {
    private let count: Int
    private var position = 0

    init(count: Int) {
        self.count = count
    }

    mutating func take(_ byte: UInt8, from line: Span<UInt8>) -> Bool {
        skipSpace(in: line)
        guard position < count, line[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func isAtEnd(of line: Span<UInt8>) -> Bool {
        skipSpace(in: line)
        return position == count
    }

    mutating func string(in line: Span<UInt8>) -> JSONMembers.Value? {
        guard take(UInt8(ascii: "\""), from: line) else { return nil }
        let start = position
        var hasEscapes = false
        while let found = POSIX.firstIndex(
            of: UInt8(ascii: "\""),
            in: line.extracting(droppingFirst: position)
        ) {
            let quote = position + found
            // An escape includes the character after it, which may be this quote.
            while let escape = POSIX.firstIndex(of: UInt8(ascii: "\\"), in: line.extracting(position..<quote))
            {
                hasEscapes = true
                position += escape + 2
                if position > quote { break }
            }
            if position <= quote {
                position = quote + 1
                return JSONMembers.Value(range: start..<quote, isString: true, hasEscapes: hasEscapes)
            }
            if position > count { return nil }
        }
        return nil
    }

    /// A string, or the text between the commas; in an object or an array, the brackets are counted.
    mutating func value(in line: Span<UInt8>) -> JSONMembers.Value? {
        skipSpace(in: line)
        guard position < count else { return nil }
        if line[position] == UInt8(ascii: "\"") { return string(in: line) }
        let start = position
        var depth = 0
        while position < count {
            switch line[position] {
            case UInt8(ascii: "\""):
                guard string(in: line) != nil else { return nil }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return value(from: start) }
                depth -= 1
            case UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                if depth == 0 { return value(from: start) }
            default: break
            }
            position += 1
        }
        return nil
    }

    private func value(from start: Int) -> JSONMembers.Value? {
        position == start
            ? nil : JSONMembers.Value(range: start..<position, isString: false, hasEscapes: false)
    }

    private mutating func skipSpace(in line: Span<UInt8>) {
        while position < count {
            switch line[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
            default: return
            }
        }
    }
}

/// The text of a JSON string.
enum JSONEscapes {
    /// Without its escapes; anything else stays as it is, since no token has a backslash.
    static func text(of string: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        var index = 0
        while index < string.count {
            let byte = string[index]
            guard byte == UInt8(ascii: "\\"), index + 1 < string.count else {
                text.append(byte)
                index += 1
                continue
            }
            let escape = string[index + 1]
            index += 2
            if let plain = plain[escape] {
                text.append(plain)
            } else if escape == UInt8(ascii: "u"), let scalar = scalar(in: string, at: &index) {
                text.append(contentsOf: Array(String(scalar).utf8))
            } else {
                text += [byte, escape]
            }
        }
        return text
    }

    private static let plain: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
        UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    ]

    private static func scalar(in string: Span<UInt8>, at index: inout Int) -> Unicode.Scalar? {
        guard let first = unit(in: string, at: index) else { return nil }
        if let scalar = Unicode.Scalar(first) {
            index += 4
            return scalar
        }
        guard (0xD800..<0xDC00).contains(first), index + 5 < string.count,
            string[index + 4] == UInt8(ascii: "\\"),
            string[index + 5] == UInt8(ascii: "u"), let second = unit(in: string, at: index + 6),
            (0xDC00..<0xE000).contains(second)
        else { return nil }
        index += 10
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private static func unit(in string: Span<UInt8>, at index: Int) -> UInt32? {
        guard index + 4 <= string.count else { return nil }
        var unit: UInt32 = 0
        for place in index..<(index + 4) {
            guard let digit = Character(Unicode.Scalar(string[place])).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}
