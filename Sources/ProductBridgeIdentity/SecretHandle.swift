// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT
internal import Synchronization

/// Owns a `pbjwt_secret`.
///
/// `@unchecked Sendable`: the C object belongs to one thread at a time. It is changed only in the
/// initializer, where no other thread knows it, and afterwards its pointer is handed out by
/// ``withPointer(_:)`` and ``withPointers(of:_:)`` alone, which hold ``lock`` as long as it is used.
@safe final class SecretHandle: @unchecked Sendable {
    private let pointer: OpaquePointer
    private let lock = Mutex<Void>(())

    /// - Parameter create: `pbjwt_secret_new` or `pbjwt_secret_new_weak` on some bytes.
    init(
        id: String?,
        notAfter: NumericDate?,
        create: (inout OpaquePointer?) throws(VerificationError) -> pbjwt_status
    ) throws(VerificationError) {
        var secret: OpaquePointer?
        let status = try unsafe create(&secret)
        let pointer = try unsafe made(status, secret)
        do throws(VerificationError) {
            if let id {
                try unsafe id.withUTF8Bytes { start, count throws(VerificationError) in
                    try check(unsafe pbjwt_secret_set_id(pointer, start, count))
                }
            }
            if let notAfter {
                try check(unsafe pbjwt_secret_set_not_after(pointer, notAfter.wholeSeconds))
            }
        } catch {
            unsafe pbjwt_secret_free(pointer)
            throw error
        }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe pbjwt_secret_free(pointer)
    }

    /// Runs `body` while no other thread uses the secret.
    func withPointer<R: Sendable>(
        _ body: (OpaquePointer) throws(VerificationError) -> R
    ) throws(VerificationError) -> R {
        try lock.withLock { _ throws(VerificationError) in try unsafe body(pointer) }
    }

    /// Runs `body` on the secrets' pointers, in their order, while no other thread uses any of them.
    static func withPointers<R: Sendable>(
        of handles: [SecretHandle],
        _ body: ([OpaquePointer?]) throws(VerificationError) -> R
    ) throws(VerificationError) -> R {
        // Each lock is taken once, and by every thread in the same order: so no two can wait for
        // each other.
        let unique = Dictionary(handles.map { (ObjectIdentifier($0), $0) }) { first, _ in first }
        let ordered = unique.sorted { $0.key < $1.key }.map(\.value)
        return try withLocks(of: ordered[...]) { () throws(VerificationError) in
            try unsafe body(handles.map { unsafe $0.pointer })
        }
    }

    private static func withLocks<R: Sendable>(
        of handles: ArraySlice<SecretHandle>,
        _ body: () throws(VerificationError) -> R
    ) throws(VerificationError) -> R {
        guard let first = handles.first else { return try body() }
        return try first.lock.withLock { _ throws(VerificationError) in
            try withLocks(of: handles.dropFirst(), body)
        }
    }
}
