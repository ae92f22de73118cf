// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// What can be seen in a token without a secret. NOT VERIFIED.
struct Inspection {
    /// The status of the token's form only.
    let form: VerificationStatus
    let isEncrypted: Bool
    private let headerJSON: String?
    private let payloadJSON: String?
    private let signature: SignatureForm?
    private let parts: [ArraySlice<UInt8>]
    private let token: [UInt8]

    private static let warning = "NOT VERIFIED: anyone can have written this."

    init(of token: [UInt8]) throws {
        self.token = token
        parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        isEncrypted = parts.count == 5
        if isEncrypted {
            let header = try UnverifiedToken(inspecting: Array(parts[0]) + Array(".e30.".utf8))
            headerJSON = header.headerJSON
            payloadJSON = nil
            signature = nil
            form = .malformedToken
        } else {
            let unverified = try UnverifiedToken(inspecting: token)
            headerJSON = unverified.headerJSON
            payloadJSON = unverified.payloadJSON
            signature = SignatureForm(of: parts[2])
            form = unverified.form
        }
    }

    // MARK: For people

    var text: String {
        var lines = [
            Terminal.styled(Self.warning, "1;33"), "Use pbjwt verify to check it.", "",
        ]
        lines += [Terminal.styled("header", "1")] + section(headerJSON, part: 0, name: "header")
        if isEncrypted {
            lines += ["", Terminal.styled("payload", "1"), "  encrypted (JWE, five parts): \(encryption)"]
        } else {
            lines += ["", Terminal.styled("payload", "1")] + section(payloadJSON, part: 1, name: "payload")
        }
        if let signature { lines += ["", Terminal.styled("signature", "1"), "  " + signature.description] }
        return lines.joined(separator: "\n") + "\n"
    }

    private var encryption: String {
        let members = headerJSON.map { JSONScanner.members(of: $0) } ?? []
        let named = members.filter { ["alg", "enc"].contains($0.name) }.compactMap { member in
            member.value.map { "\(member.name) \(JSONText.printable($0))" }
        }
        return named.isEmpty ? "nothing else can be read" : named.joined(separator: ", ")
    }

    private func section(_ json: String?, part: Int, name: String) -> [String] {
        guard let json else { return unreadable(part: part, name: name) }
        let now = NumericDate.now
        return JSONLayout.lines(of: json) { name, value in
            guard ["exp", "nbf", "iat"].contains(name), let seconds = Double(value) else { return nil }
            let time = NumericDate(secondsSinceEpoch: seconds)
            return Terminal.styled("  (\(TimeText.absoluteAndDistance(time, from: now)))", "2")
        }.map { "  " + $0 }
    }

    /// The bytes, escaped, and why they aren't JSON.
    private func unreadable(part: Int, name: String) -> [String] {
        let bytes = Base64URL.decodeLeniently(parts[part])
        let most = 300
        let what = bytes.count > most ? "begin with" : "are"
        return ["  not readable; the \(bytes.count) bytes that it decodes to \(what)"]
            + Escaped.lines(of: bytes.prefix(most), width: 76).map { "    " + $0 }
            + FormCauses.lines(for: token, part: name)
    }

    // MARK: For programs

    var json: String {
        JSONText.object([
            "verified": "false",
            "warning": JSONText.string(Self.warning),
            "form": JSONText.string(form.name),
            "encrypted": isEncrypted ? "true" : "false",
            "header": onOneLine(headerJSON),
            "payload": onOneLine(payloadJSON),
            "signature": signature.map { signature in
                JSONText.object([
                    "form": JSONText.string(signature.name),
                    "characters": String(signature.characters),
                    "bytes": signature.bytes.map(String.init) ?? "null",
                ])
            } ?? "null",
        ]) + "\n"
    }

    private func onOneLine(_ json: String?) -> String {
        // White space can only be between the parts: strings have their control characters escaped.
        let spaced = (json ?? "null").unicodeScalars.map { character in
            "\n\r\t".unicodeScalars.contains(character) ? " " : String(character)
        }
        return JSONText.printable(spaced.joined())
    }
}
