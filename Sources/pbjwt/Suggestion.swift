// SPDX-License-Identifier: Apache-2.0

/// What an unknown command probably meant.
enum Suggestion {
    /// Other tools' words for the commands.
    private static let synonyms = [
        "check": "verify", "validate": "verify", "sign": "issue", "create": "issue", "encode": "issue",
        "decode": "inspect", "show": "inspect", "debug": "explain", "why": "explain", "diagnose": "explain",
        "generate": "keygen", "genkey": "keygen", "secret": "keygen", "hash": "user-hash",
    ]

    /// A sentence, or nil if `word` resembles nothing.
    static func sentence(for word: String, among commands: [String]) -> String? {
        if word.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2 {
            return "To verify a token: pbjwt verify -- TOKEN"
        }
        let folded = word.lowercased()
        let nearest = commands.map { (command: $0, distance: distance(folded, $0)) }.min {
            $0.distance < $1.distance
        }
        let near = nearest.flatMap { $0.distance <= 2 ? $0.command : nil }
        return (synonyms[folded] ?? near).map { "Did you mean pbjwt \($0)?" }
    }

    /// How many letters have to be added, removed, replaced, or swapped with the next one.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        guard left.count <= 32 else { return left.count }
        var rows = [Array(0...right.count)]
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                let same = left[i] == right[j] ? 0 : 1
                var best = min(rows[i][j] + same, rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
