// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// Shared by the tests.
enum Fixture {
    /// 64 hex characters, like ProductBridge's.
    static let secret = "8f3a1c5e7b9d0246813579bdf02468ace13579bdf02468ace8f3a1c5e7b9d024"
    static let otherSecret = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

    /// 2026-01-01T00:00:00Z.
    static let now = 1_767_225_600
    static let time = NumericDate(secondsSinceEpoch: Double(now))

    /// `time` plus some seconds.
    static func time(_ offset: Double) -> NumericDate {
        NumericDate(secondsSinceEpoch: Double(now) + offset)
    }

    /// A payload that any policy accepts, with optional further members.
    static func payload(_ members: String = "") -> String {
        payload(without: [], members)
    }

    /// The same without some of its members.
    static func payload(without omitted: Set<String>, _ members: String = "") -> String {
        let usual = [
            ("email", #""ada@example.com""#), ("iat", "\(now)"), ("exp", "\(now + 3600)"),
        ]
        let kept = usual.filter { !omitted.contains($0.0) }.map { "\"\($0.0)\":\($0.1)" }
        return "{" + (kept + (members.isEmpty ? [] : [members])).joined(separator: ",") + "}"
    }

    /// A good token, with optional further members.
    static func token(_ members: String = "") -> String {
        Signer.token(payload(members))
    }

    /// The library's secret.
    static func makeSecret(id: String? = nil, notAfter: NumericDate? = nil) throws -> Secret {
        try Secret(secret, id: id, notAfter: notAfter)
    }

    static func verifier(_ policy: VerificationPolicy = .sso) throws -> IdentityVerifier {
        try IdentityVerifier(secret: makeSecret(), policy: policy)
    }

    /// The library's identity for a token with these further members.
    static func identity(
        _ members: String = "",
        policy: VerificationPolicy = .sso
    ) throws -> Identity {
        try verifier(policy).verify(token(members), at: time)
    }
}

/// The error of a refusal, briefly.
func refusal(_ status: VerificationStatus, _ claim: ClaimName? = nil) -> VerificationError {
    VerificationError(status: status, claim: claim)
}
