// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Owns a `pbjwt_counts`.
///
/// `@unchecked Sendable`: any thread may read the numbers while one counts. Only a
/// ``VerificationCounts/Counter``, which isn't Sendable, or the holder of ``VerificationCounts``'s lock
/// counts.
@safe final class CountsHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// New counts, with the secrets of `verifier` listed.
    init(of verifier: VerifierHandle?) throws(VerificationError) {
        let made =
            if let verifier {
                try unsafe verifier.borrowing { unsafe $0.makeCounts() }
            } else {
                unsafe pbjwt_counts_new(nil)
            }
        guard let made = unsafe made else { throw VerificationError(status: .outOfMemory) }
        unsafe pointer = made
    }

    deinit {
        unsafe pbjwt_counts_free(pointer)
    }

    /// Runs `body` on the C object, which stays alive meanwhile.
    func withPointer<R, E>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(self) {} }
        return try unsafe body(pointer)
    }

    /// Adds the numbers of `other`.
    func add(_ other: CountsHandle) {
        unsafe withPointer { sum in
            unsafe other.withPointer { unsafe pbjwt_counts_add(sum, $0) }
        }
    }
}
