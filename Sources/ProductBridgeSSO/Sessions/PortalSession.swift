// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// A person's session at an organization's portal, or in its widget.
///
/// The browser has the session's number in a cookie, the widget as its credential; the store has its digest.
/// Each request checks again whether a session is valid: its organization, its person and the secret that
/// made it must still back it.
public struct PortalSession: Hashable, Codable, Sendable {
    /// What began it.
    public enum Origin: String, Hashable, Codable, Sendable {
        /// A sign-in by redirect.
        case redirect
        /// The widget's `init` or `identify`.
        case widget
        /// ProductBridge's own login.
        case native
    }

    /// The digest of the session's number, 64 hex characters, which doesn't reveal the number.
    public let digest: String

    /// The organization at whose portal it is valid.
    public let organization: OrganizationID

    /// The ``PortalUser/id`` of the person.
    public let user: String

    /// The person's e-mail address.
    @Redacted public private(set) var email: String

    /// What began it.
    public let origin: Origin

    /// The ``TenantKey/id`` of the secret that the person's token was signed with; nil for
    /// ``Origin/native``. When the secret stops working, the session ends.
    public let key: String?

    /// When it began. Whole seconds.
    public let createdAt: NumericDate

    /// When it was last extended. Whole seconds.
    public internal(set) var renewedAt: NumericDate

    /// The last second at which it is valid.
    public internal(set) var expiresAt: NumericDate

    /// The digest of the token that made it.
    let token: String?

    private let generations: [UInt64]

    init(
        digest: String,
        tenant: Tenant,
        user: PortalUser,
        origin: Origin,
        key: TenantKey?,
        token: String?,
        createdAt: Int64,
        expiresAt: Int64
    ) {
        self.digest = digest
        organization = tenant.organization
        self.user = user.id
        email = user.email
        self.origin = origin
        self.key = key?.id
        self.token = token
        self.createdAt = NumericDate(createdAt)
        renewedAt = NumericDate(createdAt)
        self.expiresAt = NumericDate(expiresAt)
        generations = Self.generations(tenant, user, key)
    }

    /// Whether organization, person and secret still back it.
    func isGood(in tenant: Tenant, user: PortalUser?, at now: NumericDate) -> Bool {
        guard let user, user.id == self.user, user.mergedInto == nil, organization == tenant.organization,
            !now.isAfter(lastSecond: expiresAt), key != nil || !tenant.settings.isNativeLoginDisabled
        else { return false }
        guard let key else { return generations == Self.generations(tenant, user, nil) }
        guard let maker = tenant.liveKeys(at: now).first(where: { $0.id == key }) else { return false }
        return generations == Self.generations(tenant, user, maker)
    }

    private static func generations(_ tenant: Tenant, _ user: PortalUser, _ key: TenantKey?) -> [UInt64] {
        [tenant.sessionGeneration, user.sessionGeneration, key?.sessionGeneration ?? 0]
    }
}

/// How long sessions last by a valid policy, in seconds.
struct SessionTerms: Sendable {
    private let lifetime: Int64
    private let widgetLifetime: Int64
    private let longest: Int64?
    private let interval: Int64

    init(_ policy: SingleSignOn.Policy) throws(SSOError) {
        let days = 400 * Int64(86_400)
        lifetime = try WholeSeconds.of(policy.sessionLifetime, in: 1...days)
        widgetLifetime = try WholeSeconds.of(policy.widgetSessionLifetime, in: 1...days)
        if let longestLifetime = policy.longestSessionLifetime {
            longest = try WholeSeconds.of(longestLifetime, in: lifetime...WholeSeconds.latest)
            interval = try WholeSeconds.of(policy.sessionRenewalInterval, in: 1...lifetime)
        } else {
            longest = nil
            interval = lifetime
        }
    }

    /// When a session that begins now ends.
    func end(_ origin: PortalSession.Origin, at now: Int64) throws(SSOError) -> Int64 {
        let end = now + (origin == .widget ? widgetLifetime : lifetime)
        guard end <= WholeSeconds.latest else { throw SSOError(.invalidArgument) }
        return end
    }

    /// The session as extended by a use; nil if it isn't extended.
    func prolonged(_ session: PortalSession, at now: Int64) -> PortalSession? {
        guard let longest, session.origin != .widget,
            Double(now) - session.renewedAt.secondsSinceEpoch >= Double(interval)
        else { return nil }
        let latest = session.createdAt.secondsSinceEpoch + Double(longest)
        let end = NumericDate(secondsSinceEpoch: min(Double(now + lifetime), latest))
        guard end > session.expiresAt else { return nil }
        var session = session
        session.renewedAt = NumericDate(now)
        session.expiresAt = end
        return session
    }
}
