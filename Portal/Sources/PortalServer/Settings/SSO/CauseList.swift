// SPDX-License-Identifier: Apache-2.0

/// The meanings of the numbers of `Explanation.Cause`, for logs that contain only numbers.
struct CauseList: Sendable {
    struct Cause: Hashable, Sendable {
        let name: String
        let found: String
        let advice: String
    }

    /// The causes by number.
    let causes: [Int: Cause]

    static let shared = CauseList(String(decoding: PackageResources.causes_tsv, as: UTF8.self))

    /// Parses lines with number, name, finding and what to change.
    init(_ text: String) {
        causes = text.split(separator: "\n").reduce(into: [:]) { causes, line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, let number = Int(fields[0]) else { return }
            causes[number] = Cause(name: fields[1], found: fields[2], advice: fields[3])
        }
    }

    /// A cause in one line; only the number if this version doesn't know it.
    func html(_ number: Int) -> HTML {
        guard let cause = causes[number] else { return "<code>\(number)</code>" }
        return "<code>\(cause.name)</code> \(Self.html(cause.found)) \(Self.html(cause.advice))"
    }

    /// Formats text between backticks as code.
    private static func html(_ sentence: String) -> HTML {
        HTML(
            sentence.split(separator: "`", omittingEmptySubsequences: false).enumerated().map {
                index,
                part -> HTML in
                index.isMultiple(of: 2) ? "\(String(part))" : "<code>\(String(part))</code>"
            }
        )
    }
}
