// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

extension SingleSignOn {
    /// An organization's refusals.
    ///
    /// - Throws: ``SSOError/Code/unknownOrganization``.
    public func refusals(of organization: OrganizationID) async throws -> RefusalLog {
        var work = try await work(
            .id(organization),
            [.all(.refusal, after: "", limit: RefusalRing.places * 2)]
        )
        try await work.loadCounters()
        var counts: [String: [String: Int64]] = [:]
        for (name, count) in work.counters {
            let parts = name.id.split(separator: "/", maxSplits: 1).map(String.init)
            if parts.count == 2 { counts[parts[0], default: [:]][parts[1]] = count }
        }
        let entries = work.all(.refusal)
            .compactMap { if case .refusal(let entry) = $0 { entry } else { nil } }
            .sorted { $0.at > $1.at }
        return RefusalLog(
            counts: counts,
            signed: entries.filter(\.isOfSignedToken),
            unsigned: entries.filter { !$0.isOfSignedToken }
        )
    }

    /// Removes the counts of an organization's refusals from the days before a time. Nothing else removes
    /// them.
    ///
    /// - Throws: ``SSOError/Code/unknownOrganization``; ``SSOError/Code/invalidArgument`` for a time out of
    ///   range.
    public func removeRefusalCounts(of organization: OrganizationID, before time: NumericDate) async throws {
        let day = try Self.day(of: time)
        try await retrying {
            var work = try await work(.id(organization))
            try await work.loadCounters()
            for name in work.counters.keys where name.id < day { work.remove(name) }
            return try await work.made() ? () : nil
        }
    }

    /// Explains to an organization's administrators why a token is accepted or refused, with the
    /// organization's currently valid secrets and the policy for the place where the token arrives. Nothing
    /// is written, and no token is used up.
    ///
    /// It quotes the token's claims, and takes up to 256 MACs: only offer it to administrators, and limit how
    /// often.
    ///
    /// - Parameters:
    ///   - token: The token as received, with anything that is wrapped around it.
    ///   - origin: Where the token arrives; ``PortalSession/Origin/native`` counts as the redirect.
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
        if let found = try explanation(of: token, tenant, origin, at: now) { return found }
        throw SSOError(.noSecret)
    }

    func log(_ refusal: SSOError, of request: PortalRequest, at now: NumericDate) async {
        let text = request.method == "POST" ? request.form : request.query
        guard text.utf8.count <= CallbackQuery.maximumCount else { return }
        let token = (try? FormQuery(text).value(of: CallbackQuery.ssoToken)) ?? nil
        await log(refusal, of: token, .host(request.host), origin: .redirect, at: now)
    }

    /// Notes a refusal. A failure to note it doesn't concern the person who was refused, so it is ignored.
    func log(
        _ refusal: SSOError,
        of token: String?,
        _ tenant: TenantReference,
        origin: PortalSession.Origin,
        at now: NumericDate
    ) async {
        // It says nothing about the token, and others keep the store busy already.
        guard refusal.code != .storeBusy else { return }
        // The detail is left out if others write at the same time; the count is not.
        for withDetail in [true, true, false] {
            if (try? await note(refusal, of: token, tenant, origin, withDetail, at: now)) == true { return }
        }
    }

    private func note(
        _ refusal: SSOError,
        of token: String?,
        _ reference: TenantReference,
        _ origin: PortalSession.Origin,
        _ withDetail: Bool,
        at now: NumericDate
    ) async throws -> Bool {
        let isSigned = refusal.isOfSignedToken
        var ring = RefusalRing(ofSigned: isSigned)
        let name = RecordName(.ring, ring.id)
        var work = try await work(reference, withDetail ? [.named(name)] : [])
        work.add(1, to: RecordName(.counter, "\(try Self.day(of: now))/\(refusal.countName)"))
        if case .ring(let known) = work.record(name) { ring = known }
        if withDetail, let place = ring.takePlace(at: try WholeSeconds.of(now)) {
            work.put(.ring(ring))
            work.put(
                .refusal(
                    try RefusalEntry(
                        id: place,
                        at: now,
                        origin: origin,
                        error: refusal,
                        causes: try token.flatMap { try explanation(of: $0, work.tenant, origin, at: now) }?
                            .causes.map(\.number) ?? [],
                        email: isSigned ? try email(in: token, work.tenant, origin, at: now) : nil
                    )
                )
            )
        }
        return try await work.made()
    }

    /// The day of a time (UTC), such as `2026-01-31`, with which the names of its counters begin.
    private static func day(of time: NumericDate) throws -> String {
        String(NumericDate(try WholeSeconds.of(time)).description.prefix(10))
    }

    /// Nil if the organization has no valid secret.
    private func explanation(
        of token: String,
        _ tenant: Tenant,
        _ origin: PortalSession.Origin,
        at now: NumericDate
    ) throws -> Explanation? {
        let secrets = try tenant.liveKeys(at: now).map { try secret($0, of: tenant) }
        let demanded = origin == .widget ? widgetPolicy(of: tenant) : policy.sso
        return secrets.isEmpty ? nil : try Explanation(of: token, secrets: secrets, policy: demanded, at: now)
    }

    /// The person in a refused token with a valid signature: verified at a time at which it would be valid,
    /// found by halving, and with a policy that requires nothing else.
    private func email(
        in token: String?,
        _ tenant: Tenant,
        _ origin: PortalSession.Origin,
        at now: NumericDate
    ) throws -> String? {
        guard let token else { return nil }
        var lenient = VerificationPolicy.widget
        lenient.leeway = .seconds(300)
        lenient.maxLifetime = nil
        lenient.allowsMissingExpiry = true
        let own = origin == .widget ? policy.widget : policy.sso
        lenient.maxTokenBytes = own.maxTokenBytes
        lenient.emailForm = own.emailForm == .asSent ? .asSent : .lowercased
        for key in tenant.liveKeys(at: now) {
            let verifier = try IdentityVerifier(secrets: [try secret(key, of: tenant)], policy: lenient)
            var (earliest, time, latest): (Int64, Int64, Int64) = (
                0, try WholeSeconds.of(now), WholeSeconds.latest
            )
            search: while earliest <= latest {
                do throws(VerificationError) {
                    return try verifier.verify(token, at: NumericDate(time)).canonicalEmail
                } catch {
                    switch error.status {
                    case .expired: latest = time - 1
                    case .notYetValid, .issuedInFuture: earliest = time + 1
                    default: break search
                    }
                    time = earliest + (latest - earliest) / 2
                }
            }
        }
        return nil
    }
}
