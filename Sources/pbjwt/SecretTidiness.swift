// SPDX-License-Identifier: Apache-2.0

/// What is odd about a secret given as text, without quoting a byte of it.
enum SecretTidiness {
    private static let spaces = Array(" \t\r\n".utf8)
    private static let quotes = Array("\"'".utf8)
    private static let byteOrderMarks: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]]

    /// The end of a sentence that begins with the secret's name; nil if it looks like ProductBridge's.
    static func remark(on bytes: some BidirectionalCollection<UInt8>) -> String? {
        guard let first = bytes.first, let last = bytes.last else { return nil }
        if byteOrderMarks.contains(where: bytes.starts(with:)) {
            return "begins with a byte order mark, \(taken)"
        }
        if spaces.contains(first) || spaces.contains(last) { return "has white space around it, \(taken)" }
        if quotes.contains(first) || quotes.contains(last) { return "has quotes around it, \(taken)" }
        guard bytes.count == 64, bytes.allSatisfy(isHexDigit) else {
            return "is not 64 characters of 0-9 and a-f, as ProductBridge's secrets are"
        }
        return nil
    }

    private static let taken = "taken as part of the key"

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
