// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

extension SingleSignOn {
    /// An organization's refusals.
    ///
    /// - Throws: ``SSOError/Code/unknownOrganization``.
    public func refusals(of organization: OrganizationID) async throws -> RefusalLog {
        var counts: [String: [String: Int64]] = [:]
        var last = ""
        while true {
            guard
                let page = try await store.read(.id(organization), [.all(.counter, after: last, limit: 1000)])
            else { throw SSOError(.unknownOrganization) }
            for (name, count) in page.counters {
                let parts = name.id.split(separator: "/", maxSplits: 1).map(String.init)
                if parts.count == 2 { counts[parts[0], default: [:]][parts[1]] = count }
            }
            guard page.counters.count == 1000, let next = page.counters.keys.map(\.id).max() else { break }
            last = next
        }
        let all = RefusalRing.places * 2
        let entries = try await work(.id(organization), [.all(.refusal, after: "", limit: all)]).all(.refusal)
        func newest(_ ring: RefusalRing.ID) -> [RefusalEntry] {
            entries.compactMap { if case .refusal(let entry) = $0 { entry } else { nil } }
                .filter { $0.id.hasPrefix(ring.rawValue + "-") }
                .sorted { $0.at > $1.at }
        }
        return RefusalLog(counts: counts, signed: newest(.signed), unsigned: newest(.unsigned))
    }

    func log(_ refusal: SSOError, of request: PortalRequest, at now: NumericDate) async {
        let text = request.method == "POST" ? request.form : request.query
        guard refusal.code != .storeBusy, text.utf8.count <= CallbackQuery.maximumCount else { return }
        let token = (try? FormQuery(text).value(of: CallbackQuery.ssoToken)) ?? nil
        await log(refusal, of: token, .host(request.host), origin: .redirect, at: now)
    }

    /// Notes a refusal. It is no use to anyone who was refused that this can fail, so nothing is told then.
    func log(
        _ refusal: SSOError,
        of token: String?,
        _ tenant: TenantReference,
        origin: PortalSession.Origin,
        at now: NumericDate
    ) async {
        // The detail is left out where others write at the same time; the count is not.
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
        let id: RefusalRing.ID = refusal.isOfSignedToken ? .signed : .unsigned
        let name = RecordName(.ring, id.rawValue)
        var work = try await work(reference, withDetail ? [.named(name)] : [])
        work.add(1, to: RecordName(.counter, "\(now.description.prefix(10))/\(refusal.countName)"))
        if withDetail {
            var ring = RefusalRing(id)
            if case .ring(let known) = work.record(name) { ring = known }
            if let place = ring.takePlace(at: try WholeSeconds.of(now)) {
                work.put(.ring(ring))
                let isSigned = refusal.isOfSignedToken
                work.put(
                    .refusal(
                        try RefusalEntry(
                            ring: id,
                            place: place,
                            at: now,
                            origin: origin,
                            error: refusal,
                            causes: try token.map { try causes(of: $0, work.tenant, origin, at: now) } ?? [],
                            email: isSigned
                                ? try token.flatMap { try email(in: $0, work.tenant, origin, at: now) } : nil
                        )
                    )
                )
            }
        }
        return try await work.made()
    }

    private func causes(
        of token: String,
        _ tenant: Tenant,
        _ origin: PortalSession.Origin,
        at now: NumericDate
    ) throws -> [Int] {
        let secrets = try tenant.liveKeys(at: now).map { try secret($0, of: tenant) }
        guard !secrets.isEmpty else { return [] }
        let demanded =
            if origin != .widget { policy.sso } else if tenant.widget.requireUserHash {
                policy.widget.requiringUserHash()
            } else { policy.widget }
        return try Explanation(of: token, secrets: secrets, policy: demanded, at: now).causes.map(\.number)
    }

    /// Whom a token speaks of whose signature holds, though it was refused: judged at a time at which it would be good,
    /// which halving finds, and by a policy that demands nothing else.
    private func email(
        in token: String,
        _ tenant: Tenant,
        _ origin: PortalSession.Origin,
        at now: NumericDate
    ) throws -> String? {
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
