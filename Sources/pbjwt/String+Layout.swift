// SPDX-License-Identifier: Apache-2.0

extension String {
    /// Padded with spaces to `width` characters, but at least one space.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(width - count, 1))
    }

    /// In lines of at most 80 columns if its words allow, each after the first begun by `indent` spaces.
    func wrapped(indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines = [margin]
        for word in split(separator: " ") {
            if lines[lines.count - 1].count + 1 + word.count > 80, lines[lines.count - 1] != margin {
                lines.append(margin)
            }
            lines[lines.count - 1] += lines[lines.count - 1] == margin ? String(word) : " " + word
        }
        return lines.joined(separator: "\n")
    }
}
