// SPDX-License-Identifier: Apache-2.0

/// base64url of RFC 4648, 5, as in a token's segments: for display, never for verification.
enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return text
    }

    /// The bytes of the characters of either alphabet, up to the first other character.
    static func decodeLeniently(_ text: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text {
            guard let value = value(of: character) else { break }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    /// The bits of the last character that belong to no byte, which are zero in valid base64url.
    static func hasUnusedBits(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        guard let last = text.last, let value = value(of: last) else { return false }
        return switch text.count % 4 {
        case 2: value & 15 != 0
        case 3: value & 3 != 0
        default: false
        }
    }

    static func isCharacter(_ character: UInt8) -> Bool {
        alphabet.contains(character)
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: alphabet.firstIndex(of: character).map(UInt8.init)
        }
    }
}
