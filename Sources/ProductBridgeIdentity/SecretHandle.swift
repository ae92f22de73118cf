// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Owns a `pbjwt_secret`.
///
/// `@unchecked Sendable`: a secret may be read by any number of threads while none changes it. It is changed
/// only in the initializer, before any other thread has it.
@safe final class SecretHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

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

    /// Runs `body` on the C object, which stays alive meanwhile.
    func withPointer<R>(
        _ body: (OpaquePointer) throws(VerificationError) -> R
    ) throws(VerificationError) -> R {
        defer { withExtendedLifetime(self) {} }
        return try unsafe body(pointer)
    }

    /// Runs `body` on the secrets' C objects, in their order, which stay alive meanwhile.
    static func withPointers<R>(
        of handles: [SecretHandle],
        _ body: ([OpaquePointer?]) throws(VerificationError) -> R
    ) throws(VerificationError) -> R {
        defer { withExtendedLifetime(handles) {} }
        return try unsafe body(handles.map { unsafe $0.pointer })
    }
}
