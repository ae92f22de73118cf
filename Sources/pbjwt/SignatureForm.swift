// SPDX-License-Identifier: Apache-2.0

/// How a token's third part is written. Says nothing about whether the signature is correct.
struct SignatureForm {
    /// A stable word: `base64url`, `empty`, `hex`, `padded`, `standard_base64`, `not_base64url`, `unused_bits`,
    /// `short` or `long`.
    let name: String
    let characters: Int
    /// What it decodes to, if it is some kind of base64 or hex.
    let bytes: Int?

    init(of text: some BidirectionalCollection<UInt8>) {
        let unpadded = text.prefix { $0 != UInt8(ascii: "=") }
        let padding = text.dropFirst(unpadded.count)
        let standard = [UInt8(ascii: "+"), UInt8(ascii: "/")]
        characters = text.count
        let isBase64 =
            unpadded.allSatisfy { Base64URL.isCharacter($0) || standard.contains($0) }
            && padding.allSatisfy { $0 == UInt8(ascii: "=") } && unpadded.count % 4 != 1
        let isHex = text.count == 64 && text.allSatisfy { Self.hexDigits.contains($0) }
        bytes = isHex ? 32 : isBase64 ? unpadded.count * 3 / 4 : nil
        name =
            if text.isEmpty {
                "empty"
            } else if isHex {
                "hex"
            } else if !isBase64 {
                "not_base64url"
            } else if unpadded.contains(where: standard.contains) {
                "standard_base64"
            } else if !padding.isEmpty {
                "padded"
            } else if unpadded.count != 43 {
                unpadded.count < 43 ? "short" : "long"
            } else {
                Base64URL.hasUnusedBits(unpadded) ? "unused_bits" : "base64url"
            }
    }

    /// For people to read.
    var description: String {
        let size = bytes.map { "\(characters) characters, \($0) bytes" } ?? "\(characters) characters"
        return switch name {
        case "base64url": "\(size), as HS256 has them"
        case "empty": "empty: the token is not signed"
        case "hex": "\(size): hex, where base64url (43 characters) belongs"
        case "padded": "\(size): padded with =, which has to be left off"
        case "standard_base64": "\(size): + and / of standard base64, where base64url has - and _"
        case "unused_bits": "\(size): the last character isn't the one that base64url has there"
        case "short": "\(size): cut off, since HS256 has 43 characters"
        case "long": "\(size): too long\(otherAlgorithm), since HS256 has 43 characters"
        default: "\(size): not base64url"
        }
    }

    private var otherAlgorithm: String {
        switch bytes {
        case 48: " (HS384 has these)"
        case 64: " (HS512 has these)"
        case 256: " (RS256 has these)"
        default: ""
        }
    }

    private static let hexDigits = Set("0123456789abcdefABCDEF".utf8)
}
