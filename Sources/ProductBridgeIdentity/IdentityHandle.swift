// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Owns a `pbjwt_identity` that was verified into. It is in the memory of a Swift object, so that both are
/// one allocation.
///
/// `@unchecked Sendable`: an identity may be read by any number of threads while none verifies into it.
/// Only its one owner verifies into it: it is new, or was found to be uniquely referenced.
@safe struct IdentityHandle: @unchecked Sendable {
    private var memory: ManagedBuffer<Void, UInt64>

    /// The object whose memory it is.
    private final class Memory: ManagedBuffer<Void, UInt64> {
        deinit {
            unsafe withUnsafeMutablePointerToElements { unsafe pbjwt_identity_deinit(OpaquePointer($0)) }
        }
    }

    /// An empty identity with space for a token of `tokenBytes` bytes. If that is much, the verification
    /// allocates it, since it can report that memory runs out.
    init(tokenBytes: Int) {
        let bytes = pbjwt_identity_size(min(tokenBytes, PBJWT_DEFAULT_TOKEN_BYTES_LIMIT))
        let words = (bytes + MemoryLayout<UInt64>.size - 1) / MemoryLayout<UInt64>.size
        memory = Memory.create(minimumCapacity: words) { _ in }
        let identity = unsafe memory.withUnsafeMutablePointerToElements { start in
            unsafe pbjwt_identity_init(start, words * MemoryLayout<UInt64>.size)
        }
        precondition(unsafe identity != nil, "the identity doesn't fit in its memory")
    }

    /// Whether nothing else refers to the identity.
    mutating func isUniquelyReferenced() -> Bool {
        isKnownUniquelyReferenced(&memory)
    }

    /// Runs `body` on the C object, which stays alive meanwhile.
    func withPointer<R, E>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
        try unsafe memory.withUnsafeMutablePointerToElements { start throws(E) in
            try unsafe body(OpaquePointer(start))
        }
    }
}

extension IdentityHandle {
    /// A text claim, copied; nil if it is absent.
    func text(_ claim: pbjwt_claim) -> String? {
        unsafe text { unsafe pbjwt_identity_text($0, claim, $1) }
    }

    /// The text that an accessor such as `pbjwt_identity_user_id` views, copied; nil if it is absent.
    func text(
        _ accessor: (OpaquePointer?, UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar>?
    ) -> String? {
        unsafe withPointer { identity in
            var count = 0
            let view = unsafe accessor(identity, &count)
            return unsafe String(view: view, count: count)
        }
    }

    /// A number claim; nil if it is absent.
    func number(_ claim: pbjwt_claim) -> Double? {
        unsafe withPointer { identity in
            var value = 0.0
            return unsafe pbjwt_identity_number(identity, claim, &value) ? value : nil
        }
    }

    /// A time claim; nil if it is absent.
    func date(_ claim: pbjwt_claim) -> NumericDate? {
        number(claim).map(NumericDate.init(secondsSinceEpoch:))
    }

    /// The JSON that a function such as `pbjwt_identity_json` writes.
    func json(
        _ write: (
            OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, UnsafeMutablePointer<Int>?
        ) ->
            pbjwt_status
    ) throws(VerificationError) -> String {
        try unsafe withPointer { identity throws(VerificationError) in
            try unsafe String.json { unsafe write(identity, $0, $1) }
        }
    }
}
