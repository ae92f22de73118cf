// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Lets each token in once.
///
/// A token travels in a URL, which stays behind in histories and logs; RFC 9700, 4.2.4 tells what comes
/// of that, and RFC 7519, 4.1.7 that a recipient may refuse a replay. The guard remembers a keyed digest
/// of each token for as long as a verifier would let that token in. Ask it only after the token was
/// verified, or anyone can fill it.
///
/// A guard is immutable, and any number of tasks may ask it at the same time: of several that come with
/// one token, one is admitted.
///
/// ```swift
/// let guarding = ReplayGuard(key: try Secret(Secret.generate()), store: InMemoryReplayStore())
/// try await guarding.admit(
///     token: token,
///     expiresAt: person.identity.expiresAt,
///     leeway: vault.policies.sso.leeway,
///     organization: organization
/// )
/// ```
public struct ReplayGuard: Sendable {
    private let key: Secret
    private let store: any ReplayStore

    /// Makes a guard.
    ///
    /// - Parameters:
    ///   - key: What the digests are made with, so that who reads the store can't tell whether a token
    ///     was used. A key that serves nothing else, such as one of
    ///     `Secret.generate()`; the same in all processes that share the store,
    ///     and for as long as the store remembers.
    ///   - store: What remembers the digests.
    public init(key: Secret, store: any ReplayStore) {
        self.key = key
        self.store = store
    }

    /// Admits a verified token, if it was not admitted before.
    ///
    /// - Parameters:
    ///   - token: The token in compact form, as it was verified. The verifier takes one spelling of a
    ///     token alone, so no other bytes are the same token.
    ///   - expiresAt: The token's `exp`. Without one a token would have to be remembered for ever, so it
    ///     is refused.
    ///   - leeway: The verifier's `VerificationPolicy.leeway`, 0 to 300 whole
    ///     seconds. Where several verifiers share a guard, the largest of theirs.
    ///   - organization: The organization whose secret verified the token.
    ///   - time: The time that the token was verified at.
    /// - Throws: ``SSOError/Code/tokenReplayed``; ``SSOError/Code/replayGuardFull``;
    ///   ``SSOError/Code/tokenRefused`` with `VerificationStatus.missingExpiry`
    ///   or `VerificationStatus.expired`, of a token that a verifier would refuse
    ///   at `time`; ``SSOError/Code/invalidArgument`` for a time or leeway out of its range;
    ///   `VerificationError` when memory or the crypto library fails; and what the store throws.
    public func admit(
        token: String,
        expiresAt: NumericDate?,
        leeway: Duration,
        organization: OrganizationID,
        at time: NumericDate = .now
    ) async throws {
        guard let expiresAt else { throw SSOError(refusing: .missingExpiry) }
        let now = try WholeSeconds.of(time)
        let until = try WholeSeconds.end(of: expiresAt, leeway: leeway)
        guard now < until else { throw SSOError(refusing: .expired) }

        let outcome = try await store.insert(
            try digest(of: token),
            in: organization,
            until: NumericDate(until),
            at: NumericDate(now)
        )
        switch outcome {
        case .admitted: return
        case .replayed: throw SSOError(.tokenReplayed)
        case .full: throw SSOError(.replayGuardFull)
        }
    }

    /// The dot in front keeps the text from being a token's signing input, which is not hashed (see
    /// `Secret.userHash(of:)`), and from being a user id that was hashed elsewhere.
    private func digest(of token: String) throws(VerificationError) -> String {
        try key.userHash(of: ".replay " + token)
    }
}

extension ReplayGuard: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The type.
    public var description: String { "ReplayGuard" }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}

extension SSOError {
    fileprivate init(refusing status: VerificationStatus) {
        self.init(.tokenRefused, verification: VerificationError(status: status))
    }
}

extension WholeSeconds {
    /// The first second at which a verifier refuses a token, by `exp` and leeway.
    fileprivate static func end(of expiry: NumericDate, leeway: Duration) throws(SSOError) -> Int64 {
        let seconds = try of(expiry)
        // An `exp` may have a fraction, and holds until the whole second that follows.
        let hasFraction = expiry.secondsSinceEpoch > Double(seconds)
        return try seconds + (hasFraction ? 1 : 0) + of(leeway, in: 0...300)
    }
}
