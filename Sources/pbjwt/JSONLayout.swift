// SPDX-License-Identifier: Apache-2.0

/// A JSON text on several lines, safe to print on a terminal.
enum JSONLayout {
    private static let indent = "  "

    /// - Parameters:
    ///   - json: A JSON text that the library has read before.
    ///   - note: What to write after a member of the top object, by its name and its value.
    static func lines(of json: String, note: (String, String) -> String?) -> [String] {
        var scanner = JSONScanner(json)
        var lines = [""]
        var depth = 0
        var name: String?
        var isValue = false
        var remark: String?

        func add(_ text: String) { lines[lines.count - 1] += text }
        func breakLine() {
            if let text = remark { add(text) }
            remark = nil
            lines.append(String(repeating: indent, count: depth))
        }

        var isEmpty = false
        while let token = scanner.next() {
            if case .close = token {
                depth -= 1
                if !isEmpty { breakLine() }
            } else if isEmpty {
                breakLine()
            }
            isEmpty = false
            switch token {
            case .open(let bracket):
                add(String(bracket))
                depth += 1
                isEmpty = true
            case .close(let bracket): add(String(bracket))
            case .comma:
                add(",")
                breakLine()
                if depth == 1 { isValue = false }
            case .colon:
                add(": ")
                if depth == 1 { isValue = true }
            case .value(let text):
                add(JSONText.printable(text))
                guard depth == 1 else { continue }
                if isValue, let name { remark = note(name, text) }
                if !isValue { name = JSONScanner.unescaped(text) }
            }
        }
        return lines
    }
}
