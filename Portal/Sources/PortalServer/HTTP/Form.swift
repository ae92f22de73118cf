// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A form's fields or a query's parameters (application/x-www-form-urlencoded).
struct Form: Sendable {
    private var fields: [(name: String, value: String)] = []

    /// Decodes the fields; a field that doesn't decode counts as absent.
    init(_ text: String) {
        for piece in text.split(separator: "&").prefix(200) {
            let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count == 2 ? parts[1] : "")
            else {
                continue
            }
            fields.append((name, value))
        }
    }

    /// The value of the first field with a name; nil if there is none.
    subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Whether a checkbox is ticked.
    func isOn(_ name: String) -> Bool { self[name] != nil }

    private static func decode(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }
}

enum PercentEncoding {
    /// Encodes a value for a query.
    static func query(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
