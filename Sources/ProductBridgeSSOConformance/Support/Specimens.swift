// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Records made by the flow, on a store in memory.
enum Specimens {
    /// An organization's tenant record.
    static func tenant(_ organization: OrganizationID, hosts: [PortalHost]) async throws -> Tenant {
        let keys = try MasterKeys(current: MasterKeys.generate())
        let sso = try SingleSignOn(store: InMemoryPortalStore(), masterKeys: keys)
        try await sso.createTenant(organization, hosts: hosts, by: Portal.administrator, at: .start)
        return try await sso.tenant(organization)
    }

    /// A person with a user id, and the session that began when they were identified.
    static func person(
        of organization: OrganizationID,
        email: String,
        userID: String,
        at now: NumericDate = .start
    ) async throws -> (user: PortalUser, session: PortalSession) {
        let portal = try await Portal(InMemoryPortalStore(), organization: organization, at: now)
        let token = try portal.token(IdentityClaims(email: email, userID: userID), at: now)
        let identified = try await portal.sso.identify(token, of: organization, at: now)
        return (identified.user, identified.session)
    }

    /// A company with a monthly revenue.
    static func company(of organization: OrganizationID, mrr: Double) async throws -> PortalCompany? {
        let portal = try await Portal(InMemoryPortalStore(), organization: organization)
        var claims = IdentityClaims(email: "ada@example.com")
        claims.company = Company(id: try Random.text(), name: "Ünïcode & Söhne", mrr: mrr)
        let user = try await portal.sso.identify(portal.token(claims), of: organization, at: .start).user
        guard let id = user.company else { return nil }
        return try await portal.sso.company(id, of: organization)
    }

    /// Records of all kinds, with each member set in one of them.
    static func all(of organization: OrganizationID, at now: NumericDate) async throws -> [PortalRecord] {
        let store = InMemoryPortalStore()
        let portal = try await Portal(store, organization: organization, at: now)
        try await portal.enable(at: now)
        _ = try await portal.sso.generateKey(
            name: "with grace",
            of: organization,
            by: "Zoë 👩🏽‍🚀",
            at: now
        )
        _ = try await portal.sso.regenerateKey(
            name: "with grace",
            grace: .seconds(86_400),
            of: organization,
            by: "ゾエ",
            at: now
        )
        try await portal.sso.changeSettings(of: organization, by: "root", at: now) { settings, widget in
            settings.identifyMode = .upsert
            settings.confirmsUnrecognizedCallbacks = true
            widget.requireIdentify = true
        }
        try await portal.sso.endSessions(ofKey: "with grace", of: organization, by: "root", at: now)

        // A redirect's, a widget's and a native session; a merged person; and refusals.
        var claims = IdentityClaims(email: "ada@example.com", userID: "42", name: "Ada \u{1F9EE} Lovelace")
        claims.avatarURL = "https://example.com/ada.png?size=2"
        claims.externalUserID = "x-42"
        claims.company = Company(id: "acme", name: "Acme", mrr: 1250.75)
        claims.customerStatus = .other("on hold")
        claims.renewalDate = "2027-02-28T23:59:59+01:00"
        claims.renewalRisk = .high
        claims.accountOwnerID = "7"
        claims.accountOwnerEmail = "owner@example.com"
        var visitor = Visitor(portal)
        _ = try await visitor.signIn(portal.sso, token: portal.token(claims, at: now), at: now)
        let started = try await portal.sso.startTest(visitor.request(), comparesRedirect: true, at: now)
        guard started.test != nil else { throw SSOError(.unknownTest) }
        _ = try await portal.sso.startNativeSession(email: "ada@example.com", visitor.request(), at: now)
        let other = IdentityClaims(email: "grace@example.com", userID: "43")
        _ = try await portal.sso.identify(portal.token(other, at: now), of: organization, at: now)
        try await portal.sso.merge(
            "grace@example.com",
            into: "ada@example.com",
            of: organization,
            by: "root",
            at: now
        )
        for token in [try portal.token(claims, at: now + -7200), "not.a.token"] {
            do {
                _ = try await portal.sso.identify(token, of: organization, at: now)
            } catch is SSOError {}
        }

        var records: [PortalRecord] = []
        for kind in PortalRecord.Kind.allCases {
            let query = RecordQuery.all(kind, after: "", limit: 1000)
            records += try await store.read(.id(organization), [query])?.entries.values.map(\.record) ?? []
        }
        return records
    }
}
