// SPDX-License-Identifier: Apache-2.0

// URLs, queries and headers are compared and taken apart as bytes: two of Swift's strings are equal
// where Unicode calls them equivalent, so that "K" equals the Kelvin sign.

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

    /// The value of a hex digit of either case.
    var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }

    /// RFC 3986, 2.3: what means the same whether it is percent-encoded or not.
    var isUnreserved: Bool {
        switch self {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: isASCIILetter || isDigit
        }
    }

    /// RFC 3986, 3.3: what may stand in a path's segment as it is. The same and `/` and `?` may in a
    /// query and in a fragment.
    var isPathCharacter: Bool {
        switch self {
        case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "@"):
            true
        default: isUnreserved
        }
    }
}

extension Collection<UInt8> {
    /// Whether these are the bytes of `text`.
    func isText(_ text: StaticString) -> Bool {
        elementsEqual(String(describing: text).utf8)
    }

    /// The text of bytes that are ASCII already.
    var asciiText: String { String(decoding: self, as: UTF8.self) }
}

extension ArraySlice<UInt8> {
    /// What stands before and after the first `byte`; nil for the latter where there is none.
    func cut(at byte: UInt8) -> (before: Self, after: Self?) {
        guard let index = firstIndex(of: byte) else { return (self, nil) }
        return (self[..<index], self[(index + 1)...])
    }

    /// What stands before and from the first of `bytes` on.
    func cut(before bytes: Set<UInt8>) -> (before: Self, rest: Self) {
        let index = firstIndex(where: bytes.contains) ?? endIndex
        return (self[..<index], self[index...])
    }
}
