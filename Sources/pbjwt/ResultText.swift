// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// One result for people to read.
enum ResultText {
    /// The lines for a token, with an empty line before all except the first.
    static func block(
        for result: Result<Identity, VerificationError>,
        isFirst: Bool,
        expiry: String? = nil
    ) -> String {
        let lines =
            switch result {
            case .success(let identity): accepted(identity)
            case .failure(let error): refused(error) + (expiry.map { ["  " + $0] } ?? [])
            }
        return (isFirst ? "" : "\n") + lines.joined(separator: "\n") + "\n"
    }

    private static func refused(_ error: VerificationError) -> [String] {
        let claim = error.claim.map { " (\($0.name))" } ?? ""
        return [headline("refused", "1;31") + ": \(error.status.name)\(claim)", "  \(error.message)"]
    }

    /// The first word: in capitals and in colour if people read it.
    private static func headline(_ word: String, _ style: String) -> String {
        Terminal.isOutput ? Terminal.styled(word.uppercased(), style) : word
    }

    /// When an expired token expired. Its signature is valid, or it would be refused for that.
    static func expiry(of token: Span<UInt8>, at now: NumericDate) -> String? {
        let bytes = unsafe token.withUnsafeBufferPointer { unsafe Array($0) }
        let payload = try? UnverifiedToken(inspecting: bytes).payloadJSON
        return payload.flatMap { JSONScanner.time("exp", in: $0) }.map {
            "It expired at \(TimeText.absoluteAndDistance($0, from: now))."
        }
    }

    private static func accepted(_ identity: Identity) -> [String] {
        let key = identity.keyID.map { ", signed with the secret \(printable($0))" } ?? ""
        var lines = [headline("verified", "1;32") + key]
        for (label, value) in rows(for: identity) {
            guard let value else { continue }
            lines.append("  " + label.padded(to: 20) + printable(value))
        }
        for warning in identity.warnings {
            let claim = warning.claim.map { " (\($0.name))" } ?? ""
            lines.append("  warning: \(warning.kind.name)\(claim)")
            lines.append("    \(warning.message)")
        }
        for refusal in identity.wouldRefuse {
            let claim = refusal.claim.map { " (\($0.name))" } ?? ""
            lines.append("  would refuse: \(refusal.status.name)\(claim)")
        }
        return lines
    }

    private static func rows(for identity: Identity) -> KeyValuePairs<String, String?> {
        let canonical = identity.canonicalEmail == identity.email ? nil : identity.canonicalEmail
        let company = identity.company
        let custom = try? identity.customJSON()
        return [
            "email": identity.email,
            "canonical email": canonical,
            "user id": identity.userID,
            "name": identity.name,
            "avatar": identity.avatarURL,
            "company": company?.name,
            "company id": company?.id,
            "monthly revenue": company?.mrr.map { JSONText.number($0) + " USD" },
            "customer status": identity.customerStatus?.rawValue,
            "renewal date": identity.renewalDate,
            "renewal risk": identity.renewalRisk?.rawValue,
            "account owner id": identity.accountOwnerID,
            "account owner email": identity.accountOwnerEmail,
            "external user id": identity.externalUserID,
            "issued at": identity.issuedAt?.description,
            "not before": identity.notBefore?.description,
            "expires at": identity.expiresAt?.description,
            "issuer": identity.issuer,
            "audience": identity.audience.isEmpty ? nil : identity.audience.joined(separator: ", "),
            "token id": identity.tokenID,
            "user hash": identity.userHash == .absent ? nil : identity.userHash.rawValue,
            "custom claims": custom == "{}" ? nil : custom,
        ]
    }

    /// A text without anything that a terminal acts on: line ends, escape sequences, changes of direction.
    static func printable(_ text: String) -> String {
        text.unicodeScalars.map { character in
            switch character.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                "\\u{" + String(character.value, radix: 16) + "}"
            default: String(character)
            }
        }.joined()
    }
}
