// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport

@testable import ProductBridgeSSO

/// Shared by the tests.
enum Fixture {
    /// 2026-01-01T00:00:00Z.
    static let now = NumericDate(secondsSinceEpoch: 1_767_225_600)

    /// `now` plus some seconds.
    static func time(_ offset: Double) -> NumericDate {
        NumericDate(secondsSinceEpoch: now.secondsSinceEpoch + offset)
    }

    static let acme = organization("acme")
    static let other = organization("other")
    static let acmeHosts = [host("feedback.acme.example"), host("acme.portal.example")]
    static let otherHosts = [host("other.portal.example")]

    static func organization(_ id: String) -> OrganizationID {
        guard let id = OrganizationID(rawValue: id) else { fatalError("the fixture's ids are well-formed") }
        return id
    }

    static func host(_ text: String) -> PortalHost {
        guard let host = try? PortalHost(text) else { fatalError("the fixture's hosts are well-formed") }
        return host
    }

    static let ada = IdentityClaims(email: "ada@example.com", userID: "42")

    /// A token for a person, issued now for an hour.
    static func token(
        _ claims: IdentityClaims = ada,
        secret: String,
        at time: NumericDate = now
    ) throws -> String {
        try IdentityIssuer(secret: Secret(secret)).issue(claims, at: time)
    }

    /// A token with JSON members, as a customer's server writes them, not made by our issuer.
    static func token(members: String, secret: String, at time: NumericDate = now) -> String {
        let seconds = Int(time.secondsSinceEpoch)
        return Signer.token(#"{"iat":\#(seconds),"exp":\#(seconds + 3600),\#(members)}"#, secret: secret)
    }
}

/// The error of a token that the verifier refused.
func refusal(_ status: VerificationStatus, _ claim: ClaimName? = nil) -> SSOError {
    SSOError(.tokenRefused, verification: VerificationError(status: status, claim: claim))
}

struct NotExpected: Error {
    let what: String
    init(_ what: String) { self.what = what }
}
