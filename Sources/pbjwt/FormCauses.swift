// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// What is wrong with a token's form or JSON, as the library explains it.
enum FormCauses {
    /// The numbers of the causes that need no secret: form, header, and JSON.
    private static let numbers = [30...43, 62...62, 110...139]

    static func all(for token: [UInt8]) throws(VerificationError) -> [Explanation.Cause] {
        // A dummy secret: none of these causes depends on it.
        var policy = VerificationPolicy.sso
        policy.maxTokenBytes = 1 << 20
        let explanation = try Explanation(of: token, secrets: [Secret(Secret.generate())], policy: policy)
        return explanation.causes.filter { cause in numbers.contains { $0.contains(cause.number) } }
    }

    /// Lines for people about one part's causes: what was found, and what to change.
    static func lines(for token: [UInt8], part: String) -> [String] {
        let causes = (try? all(for: token)) ?? []
        return causes.filter { ($0.found ?? "").contains(part) }.flatMap { lines(of: $0, indent: 2) }
    }

    /// What was found, with the text and the caret under it, and what to change.
    static func lines(of cause: Explanation.Cause, indent: Int) -> [String] {
        let found = (cause.found ?? cause.name).split(separator: "\n").map(String.init)
        let hasCaret = found.last?.drop { $0 == " " } == "^"
        let sentences = found.dropLast(hasCaret ? 2 : 0)
        let excerpt = found.dropFirst(sentences.count).map { String(repeating: " ", count: indent) + $0 }
        return sentences.map { $0.wrapped(indent: indent) } + excerpt + [cause.advice.wrapped(indent: indent)]
    }
}
