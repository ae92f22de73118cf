// SPDX-License-Identifier: Apache-2.0

/// Percent-encoding of RFC 3986, 2.1.
enum PercentEncoding {
    /// Encodes all but unreserved characters, so that what reads forms (where `+` is a space) and what
    /// reads nothing but percents see the same.
    static func encode(_ text: String) -> String {
        encode(text.utf8, leaving: \.isUnreserved)
    }

    /// Encodes the bytes that `isPlain` doesn't let stand.
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

    /// Decodes once; nil where a `%` isn't followed by two hex digits, and where the result isn't UTF-8.
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
    /// Whether a control character of ASCII or Latin-1 stands in it: what parsers strip, end at, or
    /// take for the end of a header.
    var hasControlCharacter: Bool {
        unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    }
}
