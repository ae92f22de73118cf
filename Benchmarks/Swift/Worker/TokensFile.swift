// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The secret and the tokens from the driver: the secret in the first line, then `NAME OUTCOME TOKEN` in each
/// line, with the token's own secret if it has one.
struct TokensFile {
    let tokens: [Token]

    /// A line is malformed. Only its number is reported, because lines hold secrets.
    struct MalformedLine: Error {
        let number: Int
    }

    init(path: String) throws {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        guard let first = lines.first else { throw MalformedLine(number: 1) }
        tokens = try lines.enumerated().dropFirst().map { index, line in
            let words = line.split(separator: " ")
            guard 3...4 ~= words.count else { throw MalformedLine(number: index + 1) }
            return Token(
                name: String(words[0]),
                outcome: String(words[1]),
                text: String(words[2]),
                secret: String(words.count == 4 ? words[3] : first)
            )
        }
    }
}

/// A token and its expected outcome.
struct Token {
    let name: String
    let outcome: String
    let text: String
    let secret: String

    var isGood: Bool { outcome == "accepted" }
}
