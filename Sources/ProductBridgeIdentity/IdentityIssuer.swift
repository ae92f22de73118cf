// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Issues identity tokens, as a customer's server does.
///
/// An issuer is immutable, and any number of threads may issue with one at the same time.
///
/// ```swift
/// let issuer = IdentityIssuer(secret: secret)
/// let token = try issuer.issue(IdentityClaims(email: user.email, userID: String(user.id)))
/// ```
public struct IdentityIssuer: Sendable {
    /// How long a token lasts, in whole seconds from 1 on; the documents' tokens last one hour.
    public let lifetime: Duration

    private let secret: Secret

    /// Makes an issuer.
    ///
    /// - Parameters:
    ///   - secret: What the tokens are signed with. Its ``Secret/id`` becomes their `kid`.
    ///   - lifetime: How long a token lasts, in whole seconds from 1 on.
    public init(secret: Secret, lifetime: Duration = .seconds(3600)) {
        self.secret = secret
        self.lifetime = lifetime
    }

    /// Builds and signs a token: HS256, `iat` now and `exp` the ``lifetime`` later.
    ///
    /// Before it is returned, the verifier reads the finished token back with strict claims, and each value
    /// is compared with what was set.
    ///
    /// - Parameters:
    ///   - claims: What the token says.
    ///   - time: The `iat`, 0 to 253402300799; a fraction is rounded down. By default the system's
    ///     real-time clock.
    /// - Returns: The token in compact form (RFC 7515, 7.1).
    /// - Throws: ``VerificationStatus/missingEmail``; ``VerificationStatus/missingUserID`` if a `user_hash`
    ///   is requested without a user id; ``VerificationStatus/malformedClaim`` with the claim;
    ///   ``VerificationStatus/tokenTooLarge`` above 1 MiB; ``VerificationStatus/malformedPayload`` for more
    ///   than 1024 members; ``VerificationStatus/invalidArgument`` for a lifetime or time out of range, a
    ///   text with U+0000, an ``IdentityClaims/customJSON`` that isn't a strict JSON object or has a member
    ///   that this library types, and a user id that is itself a token's signing input (see
    ///   ``Secret/userHash(of:)``); ``VerificationStatus/outOfMemory``;
    ///   ``VerificationStatus/internalFailure``.
    public func issue(
        _ claims: IdentityClaims,
        at time: NumericDate? = nil
    ) throws(VerificationError) -> String {
        let lifetime = try lifetime.wholeSeconds
        let now = try time?.wholeSeconds
        return try unsafe claims.withPointer { claims throws(VerificationError) in
            try unsafe secret.handle.withPointer { secret throws(VerificationError) in
                var token: UnsafeMutablePointer<CChar>?
                var count = 0
                var fault = PBJWT_CLAIM_NONE
                let status =
                    if let now {
                        unsafe pbjwt_issue_at(secret, claims, now, lifetime, &token, &count, &fault)
                    } else {
                        unsafe pbjwt_issue(secret, claims, lifetime, &token, &count, &fault)
                    }
                try check(status, claim: fault)
                return unsafe String(taking: token, count: count) ?? ""
            }
        }
    }

    /// The `user_hash` of a user id, for servers that send it alongside a token made elsewhere.
    ///
    /// - Parameter userID: The user id, not empty.
    /// - Throws: As ``Secret/userHash(of:)``.
    public func userHash(of userID: String) throws(VerificationError) -> String {
        try secret.userHash(of: userID)
    }
}
