// SPDX-License-Identifier: Apache-2.0

/// A text that equals another where its bytes do. Of `String`s two of different bytes can be equal, by
/// Unicode's canonical equivalence, and two persons be taken for one.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (lhs: ExactText, rhs: ExactText) -> Bool {
        lhs.text.utf8.elementsEqual(rhs.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        // What ends a text, and is in none.
        hasher.combine(UInt8(0xFF))
    }
}
