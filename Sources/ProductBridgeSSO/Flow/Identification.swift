// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// What a verified token does to the records, together with the session that it begins.
///
/// What the token tells replaces what is kept; what it doesn't tell, or as `null`, is kept. The documents: "call
/// ProductBridge.identify(newToken) with a freshly generated token to update the stored profile". A token that is
/// older than one that told of the person before changes nothing of the records.
struct Identification {
    private let verified: VerifiedToken
    private let origin: PortalSession.Origin
    private let mode: IdentifyMode
    private let now: NumericDate

    init(_ verified: VerifiedToken, origin: PortalSession.Origin, mode: IdentifyMode, at now: NumericDate) {
        self.verified = verified
        self.origin = origin
        self.mode = mode
        self.now = now
    }

    /// Adds the changes to a step.
    ///
    /// - Throws: ``SSOError/Code/unknownUser`` in ``IdentifyMode/updateOnly``.
    mutating func run(_ work: inout PortalWork, _ sso: SingleSignOn) async throws -> Identified {
        let identity = verified.identity
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
        let clashes = try await clashes(of: user, previousID: isOutdated ? nil : previousID, &work)

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
            clashes: clashes,
            session: session,
            credential: credential
        )
    }

    private func update(company id: String, from fresh: Company, _ work: inout PortalWork) async throws {
        let name = RecordName(.company, id)
        try await work.load(name)
        var company = PortalCompany(id: id, updatedAt: now)
        if case .company(let known) = work.record(name) { company = known }
        company.update(from: fresh, at: now)
        work.put(.company(company))
    }

    private func clashes(
        of user: PortalUser,
        previousID: String?,
        _ work: inout PortalWork
    ) async throws -> [UserIDClash] {
        guard let userID = verified.identity.userID else { return [] }
        var clashes: [UserIDClash] = []
        try await work.load([.tagged(.user, tag: try Digest.userID.of(userID), limit: 10)])
        let others = work.all(.user).compactMap { record in
            if case .user(let other) = record, other.mergedInto == nil, other.id != user.id,
                let otherID = other.profile.userID, otherID.utf8.elementsEqual(userID.utf8)
            {
                other.id
            } else {
                nil
            }
        }
        if !others.isEmpty { clashes.append(.sharedWith(others)) }
        if let previousID, !previousID.utf8.elementsEqual(userID.utf8) { clashes.append(.changed) }
        return clashes
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
        var end = try terms.end(origin, at: began)
        // At least this second: a clock's leeway may have let the token in.
        if let tokenEnd { end = max(began, min(end, Int64(tokenEnd.secondsSinceEpoch.rounded(.down)))) }
        let session = PortalSession(
            digest: try Digest.session.of(credential),
            tenant: tenant,
            user: user,
            origin: origin,
            key: key,
            token: token,
            createdAt: began,
            expiresAt: end
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
