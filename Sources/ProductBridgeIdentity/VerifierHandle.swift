// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Owns one reference to a `pbjwt_verifier`.
///
/// `@unchecked Sendable`: a verifier is immutable, and may be used by any number of threads at once.
@safe final class VerifierHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// The longest token that the policy accepts.
    private let maxTokenBytes: Int

    init(
        secrets: [Secret],
        policy: VerificationPolicy,
        reporting report: VerificationPolicy?
    ) throws(VerificationError) {
        var verifier: OpaquePointer?
        let status = try unsafe policy.withPointer { policy throws(VerificationError) in
            try unsafe report.withPointer { report throws(VerificationError) in
                try unsafe SecretHandle.withPointers(of: secrets.map(\.handle)) { pointers in
                    unsafe pbjwt_verifier_new_reporting(pointers, pointers.count, policy, report, &verifier)
                }
            }
        }
        unsafe pointer = try made(status, verifier)
        maxTokenBytes = policy.maxTokenBytes
    }

    /// Another reference to the verifier of `other`.
    init(sharing other: VerifierHandle) {
        unsafe pointer = pbjwt_verifier_retain(other.pointer)
        maxTokenBytes = other.maxTokenBytes
    }

    deinit {
        unsafe pbjwt_verifier_release(pointer)
    }

    /// How the MACs are computed.
    var backend: String {
        defer { withExtendedLifetime(self) {} }
        return unsafe String(staticText: pbjwt_verifier_backend(pointer)) ?? ""
    }

    /// The result of verifying a token into the caller's identity.
    @unsafe func status(
        of start: UnsafeRawPointer,
        _ count: Int,
        at seconds: Int64?,
        into identity: OpaquePointer
    ) -> pbjwt_status {
        defer { withExtendedLifetime(self) {} }
        return unsafe BorrowedVerifier(pointer: pointer, maxTokenBytes: maxTokenBytes)
            .verify(start, count, at: seconds, into: identity)
    }

    /// Runs `body` on the verifier, which stays alive meanwhile.
    func borrowing<R>(
        _ body: (BorrowedVerifier) throws(VerificationError) -> R
    ) throws(VerificationError) -> R {
        defer { withExtendedLifetime(self) {} }
        return try unsafe body(BorrowedVerifier(pointer: pointer, maxTokenBytes: maxTokenBytes))
    }
}

/// A verifier that someone else keeps alive.
///
/// If a closure captured the handle, its reference count would go up and down with each verification, and
/// cores would contend for it.
@unsafe struct BorrowedVerifier {
    fileprivate let pointer: OpaquePointer
    fileprivate let maxTokenBytes: Int

    /// Verifies the `count` bytes at `start` at a given time, or now.
    func verify(
        _ start: UnsafeRawPointer,
        _ count: Int,
        at time: NumericDate?,
        counting counter: VerificationCounts.Counter?
    ) throws(VerificationError) -> Identity {
        let handle = unsafe makeIdentity(forTokenOf: count)
        try unsafe verify(start, count, at: time, counting: counter, into: handle)
        return Identity(handle: handle)
    }

    /// The same into an identity that no one else refers to.
    func verify(
        _ start: UnsafeRawPointer,
        _ count: Int,
        at time: NumericDate?,
        counting counter: VerificationCounts.Counter?,
        into handle: IdentityHandle
    ) throws(VerificationError) {
        let seconds = try time?.wholeSeconds
        try unsafe handle.withPointer { identity throws(VerificationError) in
            if let counter { unsafe counter.count(into: identity) }
            defer { if counter != nil { unsafe pbjwt_identity_set_counts(identity, nil) } }
            let status = unsafe verify(start, count, at: seconds, into: identity)
            if status != PBJWT_OK {
                try check(status, claim: unsafe pbjwt_identity_claim_at_fault(identity))
            }
        }
    }

    /// An empty identity with space for a token of `count` bytes.
    func makeIdentity(forTokenOf count: Int) -> IdentityHandle {
        // A longer token is refused before any space is needed.
        unsafe IdentityHandle(tokenBytes: min(count, maxTokenBytes))
    }

    /// The same into an identity that the caller has.
    @inline(__always)
    func verify(
        _ start: UnsafeRawPointer,
        _ count: Int,
        at seconds: Int64?,
        into identity: OpaquePointer
    ) -> pbjwt_status {
        if let seconds {
            unsafe pbjwt_verify_at(pointer, start, count, seconds, identity)
        } else {
            unsafe pbjwt_verify(pointer, start, count, identity)
        }
    }

    /// Counts in which the verifier's secrets are listed; nil when memory runs out.
    func makeCounts() -> OpaquePointer? {
        unsafe pbjwt_counts_new(pointer)
    }
}
