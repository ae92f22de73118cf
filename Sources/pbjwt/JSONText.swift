// SPDX-License-Identifier: Apache-2.0

/// JSON texts on one line, safe to print on a terminal.
enum JSONText {
    static func string(_ text: String?) -> String {
        guard let text else { return "null" }
        var json = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"", "\\": json += "\\" + String(character)
            default: json += character.value < 0x20 ? escape(character) : String(character)
            }
        }
        return printable(json + "\"")
    }

    static func number(_ number: Double?) -> String {
        guard let number else { return "null" }
        return Int64(exactly: number).map(String.init) ?? String(number)
    }

    static func object(_ members: KeyValuePairs<String, String>) -> String {
        "{" + members.map { string($0.key) + ": " + $0.value }.joined(separator: ", ") + "}"
    }

    /// A JSON text without the characters that a terminal acts on, or that another reader takes for a line
    /// end. They can only occur in its strings, where an escape means the same.
    static func printable(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: isSpecial) else { return json }
        return json.unicodeScalars.map { isSpecial($0) ? escape($0) : String($0) }.joined()
    }

    private static func isSpecial(_ character: Unicode.Scalar) -> Bool {
        switch character.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func escape(_ character: Unicode.Scalar) -> String {
        String(character).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
