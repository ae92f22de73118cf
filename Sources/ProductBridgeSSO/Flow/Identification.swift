// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// What a verified token does to the records, together with the session that it begins.
///
/// What the token tells replaces what is kept; what it doesn't tell, or as `null`, is kept. The documents: "call
/// ProductBridge.identify(newToken) with a freshly generated token to update the stored profile". A token that is
/// older than one that told of the person before changes nothing of the records.
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
        try await load(&work)
        let known = try await work.loadUser(email: identity.canonicalEmail)
        guard known.record != nil || mode == .upsert else { throw SSOError(.unknownUser) }
        var user = try known.record ?? PortalUser(email: identity.canonicalEmail, createdAt: now)
        let previousID = user.profile.userID
        let isOutdated = user.isNewer(than: identity)

        if !isOutdated {
            let company = try identity.usableCompany.map {
                try (PortalCompany.id(of: $0) ?? user.company, $0)
            }
            try user.update(from: identity, company: company?.0, at: now)
            if let (id, fresh) = company, let id { try await update(company: id, from: fresh, &work) }
        }
        // Also where nothing of it changes: by its new version who deletes the person meanwhile sees the session.
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
            othersWithUserID: others(than: user, work),
            hasNewUserID: previousID.map { !user.has(userID: $0) } ?? false,
            session: session,
            credential: credential
        )
    }

    /// Reads at once what the steps ask for: the person, the company, and others with the person's id.
    private func load(_ work: inout PortalWork) async throws {
        let identity = verified.identity
        var queries = [RecordQuery.named(RecordName(.user, try Digest.email.of(identity.canonicalEmail)))]
        if let company = try identity.usableCompany.flatMap({ try PortalCompany.id(of: $0) }) {
            queries.append(.named(RecordName(.company, company)))
        }
        if let userID = identity.userID {
            queries.append(.tagged(.user, tag: try Digest.userID.of(userID), limit: 10))
        }
        try await work.load(queries)
    }

    private func update(company id: String, from fresh: Company, _ work: inout PortalWork) async throws {
        let name = RecordName(.company, id)
        try await work.load(name)
        let known = if case .company(let known) = work.record(name) { known } else { nil as PortalCompany? }
        var company = known ?? PortalCompany(id: id, updatedAt: now)
        company.update(from: fresh, at: now)
        // Unchanged, it is left alone: else people of one company who sign in at once would wait for each other.
        if company != known { work.put(.company(company)) }
    }

    /// Who else has the user id that the token tells.
    private func others(than user: PortalUser, _ work: PortalWork) -> [String] {
        guard let userID = verified.identity.userID else { return [] }
        return work.users(ofUserID: userID).map(\.id).filter { $0 != user.id }
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
        // At most until the token ends, and at least this second: a clock's leeway may have let it in.
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

    /// The person of an address, or the one that they were merged into. `record` is nil where there is none.
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
