// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

@testable import ProductBridgeSSO

/// Steps at acme for many tests.
extension Flow {
    static func claims(
        _ email: String = "ada@example.com",
        _ change: (inout IdentityClaims) -> Void = { _ in }
    ) -> IdentityClaims {
        var claims = IdentityClaims(email: email)
        change(&claims)
        return claims
    }

    /// The widget identifies a person, with a token issued at the same time.
    @discardableResult
    func identify(_ claims: IdentityClaims = Fixture.ada, at offset: Double = 0) async throws -> Identified {
        let token = try Fixture.token(claims, secret: secret, at: Fixture.time(offset))
        return try await sso.identify(token, of: Fixture.acme, at: Fixture.time(offset))
    }

    /// The same with a token of JSON members, as a customer's server writes them.
    @discardableResult
    func identify(
        _ email: String = "ada@example.com",
        members: String,
        at offset: Double = 0
    ) async throws -> Identified {
        let token = Fixture.token(
            members: #""email":"\#(email)"\#(members.isEmpty ? "" : ",")\#(members)"#,
            secret: secret,
            at: Fixture.time(offset)
        )
        return try await sso.identify(token, of: Fixture.acme, at: Fixture.time(offset))
    }

    func user(_ email: String = "ada@example.com") async throws -> PortalUser? {
        try await sso.user(email: email, of: Fixture.acme)
    }

    func setWidget(
        of organization: OrganizationID = Fixture.acme,
        _ change: @Sendable (inout WidgetSettings) -> Void
    ) async throws {
        try await sso.changeSettings(of: organization, by: Self.administrator, at: Fixture.now) { _, widget in
            change(&widget)
        }
    }

    func generate(_ name: String, of organization: OrganizationID = Fixture.acme, at offset: Double = 0)
        async throws -> String
    {
        try await sso.generateKey(
            name: name,
            of: organization,
            by: Self.administrator,
            at: Fixture.time(offset)
        ).reveal()
    }

    func regenerate(_ name: String = "production", grace: Duration = .zero, at offset: Double = 0)
        async throws -> String
    {
        try await sso.regenerateKey(
            name: name,
            grace: grace,
            of: Fixture.acme,
            by: Self.administrator,
            at: Fixture.time(offset)
        ).reveal()
    }

    func revoke(_ name: String = "production", at offset: Double = 0) async throws {
        try await sso.revokeKey(
            name: name,
            of: Fixture.acme,
            by: Self.administrator,
            at: Fixture.time(offset)
        )
    }

    func keys() async throws -> [TenantKey] { try await sso.tenant(Fixture.acme).keys }

    /// A complete sign-in in a new browser.
    @discardableResult
    func signIn(_ claims: IdentityClaims = Fixture.ada, at offset: Double = 0) async throws
        -> (person: Identified, browser: Browser)
    {
        var browser = Browser(sso)
        let (_, returnTo) = try await browser.clickSignIn(at: Fixture.time(offset))
        let token = try Fixture.token(claims, secret: secret, at: Fixture.time(offset))
        let back = try await browser.comeBack(token: token, returnTo: returnTo, at: Fixture.time(offset))
        return (try back.signedIn.person, browser)
    }
}

extension Identified {
    /// Whether user id and address still belong together as before.
    var hasNoClash: Bool { othersWithUserID.isEmpty && !hasNewUserID }
}
