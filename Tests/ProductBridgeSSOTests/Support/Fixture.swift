// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport

@testable import ProductBridgeSSO

/// What the tests share.
enum Fixture {
    /// 2026-01-01T00:00:00Z.
    static let now = NumericDate(secondsSinceEpoch: 1_767_225_600)

    /// `now` and some seconds.
    static func time(_ offset: Double) -> NumericDate {
        NumericDate(secondsSinceEpoch: now.secondsSinceEpoch + offset)
    }

    static let acme = organization("acme", hosts: "feedback.acme.example", "acme.portal.example")
    static let other = organization("other", hosts: "other.portal.example")

    static func organization(_ id: String, hosts: String...) -> Organization {
        guard let id = OrganizationID(rawValue: id),
            let organization = try? Organization(id: id, hosts: hosts.map { try PortalHost($0) })
        else { fatalError("the fixture's organizations are well-formed") }
        return organization
    }

    static let ada = IdentityClaims(email: "ada@example.com", userID: "42")

    /// A token of a person, issued now for an hour.
    static func token(
        _ claims: IdentityClaims = ada,
        secret: String,
        at time: NumericDate = now
    ) throws -> String {
        try IdentityIssuer(secret: Secret(secret)).issue(claims, at: time)
    }

    /// What a token of a person says, as if it were verified for an organization.
    static func verified(
        _ claims: IdentityClaims = ada,
        organization: Organization = acme,
        policy: VerificationPolicy = .sso,
        at time: NumericDate = now
    ) throws -> VerifiedIdentity {
        let text = try Secret.generate()
        let verifier = try IdentityVerifier(secret: Secret(text), policy: policy)
        let identity = try verifier.verify(token(claims, secret: text, at: time), at: time)
        return VerifiedIdentity(organization: organization.id, identity: identity)
    }

    /// The same of a person with these members, as a customer's server writes them, and not an issuer of
    /// ours, which refuses what says nothing.
    static func verified(_ email: String, members: String) throws -> VerifiedIdentity {
        let text = try Secret.generate()
        let seconds = Int(now.secondsSinceEpoch)
        let payload = "{\"email\":\"\(email)\",\"iat\":\(seconds),\"exp\":\(seconds + 3600),\(members)}"
        let identity = try IdentityVerifier(secret: Secret(text))
            .verify(Signer.token(payload, secret: text), at: now)
        return VerifiedIdentity(organization: acme.id, identity: identity)
    }

    /// An organization's secrets in a store of their own, with one called `production`, and its text.
    static func secrets(
        of organization: Organization = acme,
        policies: TokenPolicies = TokenPolicies()
    ) async throws -> (secrets: OrganizationSecrets, text: String) {
        let secrets = try await OrganizationSecrets(
            of: organization.id,
            in: InMemoryWidgetSecretStore(),
            settings: InMemorySSOSettingsStore(),
            policies: policies,
            at: now
        )
        return (secrets, try await secrets.generate(name: "production", at: now).reveal())
    }
}

/// The error of a token that the verifier refused.
func refusal(_ status: VerificationStatus, _ claim: ClaimName? = nil) -> SSOError {
    SSOError(.tokenRefused, verification: VerificationError(status: status, claim: claim))
}
