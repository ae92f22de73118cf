// SPDX-License-Identifier: Apache-2.0

/// Verifies ProductBridge's identity tokens: HS256 JSON Web Tokens in compact form (RFC 7515, 7.1;
/// RFC 7519).
///
/// A verifier is made once from secrets and a policy. It is immutable, and any number of threads may verify
/// with it at the same time. To replace secrets while a program runs, use ``VerifierStore``.
///
/// ```swift
/// let verifier = try IdentityVerifier(secret: Secret(text), policy: .sso)
/// let identity = try verifier.verify(token)
/// print(identity.canonicalEmail)
/// ```
///
/// The checks, in this order: compact form, header, signature, payload, times, claims, policy. Nothing in the
/// payload is read until the signature is verified, and the first failure is thrown. With the `sha256`
/// ``backend``, a verification makes one heap allocation, the identity; a ``VerifierStore/Follower``, which
/// each worker has for itself, reuses its memory.
public struct IdentityVerifier: Sendable {
    let handle: VerifierHandle

    /// Makes a verifier from one secret.
    ///
    /// - Parameters:
    ///   - secret: What the tokens are signed with. Its bytes are not kept.
    ///   - policy: What a token needs besides a valid signature.
    ///   - reporting: A second policy, which refuses nothing; see ``init(secrets:policy:reporting:)``.
    /// - Throws: ``VerificationStatus/invalidArgument`` for a setting of a policy out of its range;
    ///   ``VerificationStatus/outOfMemory``; ``VerificationStatus/internalFailure`` if OpenSSL can't provide
    ///   HMAC-SHA256, or random bytes for the key that hashes the names in JSON.
    public init(
        secret: Secret,
        policy: VerificationPolicy = .sso,
        reporting: VerificationPolicy? = nil
    ) throws(VerificationError) {
        try self.init(secrets: [secret], policy: policy, reporting: reporting)
    }

    /// Makes a verifier from several secrets, for a rotation.
    ///
    /// A token whose `kid` (RFC 7515, 4.1.4) is the id of a secret is tried only with that one; any other is
    /// tried with each, or refused if it has a `kid` and the secrets have ids.
    ///
    /// The policy to report is applied after `policy` has accepted a token, with the same key and time:
    /// ``Identity/wouldRefuse`` lists everything that it would refuse. Use it to try a stricter policy before
    /// you enforce it. Its ``VerificationPolicy/maxTokenBytes``, ``VerificationPolicy/emailForm`` and
    /// ``VerificationPolicy/reader`` are ignored. See <doc:TryingADemand>.
    ///
    /// - Parameters:
    ///   - secrets: 1 to 8 secrets, no two with the same id. Their bytes are not kept.
    ///   - policy: What a token needs besides a valid signature.
    ///   - reporting: A stricter policy, which is only reported.
    /// - Throws: As ``init(secret:policy:reporting:)``, and ``VerificationStatus/invalidArgument`` for no or
    ///   too many secrets or two with one id.
    public init(
        secrets: [Secret],
        policy: VerificationPolicy = .sso,
        reporting: VerificationPolicy? = nil
    ) throws(VerificationError) {
        handle = try VerifierHandle(secrets: secrets, policy: policy, reporting: reporting)
    }

    init(handle: VerifierHandle) {
        self.handle = handle
    }

    /// How the first secret's MACs are computed: `sha256` (OpenSSL's own SHA-256, with saved states) or `evp`
    /// (OpenSSL's providers, which a FIPS configuration needs).
    public var backend: String { handle.backend }
}

extension IdentityVerifier {
    /// Verifies a token.
    ///
    /// The text is not copied if its UTF-8 is contiguous, as in a native Swift string.
    ///
    /// - Parameters:
    ///   - token: The token in compact form. Nothing is trimmed.
    ///   - time: The time to judge by, 0 to 253402300799; a fraction is rounded down. By default the
    ///     system's real-time clock.
    ///   - counter: Where to count the result.
    /// - Returns: What the token says about the person.
    /// - Throws: The first check that failed; ``VerificationStatus/invalidArgument`` for a time out of range.
    public func verify(
        _ token: String,
        at time: NumericDate? = nil,
        counting counter: VerificationCounts.Counter? = nil
    ) throws(VerificationError) -> Identity {
        try unsafe handle.borrowing { verifier throws(VerificationError) in
            try unsafe token.withUTF8Bytes { start, count throws(VerificationError) in
                try unsafe verifier.verify(start, count, at: time, counting: counter)
            }
        }
    }

    /// Verifies a token that is part of a text, such as what follows `Bearer ` in a header.
    ///
    /// - Parameters:
    ///   - token: The token in compact form. Nothing is trimmed.
    ///   - time: The time to judge by; see ``verify(_:at:counting:)-(String,_,_)``.
    ///   - counter: Where to count the result.
    /// - Returns: What the token says about the person.
    /// - Throws: As ``verify(_:at:counting:)-(String,_,_)``.
    public func verify(
        _ token: Substring,
        at time: NumericDate? = nil,
        counting counter: VerificationCounts.Counter? = nil
    ) throws(VerificationError) -> Identity {
        try unsafe handle.borrowing { verifier throws(VerificationError) in
            try unsafe token.withUTF8Bytes { start, count throws(VerificationError) in
                try unsafe verifier.verify(start, count, at: time, counting: counter)
            }
        }
    }

    /// Verifies a token's bytes, which are not copied.
    ///
    /// - Parameters:
    ///   - bytes: The token in compact form. Nothing is trimmed.
    ///   - time: The time to judge by; see ``verify(_:at:counting:)-(String,_,_)``.
    ///   - counter: Where to count the result.
    /// - Returns: What the token says about the person.
    /// - Throws: As ``verify(_:at:counting:)-(String,_,_)``.
    public func verify(
        utf8 bytes: Span<UInt8>,
        at time: NumericDate? = nil,
        counting counter: VerificationCounts.Counter? = nil
    ) throws(VerificationError) -> Identity {
        try unsafe handle.borrowing { verifier throws(VerificationError) in
            try unsafe bytes.withUnsafeBufferPointer { buffer throws(VerificationError) in
                try unsafe withStart(of: buffer) { start, count throws(VerificationError) in
                    try unsafe verifier.verify(start, count, at: time, counting: counter)
                }
            }
        }
    }

    /// Verifies a token's bytes, which are copied only if they aren't contiguous.
    ///
    /// - Parameters:
    ///   - bytes: The token in compact form, such as `[UInt8]` or `Data`. Nothing is trimmed.
    ///   - time: The time to judge by; see ``verify(_:at:counting:)-(String,_,_)``.
    ///   - counter: Where to count the result.
    /// - Returns: What the token says about the person.
    /// - Throws: As ``verify(_:at:counting:)-(String,_,_)``.
    public func verify(
        utf8 bytes: some Collection<UInt8>,
        at time: NumericDate? = nil,
        counting counter: VerificationCounts.Counter? = nil
    ) throws(VerificationError) -> Identity {
        try unsafe handle.borrowing { verifier throws(VerificationError) in
            try unsafe bytes.withBytes { start, count throws(VerificationError) in
                try unsafe verifier.verify(start, count, at: time, counting: counter)
            }
        }
    }
}

extension IdentityVerifier: CustomStringConvertible {
    /// The type and the backend.
    public var description: String { "IdentityVerifier(\(backend))" }
}
