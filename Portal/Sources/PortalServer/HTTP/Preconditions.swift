// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

/// The encodings that a request accepts, and the copies that the browser has.
extension HTTPFields {
    /// Whether the browser accepts gzip (RFC 9110, 12.5.3).
    var takesGzip: Bool {
        let weights = list(of: .acceptEncoding).map { entry -> (coding: String, isTaken: Bool) in
            let parts = entry.split(separator: ";").map { String($0).trimmed.lowercased() }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 }
            return (parts.first ?? "", (weight ?? 1) > 0)
        }
        // A named coding takes precedence over the asterisk, which means all others.
        let named = weights.first { $0.coding == "gzip" || $0.coding == "x-gzip" }
        return (named ?? weights.first { $0.coding == "*" })?.isTaken ?? false
    }

    /// Whether the browser has a copy with this tag. A compressing proxy marks tags as weak, which doesn't matter here
    /// (RFC 9110, 13.1.2).
    func ifNoneMatch(_ tag: String) -> Bool {
        list(of: .ifNoneMatch).contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
    }

    private func list(of name: HTTPField.Name) -> [String] {
        self[values: name].flatMap { $0.split(separator: ",") }.map { String($0).trimmed }
    }
}
