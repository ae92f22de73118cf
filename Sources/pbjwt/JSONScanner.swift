// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// Walks a JSON text that the library has read before, so it is known to be one.
struct JSONScanner {
    enum Token {
        /// `{` or `[`.
        case open(Unicode.Scalar)
        /// `}` or `]`.
        case close(Unicode.Scalar)
        case comma
        case colon
        /// A string, number or literal, as written.
        case value(String)
    }

    private var rest: Substring.UnicodeScalarView

    init(_ json: String) {
        rest = json[...].unicodeScalars
    }

    mutating func next() -> Token? {
        rest = rest.drop(while: Self.isSpace)
        guard let first = rest.first else { return nil }
        switch first {
        case "\"": return .value(take(stringLength))
        case "{", "[": return one(.open(first))
        case "}", "]": return one(.close(first))
        case ",": return one(.comma)
        case ":": return one(.colon)
        default:
            return .value(
                take(rest.prefix { !Self.isSpace($0) && !",:]}".unicodeScalars.contains($0) }.count)
            )
        }
    }

    /// The members of the top object, their names without escapes, in the text's order. The value of an object or an
    /// array is nil.
    static func members(of json: String) -> [(name: String, value: String?)] {
        var scanner = JSONScanner(json)
        var members: [(name: String, value: String?)] = []
        var depth = 0
        var isValue = false
        while let token = scanner.next() {
            switch token {
            case .open: depth += 1
            case .close: depth -= 1
            case .comma where depth == 1: isValue = false
            case .colon where depth == 1: isValue = true
            case .value(let text) where depth == 1:
                if isValue {
                    members[members.count - 1].value = text
                } else {
                    members.append((unescaped(text), nil))
                }
            default: break
            }
        }
        return members
    }

    /// The time with a name in the top object, if it is a number.
    static func time(_ name: String, in json: String) -> NumericDate? {
        let value = members(of: json).first { $0.name == name }?.value
        return value.flatMap { Double($0) }.map(NumericDate.init(secondsSinceEpoch:))
    }

    /// The text of a string, as far as it can be a claim's name: an escape is one unit.
    static func unescaped(_ string: String) -> String {
        var text = String.UnicodeScalarView()
        var rest = string.unicodeScalars.dropFirst().dropLast()
        while let character = rest.popFirst() {
            guard character == "\\", let escape = rest.popFirst() else {
                text.append(character)
                continue
            }
            guard escape == "u" else {
                text.append(escape)
                continue
            }
            text.append(UInt32(String(rest.prefix(4)), radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
            rest = rest.dropFirst(4)
        }
        return String(text)
    }

    private mutating func one(_ token: Token) -> Token {
        rest.removeFirst()
        return token
    }

    private mutating func take(_ count: Int) -> String {
        defer { rest = rest.dropFirst(count) }
        return String(Substring(rest.prefix(count)))
    }

    /// The length of the string at the start, with both quotes.
    private var stringLength: Int {
        var length = 1
        var isEscaped = false
        for character in rest.dropFirst() {
            length += 1
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                break
            }
        }
        return length
    }

    private static func isSpace(_ character: Unicode.Scalar) -> Bool {
        [" ", "\t", "\r", "\n"].contains(character)
    }
}
