// SPDX-License-Identifier: Apache-2.0

/// What the numbers of `Explanation.Cause` mean, for logs that hold numbers only.
struct CauseList: Sendable {
    struct Cause: Hashable, Sendable {
        let name: String
        let found: String
        let advice: String
    }

    /// By the number.
    let causes: [Int: Cause]

    static let shared = CauseList(String(decoding: PackageResources.causes_tsv, as: UTF8.self))

    /// Takes lines of number, name, what is found and what to change.
    init(_ text: String) {
        causes = text.split(separator: "\n").reduce(into: [:]) { causes, line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, let number = Int(fields[0]) else { return }
            causes[number] = Cause(name: fields[1], found: fields[2], advice: fields[3])
        }
    }

    /// A cause in a line; the number where this version doesn't know it.
    func html(_ number: Int) -> HTML {
        guard let cause = causes[number] else { return "<code>\(number)</code>" }
        return "<code>\(cause.name)</code> \(Self.html(cause.found)) \(Self.html(cause.advice))"
    }

    /// What stands between backticks is code.
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
