// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

/// What a request says of the forms and the copies that it can use.
extension HTTPFields {
    /// Whether gzip is among the codings that are taken (RFC 9110, 12.5.3).
    var takesGzip: Bool {
        let weights = list(of: .acceptEncoding).map { entry -> (coding: String, isTaken: Bool) in
            let parts = entry.split(separator: ";").map { String($0).trimmed.lowercased() }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 }
            return (parts.first ?? "", (weight ?? 1) > 0)
        }
        // What is named counts before the asterisk, which stands for the others.
        let named = weights.first { $0.coding == "gzip" || $0.coding == "x-gzip" }
        return (named ?? weights.first { $0.coding == "*" })?.isTaken ?? false
    }

    /// Whether the browser has a copy with this tag. A proxy that compresses marks tags as weak, which makes no
    /// difference here (RFC 9110, 13.1.2).
    func ifNoneMatch(_ tag: String) -> Bool {
        list(of: .ifNoneMatch).contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
    }

    private func list(of name: HTTPField.Name) -> [String] {
        self[values: name].flatMap { $0.split(separator: ",") }.map { String($0).trimmed }
    }
}
