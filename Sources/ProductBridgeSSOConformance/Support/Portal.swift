// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// An organization's portal on a storage, as its servers see it.
struct Portal: Sendable {
    let store: any PortalStore
    let organization: OrganizationID
    let host: PortalHost
    let masterKeys: MasterKeys
    /// The text of the secret called `production`.
    let secret: String
    let sso: SingleSignOn

    static let administrator = "root@portal.example"
    static let keyName = "production"

    /// Makes an organization with a secret.
    init(_ store: any PortalStore, organization: OrganizationID? = nil, at now: NumericDate = .start)
        async throws
    {
        self.store = store
        self.organization = try organization ?? Random.organization()
        host = try Random.host()
        masterKeys = try MasterKeys(current: MasterKeys.generate())
        sso = try Self.serve(store, masterKeys)
        try await sso.createTenant(self.organization, hosts: [host], by: Self.administrator, at: now)
        secret = try await sso.generateKey(
            name: Self.keyName,
            of: self.organization,
            by: Self.administrator,
            at: now
        ).reveal()
    }

    /// The same portal on another handle.
    func served(by store: any PortalStore) throws -> SingleSignOn {
        try Self.serve(store, masterKeys)
    }

    private static func serve(_ store: any PortalStore, _ masterKeys: MasterKeys) throws -> SingleSignOn {
        var policy = SingleSignOn.Policy()
        policy.widget.maxTokenBytes = 1 << 20
        return try SingleSignOn(store: store, masterKeys: masterKeys, policy: policy)
    }

    /// Sets a login URL, passes the test, and enables single sign-on.
    func enable(at now: NumericDate = .start) async throws {
        try await sso.changeSettings(of: organization, by: Self.administrator, at: now) { settings, _ in
            settings.setLoginURL(try LoginURL("https://login.example/sign-in"))
        }
        var visitor = Visitor(self)
        let started = try await sso.startTest(visitor.request(), at: now)
        visitor.take(started.answer.cookies)
        let answer = try await visitor.comeBack(
            to: sso,
            token: token(at: now),
            returnTo: Visitor.returnTo(of: started.answer),
            at: now
        )
        guard case .tested(let test) = answer.action, case .passed = test.result(at: now) else {
            throw SSOError(.testNotPassed)
        }
        try await sso.changeSettings(of: organization, by: Self.administrator, at: now) { settings, _ in
            try settings.enable()
        }
    }

    /// A unique token, issued now for an hour.
    func token(
        _ claims: IdentityClaims = IdentityClaims(email: "ada@example.com"),
        secret: String? = nil,
        at now: NumericDate = .start
    ) throws -> String {
        var claims = claims
        claims.tokenID = try Random.text()
        return try IdentityIssuer(secret: Secret(secret ?? self.secret)).issue(claims, at: now)
    }

    /// Whether a widget's session is valid.
    func isGood(_ identified: Identified, at now: NumericDate = .start) async throws -> Bool {
        do {
            return try await sso.submitter(identified.credential, of: organization, at: now) != nil
        } catch let error as SSOError where error.code == .unknownSession {
            return false
        }
    }

    /// Whether a token identifies its person.
    func isAccepted(_ token: String, at now: NumericDate = .start) async throws -> Bool {
        do {
            _ = try await sso.identify(token, of: organization, at: now)
            return true
        } catch let error as SSOError where error.code == .tokenRefused || error.code == .noSecret {
            return false
        }
    }
}
