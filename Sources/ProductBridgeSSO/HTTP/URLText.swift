// SPDX-License-Identifier: Apache-2.0

/// Percent-encoding of RFC 3986, 2.1.
enum PercentEncoding {
    /// Encodes everything except unreserved characters, so that form decoders (where `+` is a space) and
    /// plain percent decoders see the same.
    static func encode(_ text: String) -> String {
        encode(text.utf8, leaving: \.isUnreserved)
    }

    /// Encodes the bytes that `isPlain` rejects.
    static func encode(_ bytes: some Sequence<UInt8>, leaving isPlain: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in bytes {
            if isPlain(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return encoded.asciiText
    }

    /// Encodes each `%` without two hex digits after it.
    static func encodingStrayPercents(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var encoded: [UInt8] = []
        for index in bytes.indices {
            encoded.append(bytes[index])
            guard bytes[index] == UInt8(ascii: "%") else { continue }
            let digits = bytes[(index + 1)...].prefix(2)
            if digits.count < 2 || digits.contains(where: { $0.hexValue == nil }) {
                encoded += "25".utf8
            }
        }
        return encoded
    }

    /// Decodes once; nil if a `%` isn't followed by two hex digits, or if the result isn't UTF-8.
    static func decode(_ bytes: some Sequence<UInt8>, plusIsSpace: Bool = false) -> String? {
        var decoded: [UInt8] = []
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next()?.hexValue, let low = iterator.next()?.hexValue else {
                    return nil
                }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace:
                decoded.append(UInt8(ascii: " "))
            default:
                decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}

extension String {
    /// Whether it contains a control character of ASCII or Latin-1: parsers strip them, stop at them, or take
    /// them for the end of a header.
    var hasControlCharacter: Bool {
        unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    }
}
// URLs, queries and headers are compared and taken apart as bytes: two Swift strings are equal if Unicode
// calls them equivalent, so that "K" equals the Kelvin sign.

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

    /// RFC 3986, 2.3: characters that mean the same whether or not they are percent-encoded.
    var isUnreserved: Bool {
        isASCIILetter || isDigit || "-._~".utf8.contains(self)
    }

    /// RFC 3986, 3.3: characters allowed in a path's segment as they are.
    var isPathCharacter: Bool {
        isUnreserved || "!$&'()*+,;=:@".utf8.contains(self)
    }

    /// Characters allowed in an encoded URL's path, query or fragment.
    var isEncodedCharacter: Bool { isPathCharacter || "%/?".utf8.contains(self) }
}

extension Collection<UInt8> {
    /// The text of bytes that are ASCII already.
    var asciiText: String { String(decoding: self, as: UTF8.self) }
}

extension ArraySlice<UInt8> {
    /// The parts before and after the first `byte`; nil for the latter if there is none.
    func cut(at byte: UInt8) -> (before: Self, after: Self?) {
        guard let index = firstIndex(of: byte) else { return (self, nil) }
        return (self[..<index], self[(index + 1)...])
    }
}
/// The parts of an absolute http or https URL, as RFC 3986, 3 divides them; only the host is checked.
struct AbsoluteURL {
    let isSecure: Bool
    let host: HostName
    /// Empty, or begins with a slash.
    let path: ArraySlice<UInt8>
    /// The part after the `?`.
    let query: ArraySlice<UInt8>?
    /// The part after the `#`.
    let fragment: ArraySlice<UInt8>?

    /// Nil for other schemes, for user info, and if `//` and a host don't follow the scheme: browsers read
    /// the host in `https:host` and `https:///host`, RFC 3986 doesn't.
    init?(_ url: ArraySlice<UInt8>) {
        let (scheme, afterScheme) = url.cut(at: UInt8(ascii: ":"))
        let lowercased = scheme.map(\.lowercasedASCII)
        isSecure = lowercased.elementsEqual("https".utf8)
        guard isSecure || lowercased.elementsEqual("http".utf8), let afterScheme,
            afterScheme.starts(with: "//".utf8)
        else { return nil }
        let rest = afterScheme.dropFirst(2)
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        guard let host = HostName(authority) else { return nil }
        self.host = host
        (path, query, fragment) = Self.target(rest[authority.endIndex...])
    }

    /// Divides the part after the host.
    static func target(
        _ target: ArraySlice<UInt8>
    ) -> (path: ArraySlice<UInt8>, query: ArraySlice<UInt8>?, fragment: ArraySlice<UInt8>?) {
        let (beforeFragment, fragment) = target.cut(at: UInt8(ascii: "#"))
        let (path, query) = beforeFragment.cut(at: UInt8(ascii: "?"))
        return (path, query, fragment)
    }
}

extension String {
    /// Whether a segment of a decoded path is `.` or `..`; to Java servers it also is with parameters, such
    /// as `..;a=b`.
    var hasDotSegment: Bool {
        utf8.split(separator: UInt8(ascii: "/")).contains { segment in
            let name = segment.prefix { $0 != UInt8(ascii: ";") }
            return (1...2).contains(name.count) && name.allSatisfy { $0 == UInt8(ascii: ".") }
        }
    }
}
