// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

extension SingleSignOn {
    /// Whose request it is.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - now: The time.
    /// - Returns: The session of its cookie and the person, or nil if there is no valid session; and cookies
    ///   to send, if the session was extended.
    /// - Throws: ``SSOError/Code/unknownOrganization``.
    public func session(
        _ request: PortalRequest,
        at now: NumericDate = .now
    ) async throws -> (session: PortalSession?, user: PortalUser?, cookies: [SetCookie]) {
        guard let credential = (try? request.cookie(Self.sessionCookie)) ?? nil else { return (nil, nil, []) }
        return try await retrying {
            guard var found = try await goodSession(credential, .host(request.host), at: now),
                found.session.origin != .widget
            else { return (nil, nil, []) }
            guard let prolonged = terms.prolonged(found.session, at: try WholeSeconds.of(now)) else {
                return (found.session, found.user, [])
            }
            found.work.put(.session(prolonged))
            guard try await found.work.made() else { return nil }
            return (prolonged, found.user, [try cookie(credential, of: prolonged, at: now)])
        }
    }

    func goodSession(
        _ credential: String,
        _ tenant: TenantReference,
        at now: NumericDate
    ) async throws -> (session: PortalSession, user: PortalUser, work: PortalWork)? {
        let digest = try Digest.session.of(credential)
        var work = try await work(tenant, [.named(RecordName(.session, digest))])
        guard let session = work.session(digest) else { return nil }
        try await work.load(RecordName(.user, session.user))
        guard let user = work.user(session.user), session.isGood(in: work.tenant, user: user, at: now) else {
            return nil
        }
        return (session, user, work)
    }

    /// Signs a visitor out; only on a request from the portal's own page.
    public func signOut(_ request: PortalRequest, at now: NumericDate = .now) async throws -> PortalAnswer {
        try await answering {
            guard request.isSameOrigin else { throw SSOError(.notSameOrigin) }
            try await retrying {
                var work = try await work(.host(request.host))
                guard let digest = try Self.sessionDigest(request) else { return .some(()) }
                work.remove(RecordName(.session, digest))
                return try await work.made() ? () : nil
            }
            return PortalAnswer(.signedOut, cookies: [try .deleting(Self.sessionCookie)])
        }
    }

    /// Begins the session of a person who signed in with ProductBridge's own login, replacing any that the
    /// browser had. Creates the person's record if there is none.
    ///
    /// - Parameters:
    ///   - email: The person's address, in the one spelling that the portal keeps.
    ///   - request: The request, from the portal's own page (``PortalRequest/isSameOrigin``).
    ///   - now: The time.
    /// - Returns: The session, and the cookie to send.
    /// - Throws: ``SSOError/Code/nativeLoginDisabled``; ``SSOError/Code/notSameOrigin``;
    ///   ``SSOError/Code/unknownOrganization``; ``SSOError/Code/invalidArgument`` for an empty address.
    public func startNativeSession(
        email: String,
        _ request: PortalRequest,
        at now: NumericDate = .now
    ) async throws -> (session: PortalSession, cookies: [SetCookie]) {
        guard !email.isEmpty else { throw SSOError(.invalidArgument) }
        guard request.isSameOrigin else { throw SSOError(.notSameOrigin) }
        return try await retrying {
            var work = try await work(.host(request.host))
            guard !work.tenant.settings.isNativeLoginDisabled else { throw SSOError(.nativeLoginDisabled) }
            let known = try await work.loadUser(email: email)
            let user = try known.record ?? PortalUser(email: email, createdAt: now)
            // Even if nothing changes: the new version shows the session to anyone who deletes the person
            // meanwhile.
            work.put(.user(user))
            if let old = try Self.sessionDigest(request) { work.remove(RecordName(.session, old)) }
            let (session, credential) = try work.beginSession(
                of: user,
                origin: .native,
                until: terms,
                at: now
            )
            guard try await work.made() else { return nil }
            return (session, [try cookie(credential, of: session, at: now)])
        }
    }

    /// Ends all sessions of an organization, including the widget's.
    public func endSessions(
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now
    ) async throws {
        try await changeTenant(organization, by: administrator, at: now) { $0.sessionGeneration += 1 }
    }

    /// Ends all sessions that a secret made, but leaves the secret as it is.
    ///
    /// - Throws: ``SSOError/Code/unknownSecret``.
    public func endSessions(
        ofKey name: String,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now
    ) async throws {
        try await changeTenant(organization, by: administrator, at: now) { tenant in
            let indices = tenant.keys.indices.filter { tenant.keys[$0].name == name }
            guard !indices.isEmpty else { throw SSOError(.unknownSecret) }
            for index in indices { tenant.keys[index].sessionGeneration += 1 }
        }
    }

    /// The key under which stores have the browser's session; nil if it sends none.
    static func sessionDigest(_ request: PortalRequest) throws -> String? {
        guard let credential = (try? request.cookie(sessionCookie)) ?? nil, !credential.isEmpty else {
            return nil
        }
        return try Digest.session.of(credential)
    }

    func cookie(_ credential: String, of session: PortalSession, at now: NumericDate) throws -> SetCookie {
        let age = session.expiresAt.secondsSinceEpoch - Double(try WholeSeconds.of(now))
        return try SetCookie(name: Self.sessionCookie, value: credential, maxAge: max(Int(age), 1))
    }
}
