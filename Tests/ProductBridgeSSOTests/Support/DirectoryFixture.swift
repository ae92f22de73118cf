// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

@testable import ProductBridgeSSO

/// A suite about what tokens do to a directory.
protocol DirectoryFixture {
    var directory: InMemoryUserDirectory { get }
}

extension DirectoryFixture {
    func claims(
        _ email: String = "ada@example.com",
        _ change: (inout IdentityClaims) -> Void = { _ in }
    ) -> IdentityClaims {
        var claims = IdentityClaims(email: email)
        change(&claims)
        return claims
    }

    @discardableResult
    func identify(
        _ claims: IdentityClaims,
        mode: IdentifyMode = .upsert,
        organization: Organization = Fixture.acme,
        policy: VerificationPolicy = .sso,
        at offset: Double = 0
    ) async throws -> IdentifiedUser {
        let verified = try Fixture.verified(claims, organization: organization, policy: policy)
        return try await directory.identify(verified, mode: mode, at: Fixture.time(offset))
    }

    /// A person with these members, as a customer's server writes them.
    @discardableResult
    func identify(
        _ email: String = "ada@example.com",
        members: String,
        at offset: Double = 0
    ) async throws -> IdentifiedUser {
        try await directory.identify(Fixture.verified(email, members: members), at: Fixture.time(offset))
    }
}
