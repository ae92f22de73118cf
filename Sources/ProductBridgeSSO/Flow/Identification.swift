// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// The changes that a verified token makes to the records, together with the session that it begins.
///
/// The token's claims replace the stored ones; missing or `null` claims leave them unchanged. The documents:
/// "call ProductBridge.identify(newToken) with a freshly generated token to update the stored profile". A
/// token that is older than the last one about the person doesn't change the records.
struct Identification {
    let verified: VerifiedToken
    let origin: PortalSession.Origin
    let mode: IdentifyMode
    let now: NumericDate

    /// Adds the changes to a step.
    ///
    /// - Throws: ``SSOError/Code/unknownUser`` in ``IdentifyMode/updateOnly``.
    func run(_ work: inout PortalWork, _ sso: SingleSignOn) async throws -> Identified {
        let identity = verified.identity
        let company = try identity.usableCompany.map { (id: try PortalCompany.id(of: $0), fresh: $0) }
        // At once what the steps ask for: the person, the company, and others with the person's id.
        let queries: [RecordQuery?] = [
            .named(RecordName(.user, try Digest.email.of(identity.canonicalEmail))),
            company?.id.map { .named(RecordName(.company, $0)) },
            try identity.userID.map { .tagged(.user, tag: try Digest.userID.of($0), limit: 10) },
        ]
        try await work.load(queries.compactMap(\.self))
        let known = try await work.loadUser(email: identity.canonicalEmail)
        guard known.record != nil || mode == .upsert else { throw SSOError(.unknownUser) }
        var user = try known.record ?? PortalUser(email: identity.canonicalEmail, createdAt: now)
        let previousID = user.profile.userID
        let isOutdated = user.isNewer(than: identity)

        if !isOutdated {
            try user.update(from: identity, company: company?.id, at: now)
            try await update(company?.fresh, of: user, &work)
        }
        // Even if nothing changes: the new version shows the session to anyone who deletes the person
        // meanwhile.
        work.put(.user(user))
        let (session, credential) = try work.beginSession(
            of: user,
            origin: origin,
            key: verified.key,
            token: verified.digest,
            until: sso.terms,
            noLaterThan: origin == .widget ? identity.expiresAt : nil,
            at: now
        )
        return Identified(
            identity: identity,
            user: user,
            isNew: known.record == nil,
            isOutdated: isOutdated,
            othersWithUserID: (identity.userID.map(work.users) ?? []).map(\.id).filter { $0 != user.id },
            hasNewUserID: previousID.map { !user.has(userID: $0) } ?? false,
            session: session,
            credential: credential
        )
    }

    private func update(_ fresh: Company?, of user: PortalUser, _ work: inout PortalWork) async throws {
        guard let fresh, let id = user.company else { return }
        let name = RecordName(.company, id)
        try await work.load(name)
        let known = if case .company(let known) = work.record(name) { known } else { nil as PortalCompany? }
        var company = known ?? PortalCompany(id: id, updatedAt: now)
        company.update(from: fresh, at: now)
        // If it is unchanged, it isn't written: otherwise people of one company who sign in at once would
        // wait for each other.
        if company != known { work.put(.company(company)) }
    }
}

extension PortalWork {
    /// Begins a session, whose number is the credential.
    mutating func beginSession(
        of user: PortalUser,
        origin: PortalSession.Origin,
        key: TenantKey? = nil,
        token: String? = nil,
        until terms: SessionTerms,
        noLaterThan tokenEnd: NumericDate? = nil,
        at now: NumericDate
    ) throws -> (session: PortalSession, credential: String) {
        let credential = try Secret.generate()
        let began = try WholeSeconds.of(now)
        // At most until the token expires, and at least this second: the leeway may have let it in.
        let last = tokenEnd.map { Int64($0.secondsSinceEpoch.rounded(.down)) } ?? .max
        let session = PortalSession(
            digest: try Digest.session.of(credential),
            tenant: tenant,
            user: user,
            origin: origin,
            key: key,
            token: token,
            createdAt: began,
            expiresAt: max(began, min(try terms.end(origin, at: began), last))
        )
        insert(.session(session))
        return (session, credential)
    }

    /// The person with an address, or the one that they were merged into. `record` is nil if there is none.
    mutating func loadUser(email: String) async throws -> (id: String, record: PortalUser?) {
        let id = try Digest.email.of(email)
        try await load(RecordName(.user, id))
        guard let user = user(id) else { return (id, nil) }
        // Nobody is merged into a person who was merged.
        guard let target = user.mergedInto else { return (id, user) }
        try await load(RecordName(.user, target))
        return (id, self.user(target))
    }
}
