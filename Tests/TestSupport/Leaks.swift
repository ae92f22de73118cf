// SPDX-License-Identifier: Apache-2.0

/// The descriptions of all parts of a value, as deep as mirrors go.
package func everything(about value: Any, depth: Int = 8) -> String {
    var said = "\(value)" + String(describing: value) + String(reflecting: value)
    dump(value, to: &said)
    guard depth > 0 else { return said }
    var mirror: Mirror? = Mirror(reflecting: value)
    while let level = mirror {
        for child in level.children {
            said += child.label ?? ""
            said += everything(about: child.value, depth: depth - 1)
        }
        mirror = level.superclassMirror
    }
    return said
}

/// Whether a text contains 8 consecutive characters of any of the confidential texts.
package func shows(_ confidential: [String], _ text: String) -> Bool {
    confidential.contains { word in
        stride(from: 0, through: max(0, word.count - 8), by: 4).contains { start in
            text.contains(word.dropFirst(start).prefix(8))
        }
    }
}
