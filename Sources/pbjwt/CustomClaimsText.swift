// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// Why `issue --custom` is rejected.
enum CustomClaimsText {
    /// The end of a sentence that begins with the option; nil if the text is valid.
    static func fault(of json: String) throws -> String? {
        let header = Base64URL.encode(#"{"alg":"HS256"}"#.utf8)
        let dot = [UInt8(ascii: ".")]
        let token = header + dot + Base64URL.encode(json.utf8) + dot
        guard token.count <= 1 << 20 else { return "is too long: a token has at most 1048576 bytes" }

        let unverified = try UnverifiedToken(inspecting: token)
        guard let text = unverified.payloadJSON else {
            let cause = try FormCauses.all(for: token).first { (110...139).contains($0.number) }
            guard let cause else {
                return "is not a JSON object that a verifier accepts (\(unverified.form.name))"
            }
            let lines = FormCauses.lines(of: cause, indent: 0).joined(separator: "\n")
            return
                "is not a JSON object that a verifier accepts:\n\(lines.replacing("The payload", with: "The text"))"
        }
        let typed = JSONScanner.members(of: text).first { ClaimName($0.name) != nil }
        return typed.map { "has the member \($0.name), which the option \(option(for: $0.name)) sets" }
    }

    private static func option(for name: String) -> String {
        switch name {
        case "sub", "id": "--user-id"
        case "avatarURL": "--avatar-url"
        case "nbf": "--not-before"
        case "exp": "--lifetime"
        case "iat": "--now"
        default: "--" + name.replacing("_", with: "-")
        }
    }
}
