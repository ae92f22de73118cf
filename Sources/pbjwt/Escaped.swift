// SPDX-License-Identifier: Apache-2.0

/// Bytes of any kind, for people to read.
enum Escaped {
    /// In lines of a given width: terminal control characters as `\u{1b}`, and bytes that aren't UTF-8 as
    /// `\xff`.
    static func lines(of bytes: ArraySlice<UInt8>, width: Int) -> [String] {
        var lines = [""]
        for piece in pieces(of: bytes) {
            if lines[lines.count - 1].count + piece.count > width { lines.append("") }
            lines[lines.count - 1] += piece
        }
        return lines
    }

    private static func pieces(of bytes: ArraySlice<UInt8>) -> [String] {
        if let text = String(validating: bytes, as: UTF8.self) {
            return text.unicodeScalars.map { ResultText.printable(String($0)) }
        }
        return bytes.map { byte in
            (0x20..<0x7F).contains(byte)
                ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
