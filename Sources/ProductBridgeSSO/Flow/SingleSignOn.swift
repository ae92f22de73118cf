// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Single sign-on for portals: the redirect flow, its tests, the organizations' settings and secrets, the
/// widget's identify, sessions and people.
///
/// It contains only logic: the portal's server passes in requests and sends the answers, and a
/// ``PortalStore`` stores everything. Nothing is cached, so any number of processes may serve one portal: a
/// change made by one of them takes effect in all of them when the call returns. Any number of tasks may use
/// one value.
///
/// ```swift
/// let keys = try MasterKeys(current: environment["PORTAL_MASTER_KEY"]!)
/// let sso = try SingleSignOn(store: store, masterKeys: keys)
/// let answer = try await sso.callback(request)
/// ```
///
/// A visitor's requests return a ``PortalAnswer``, even if they are refused. Calls for administrators and the
/// widget throw an ``SSOError`` instead. In addition, everything throws the store's errors, and a
/// `VerificationError` when memory or the crypto library fails: answer both as a server failure.
public struct SingleSignOn: Sendable {
    /// What is required beyond an organization's own settings.
    public struct Policy: Hashable, Sendable {
        /// For tokens that arrive at the callback.
        public var sso = VerificationPolicy.sso
        /// For tokens that arrive at the widget. Its `VerificationPolicy.userHash` applies if the
        /// organization doesn't require one.
        public var widget = VerificationPolicy.widget
        /// A stricter policy for the callback, which is only reported: see `Identity.wouldRefuse` of verified
        /// tokens. Nil reports nothing.
        public var ssoReporting: VerificationPolicy?
        /// A stricter policy for the widget, which is only reported.
        public var widgetReporting: VerificationPolicy?

        /// Whether to accept a callback from a browser that hasn't begun to sign in here, such as from links
        /// in a customer's own pages. Off by default: anyone could sign a visitor in as themselves (login
        /// CSRF).
        public var allowsUnsolicited = false
        /// How long the customer's login may take: 1 to 86400 whole seconds. By default ten minutes.
        public var attemptLifetime = Duration.seconds(600)
        /// How long a session of the portal lasts: 1 second to 400 days, the longest that browsers keep a
        /// cookie (RFC 6265bis, 5.5). All these durations are in whole seconds. By default 30 days: "creates
        /// a 30-day session".
        public var sessionLifetime = Duration.seconds(30 * 86_400)
        /// How long a session of the widget lasts: 1 second to 400 days. By default an hour, like a token.
        public var widgetSessionLifetime = Duration.seconds(3600)
        /// If set, a portal session in use is extended, so that it ends ``sessionLifetime`` after its last
        /// use, but no later than this after it began. At least ``sessionLifetime``.
        public var longestSessionLifetime: Duration?
        /// The time after which a session in use is extended again, so that not every request writes: 1
        /// second to ``sessionLifetime``. By default an hour.
        public var sessionRenewalInterval = Duration.seconds(3600)

        /// Makes the default policy.
        public init() {}
    }

    /// The cookie that holds a session. Browsers only accept one that begins with `__Host-` from the host
    /// itself (RFC 6265bis, 4.1.3.2).
    public static let sessionCookie = "__Host-pb-session"

    let store: any PortalStore
    let masterKeys: MasterKeys
    let policy: Policy
    let terms: SessionTerms
    let attemptSeconds: Int64

    /// Makes the flow.
    ///
    /// - Parameters:
    ///   - store: Where everything is stored.
    ///   - masterKeys: The keys that seal and sign.
    ///   - policy: What is required beyond an organization's own settings.
    /// - Throws: ``SSOError/Code/invalidArgument`` for a duration out of its range.
    public init(store: any PortalStore, masterKeys: MasterKeys, policy: Policy = Policy()) throws(SSOError) {
        self.store = store
        self.masterKeys = masterKeys
        self.policy = policy
        terms = try SessionTerms(policy)
        attemptSeconds = try WholeSeconds.of(policy.attemptLifetime, in: 1...86_400)
    }

