// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// How long sessions last. Durations are whole seconds.
public struct SessionPolicy: Hashable, Sendable {
    /// How long a session of the portal lasts: 1 second to 400 days, beyond which browsers keep no cookie
    /// (RFC 6265bis, 5.5). By default 30 days: "creates a 30-day session".
    public var lifetime = Duration.seconds(30 * 86_400)

    /// How long a session of the widget lasts: 1 second to 400 days. By default an hour, as a token does.
    public var widgetLifetime = Duration.seconds(3600)

    /// Where this is set, a session of the portal that is in use is prolonged, so that it ends
    /// ``lifetime`` after its last use, but no later than this after it began. From ``lifetime`` on.
    public var longestLifetime: Duration?

    /// How long after it was last prolonged a session is prolonged again, so that not each request writes:
    /// 1 second to ``lifetime``. By default an hour.
    public var renewalInterval = Duration.seconds(3600)

    /// Makes the default policy.
    public init() {}
}

/// A session policy that was found good, in seconds.
struct SessionTerms: Sendable {
    private let lifetime: Int64
    private let widgetLifetime: Int64
    private let longest: Int64?
    private let interval: Int64

    init(_ policy: SessionPolicy) throws(SSOError) {
        let days = 400 * Int64(86_400)
        lifetime = try WholeSeconds.of(policy.lifetime, in: 1...days)
        widgetLifetime = try WholeSeconds.of(policy.widgetLifetime, in: 1...days)
        if let longestLifetime = policy.longestLifetime {
            longest = try WholeSeconds.of(longestLifetime, in: lifetime...WholeSeconds.latest)
            interval = try WholeSeconds.of(policy.renewalInterval, in: 1...lifetime)
        } else {
            longest = nil
            interval = lifetime
        }
    }

    /// When a session ends that begins now.
    func end(_ origin: PortalSession.Origin, at now: Int64) throws(SSOError) -> Int64 {
        let end = now + (origin == .widget ? widgetLifetime : lifetime)
        guard end <= WholeSeconds.latest else { throw SSOError(.invalidArgument) }
        return end
    }

    /// The session as it is prolonged by a use; nil where that prolongs nothing.
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
