// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Verifies tokens one after another into the same identity, so that none is allocated per token: for
/// programs in this package that pass on millions of results.
///
/// It isn't Sendable. Threads share the ``IdentityVerifier``, and each makes one of these.
package final class RepeatedVerifier {
    private let verifier: VerifierHandle
    private let handle: IdentityHandle
    private let counter: VerificationCounts.Counter?
    private var status = PBJWT_INVALID_ARGUMENT

    package init(
        _ verifier: IdentityVerifier,
        counting counter: VerificationCounts.Counter? = nil
    ) {
        self.verifier = verifier.handle
        self.counter = counter
        handle = IdentityHandle(tokenBytes: 0)
        if let counter { unsafe handle.withPointer { unsafe counter.count(into: $0) } }
    }

    /// Verifies a token, at a time in seconds since 1970 or now. The other properties and methods are about
    /// the latest one.
    package func verify(_ token: Span<UInt8>, at seconds: Int64? = nil) -> VerificationStatus {
        let code = unsafe token.withUnsafeBufferPointer { bytes in
            unsafe withStart(of: bytes) { start, count in
                unsafe handle.withPointer { identity in
                    unsafe verifier.status(of: start, count, at: seconds, into: identity)
                }
            }
        }
        status = code
        return VerificationStatus(code)
    }

    /// When the token was issued, in seconds since 1970; nil for a refused token, or if it doesn't say.
    package var issuedAt: Double? { handle.number(PBJWT_CLAIM_IAT) }

    /// Appends the result of ``Identity/resultJSON()`` or ``VerificationError/resultJSON()``, without making
    /// a string.
    package func appendResultJSON(to bytes: inout [UInt8]) throws(VerificationError) {
        try unsafe handle.withPointer { identity throws(VerificationError) in
            var json: UnsafeMutablePointer<CChar>?
            var count = 0
            let claim = unsafe pbjwt_identity_claim_at_fault(identity)
            try check(unsafe pbjwt_result_json(status, claim, identity, &json, &count))
            defer { unsafe pbjwt_free(json) }
            unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: json, count: count))
        }
    }
}
