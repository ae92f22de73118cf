// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

extension SingleSignOn {
    /// Why a token of an organization's is accepted or refused, for its administrators: with its own secrets that count
    /// now, and by what is demanded where the token comes in. Nothing is written, and no token is used up.
    ///
    /// It quotes the token's claims, and takes up to 256 MACs: only for administrators, and only so often.
    ///
    /// - Parameters:
    ///   - token: The token as it came, with what may be wrapped around it.
    ///   - origin: Where the token comes in; ``PortalSession/Origin/native`` counts as the redirect.
    ///   - organization: The organization.
    ///   - now: The time to judge by.
    /// - Throws: ``SSOError/Code/noSecret``; ``SSOError/Code/unknownOrganization``.
    public func explain(
        _ token: String,
        origin: PortalSession.Origin,
        of organization: OrganizationID,
        at now: NumericDate = .now
    ) async throws -> Explanation {
        let tenant = try await tenant(organization)
        let secrets = try tenant.liveKeys(at: now).map { try secret($0, of: tenant) }
        guard !secrets.isEmpty else { throw SSOError(.noSecret) }
        let widget = tenant.widget.requireUserHash ? policy.widget.requiringUserHash() : policy.widget
        return try Explanation(
            of: token,
            secrets: secrets,
            policy: origin == .widget ? widget : policy.sso,
            at: now
        )
    }
}
