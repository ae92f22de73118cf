// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The secret and the tokens that the driver made: the secret in the first line, then
/// `NAME OUTCOME TOKEN` in each.
struct TokensFile {
    let secret: String
    let tokens: [Token]

    /// Something else stands in a line, which is told by its number alone: lines hold secrets.
    struct MalformedLine: Error {
        let number: Int
    }

    init(path: String) throws {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        guard let first = lines.first else { throw MalformedLine(number: 1) }
        secret = String(first)
        tokens = try lines.enumerated().dropFirst().map { index, line in
            let words = line.split(separator: " ")
            guard words.count == 3 else { throw MalformedLine(number: index + 1) }
            return Token(name: String(words[0]), outcome: String(words[1]), text: String(words[2]))
        }
    }
}

/// A token and what a verification has to come to.
struct Token {
    let name: String
    let outcome: String
    let text: String

    var isGood: Bool { outcome == "accepted" }
}
