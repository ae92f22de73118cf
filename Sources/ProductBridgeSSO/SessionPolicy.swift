// SPDX-License-Identifier: Apache-2.0

/// How long sessions last, and in which cookie they travel.
///
/// A value out of its range shows as ``SSOError/Code/invalidArgument`` when a ``SessionManager`` is
/// made.
public struct SessionPolicy: Hashable, Sendable {
    /// How long a session lasts, 1 second to 400 days, beyond which browsers keep no cookie (RFC
    /// 6265bis, 5.5); whole seconds. By default 30 days: "creates a 30-day session".
    public var lifetime = Duration.seconds(30 * 86_400)

    /// Whether a session that is in use is prolonged. By default it is not.
    public var renewal = Renewal.fixed

    /// The cookie's name, by default `__Host-pb-session`. Browsers take one that begins with `__Host-`
    /// only from the host itself (RFC 6265bis, 4.1.3.2), so that no other host of the domain can put
    /// its own session there. It can't be ``LoginAttempt/cookieName``.
    public var cookieName = "__Host-pb-session"

    /// Makes the default policy.
    public init() {}

    /// Whether a session that is in use is prolonged.
    public enum Renewal: Hashable, Sendable {
        /// It ends its ``SessionPolicy/lifetime`` after the person signed in.
        case fixed

        /// It ends its ``SessionPolicy/lifetime`` after its last use, and in any case `atMost` after the
        /// person signed in.
        ///
        /// It is prolonged when it is used and `every` has passed since the last time, so that not
        /// each request writes to the store and sets a cookie. `every` is 1 second or more and less
        /// than the lifetime; `atMost` is not less than the lifetime. Whole seconds.
        case sliding(every: Duration, atMost: Duration)
    }
}

/// A session policy that was found good, in seconds.
struct SessionTerms: Sendable {
    let lifetime: Int64
    let cookieName: String

    /// How long after the last time a session is prolonged; nil for not at all.
    private let interval: Int64?
    /// The longest time from a person's signing in to the session's end.
    private let longest: Int64

    init(_ policy: SessionPolicy) throws(SSOError) {
        lifetime = try WholeSeconds.of(policy.lifetime, in: 1...400 * 86_400)
        switch policy.renewal {
        case .fixed:
            interval = nil
            longest = lifetime
        case .sliding(let every, let atMost):
            // No number is in the range 1..<1, of which a ClosedRange can't tell.
            guard lifetime > 1 else { throw SSOError(.invalidArgument) }
            interval = try WholeSeconds.of(every, in: 1...lifetime - 1)
            longest = try WholeSeconds.of(atMost, in: lifetime...WholeSeconds.latest)
        }
        cookieName = policy.cookieName
        _ = try SetCookie.deleting(cookieName)
        // One would overwrite the other.
        guard cookieName != LoginAttempt.cookieName else { throw SSOError(.invalidArgument) }
    }

    /// When a session ends that begins now.
    func end(ofNewAt now: Int64) throws(SSOError) -> Int64 {
        guard now + lifetime <= WholeSeconds.latest else { throw SSOError(.invalidArgument) }
        return now + lifetime
    }

    /// When a session ends in any case.
    func latestEnd(createdAt: Int64) -> Int64 {
        min(createdAt + longest, WholeSeconds.latest)
    }

    /// When a session ends that is used now; nil where that prolongs nothing.
    func prolongedEnd(createdAt: Int64, renewedAt: Int64, expiresAt: Int64, now: Int64) -> Int64? {
        guard let interval, now - renewedAt >= interval else { return nil }
        let end = min(now + lifetime, latestEnd(createdAt: createdAt))
        return end > expiresAt ? end : nil
    }

    /// The cookie of a session that ends at `end`.
    func cookie(_ value: String, end: Int64, now: Int64) throws(SSOError) -> SetCookie {
        try SetCookie(name: cookieName, value: value, maxAge: Int(end - now))
    }

    /// The cookie that makes the browser forget.
    func deletingCookie() throws(SSOError) -> SetCookie {
        try SetCookie.deleting(cookieName)
    }
}