    /// Removes records that are no longer needed from the store: sessions, used tokens and tests, a day after
    /// they expire, so that no used token is accepted after the clock is set back. Call it now and then, such
    /// as once an hour, from one process or from all.
    ///
    /// - Returns: How many records were removed; call again if that is `limit`.
    /// - Throws: ``SSOError/Code/invalidArgument`` for a limit below 1.
    public func removeExpired(limit: Int = 1000, at now: NumericDate = .now) async throws -> Int {
        guard limit >= 1 else { throw SSOError(.invalidArgument) }
        return try await store.removeRecords(
            expiredBefore: NumericDate(secondsSinceEpoch: now.secondsSinceEpoch - Self.clockMargin),
            limit: limit
        )
    }

    /// How many seconds a clock may be ahead without removing records that are still needed.
    static let clockMargin = 86_400.0
}

// MARK: - Steps

extension SingleSignOn {
    /// Runs a step, and runs it again if it returns nil because what it had read has changed.
    func retrying<Result>(_ step: () async throws -> Result?) async throws -> Result {
        for round in 0..<200 {
            if let result = try await step() { return result }
            // A few at once, and then further and further apart.
            if round > 2 {
                try await Task.sleep(for: .microseconds(Int.random(in: 0...(500 * min(round, 40)))))
            }
        }
        throw SSOError(.storeBusy)
    }

    func work(_ reference: TenantReference, _ queries: [RecordQuery] = []) async throws -> PortalWork {
        guard let work = try await PortalWork(reference, queries, store: store) else {
            throw SSOError(.unknownOrganization)
        }
        return work
    }

    /// Changes an organization's tenant record, and notes who did it.
    func changeTenant<Result>(
        _ organization: OrganizationID,
        by administrator: String,
        at now: NumericDate,
        _ change: (inout Tenant) throws -> Result
    ) async throws -> Result {
        try await retrying { try await tryToChangeTenant(organization, by: administrator, at: now, change) }
    }

    /// Returns nil if the record was changed meanwhile.
    func tryToChangeTenant<Result>(
        _ organization: OrganizationID,
        by administrator: String,
        at now: NumericDate,
        _ change: (inout Tenant) throws -> Result
    ) async throws -> Result? {
        var work = try await work(.id(organization))
        var tenant = work.tenant
        let result = try change(&tenant)
        let changes = work.tenant.changes(to: tenant)
        guard tenant != work.tenant else { return .some(result) }
        work.put(.tenant(tenant))
        work.insert(.change(try SettingsChange(at: now, administrator: administrator, changes: changes)))
        return try await work.made() ? result : nil
    }
}

// MARK: - Verification

/// What a verified token says, and which secret it was signed with.
struct VerifiedToken {
    let identity: Identity
    let key: TenantKey
    /// The key under which the store has the token.
    let digest: String
}

extension SingleSignOn {
    /// Verifies a token with each of the organization's valid secrets.
    ///
    /// The secrets have no ids: the documents' sample programs write no `kid`, and a customer's own `kid`
    /// must not lock anyone out.
    func verify(
        _ token: String,
        of tenant: Tenant,
        by policy: VerificationPolicy,
        reporting: VerificationPolicy?,
        at now: NumericDate
    ) throws -> VerifiedToken {
        let keys = tenant.liveKeys(at: now)
        guard !keys.isEmpty else { throw SSOError(.noSecret) }
        var refusal = VerificationError(status: .signatureMismatch)
        for key in keys {
            let verifier = try IdentityVerifier(
                secrets: [try secret(key, of: tenant)],
                policy: policy,
                reporting: reporting
            )
            do throws(VerificationError) {
                let identity = try verifier.verify(token, at: now)
                return VerifiedToken(identity: identity, key: key, digest: try Digest.token.of(token))
            } catch {
                refusal = error
                if [.outOfMemory, .internalFailure].contains(error.status) { throw error }
                guard error.status == .signatureMismatch else { break }
            }
        }
        throw SSOError(.tokenRefused, verification: refusal)
    }

    func secret(_ key: TenantKey, of tenant: Tenant) throws -> Secret {
        let text = try masterKeys.open(
            key.sealed,
            at: SealedPlace(organization: tenant.organization, record: key.id)
        )
        return try unsafe text.withUnsafeBytes { characters throws(VerificationError) in
            try unsafe Secret(characters, format: .text)
        }
    }
}
