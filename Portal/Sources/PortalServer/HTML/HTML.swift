// SPDX-License-Identifier: Apache-2.0

/// HTML that can't contain unescaped text: literals are markup, and every interpolated text is escaped. Attribute
/// values must be in double quotes.
///
/// ```swift
/// let row: HTML = "<a href=\"\(url)\">\(name)</a>"
/// ```
struct HTML: Hashable, Sendable {
    private(set) var text: String

    private init(markup: String) {
        text = markup
    }

    static let empty: HTML = ""

    /// Concatenates parts.
    init(_ parts: some Sequence<HTML>) {
        text = parts.reduce(into: "") { $0 += $1.text }
    }

    static func + (left: HTML, right: HTML) -> HTML {
        HTML(markup: left.text + right.text)
    }

    /// Escapes special characters of texts and quoted attributes. Control characters, which HTML can't contain, become
    /// U+FFFD; so do those that change the reading direction, which could make a name look like another.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case _ where scalar.isDeceptive: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Unicode.Scalar {
    /// Whether it is a control character that HTML can't contain, or one that changes the reading direction, which
    /// could make a name look like another.
    var isDeceptive: Bool {
        switch self {
        case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}"..."\u{9F}",
            "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
            true
        default: false
        }
    }
}

extension HTML: ExpressibleByStringInterpolation {
    /// Only literals in the source are markup.
    init(stringLiteral markup: StaticString) {
        text = markup.description
    }

    init(stringInterpolation interpolation: Interpolation) {
        text = interpolation.text
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text: String

        init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ markup: StaticString) {
            text += markup.description
        }

        mutating func appendInterpolation(_ value: String) {
            text += HTML.escape(value)
        }

        mutating func appendInterpolation(_ value: String?) {
            text += HTML.escape(value ?? "")
        }

        mutating func appendInterpolation(_ value: some BinaryInteger) {
            text += String(value)
        }

        mutating func appendInterpolation(_ html: HTML) {
            text += html.text
        }

        mutating func appendInterpolation(_ html: HTML?) {
            text += html?.text ?? ""
        }

        mutating func appendInterpolation(_ parts: some Sequence<HTML>) {
            for part in parts { text += part.text }
        }

        /// Markup that is included only if a condition holds, such as `\(if: isOn, " checked")`.
        mutating func appendInterpolation(if condition: Bool, _ html: HTML, else other: HTML = "") {
            text += condition ? html.text : other.text
        }
    }
}
