// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The secret and the tokens that the driver made: the secret in the first line, then
/// `NAME OUTCOME TOKEN` in each, and a secret of its own where a token has one.
struct TokensFile {
    let tokens: [Token]

    /// Something else stands in a line, which is told by its number alone: lines hold secrets.
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

/// A token and what a verification has to come to.
struct Token {
    let name: String
    let outcome: String
    let text: String
    let secret: String

    var isGood: Bool { outcome == "accepted" }
}
