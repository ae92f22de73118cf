// SPDX-License-Identifier: Apache-2.0

// How this module talks to the C library: statuses become errors, views become strings, strings become bytes.
// Calls that only one type needs are in that type's file.

internal import CPBJWT

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

// MARK: - Statuses

/// Throws what `status` says, unless that is `PBJWT_OK`.
func check(
    _ status: pbjwt_status,
    claim: pbjwt_claim = PBJWT_CLAIM_NONE
) throws(VerificationError) {
    guard status == PBJWT_OK else {
        throw VerificationError(status: VerificationStatus(status), claim: ClaimName(claim))
    }
}

/// The object that a constructor made, or the constructor's failure.
func made(_ status: pbjwt_status, _ object: OpaquePointer?) throws(VerificationError) -> OpaquePointer {
    try check(status)
    guard let object = unsafe object else { throw VerificationError(status: .internalFailure) }
    return unsafe object
}

// MARK: - From C

extension String {
    /// The static, NUL-terminated text at `text`.
    init?(staticText text: UnsafePointer<CChar>?) {
        guard let text = unsafe text else { return nil }
        unsafe self.init(cString: text)
    }

    /// A copy of the `count` bytes of UTF-8 at `view`, or nil for a view of nothing.
    init?(view: UnsafePointer<CChar>?, count: Int) {
        guard let view = unsafe view else { return nil }
        // Faster than decoding if the text is so short that the string stores it inline.
        unsafe self.init(unsafeUninitializedCapacity: count) { bytes in
            unsafe UnsafeMutableRawBufferPointer(bytes).copyMemory(
                from: UnsafeRawBufferPointer(start: view, count: count)
            )
            return count
        }
    }

    /// A copy of the `count` bytes at `memory`, which is freed.
    init?(taking memory: UnsafeMutablePointer<CChar>?, count: Int) {
        defer { unsafe pbjwt_free(memory) }
        unsafe self.init(view: memory, count: count)
    }

    /// The text that `write` allocates and returns.
    static func json(
        _ write: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, UnsafeMutablePointer<Int>?) ->
            pbjwt_status
    ) throws(VerificationError) -> String {
        var json: UnsafeMutablePointer<CChar>?
        var count = 0
        try check(unsafe write(&json, &count))
        guard let text = unsafe String(taking: json, count: count) else {
            throw VerificationError(status: .internalFailure)
        }
        return text
    }

    /// The 64 hex characters that `write` puts into a buffer with room for them and a NUL.
    static func hex(
        _ write: (UnsafeMutablePointer<CChar>?, Int) -> pbjwt_status
    ) throws(VerificationError) -> String {
        var status = PBJWT_INTERNAL
        let text = unsafe String(unsafeUninitializedCapacity: PBJWT_HASH_HEX_SIZE) { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) {
                unsafe status = write($0.baseAddress, $0.count)
            }
            return status == PBJWT_OK ? PBJWT_HASH_HEX_LENGTH : 0
        }
        try check(status)
        return text
    }
}

// MARK: - To C

/// Runs `body` on the start of `bytes`, which is never NULL: to C, NULL says that there is no text
/// at all.
func withStart<R, E>(
    of bytes: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeRawPointer, Int) throws(E) -> R
) throws(E) -> R {
    if let start = bytes.baseAddress { return try unsafe body(start, bytes.count) }
    var nothing: UInt8 = 0
    return try unsafe body(&nothing, 0)
}

extension StringProtocol {
    /// Runs `body` on the text's UTF-8, which is copied only if it isn't contiguous.
    func withUTF8Bytes<R, E>(
        _ body: (UnsafeRawPointer, Int) throws(E) -> R
    ) throws(E) -> R {
        try unsafe utf8.withBytes(body)
    }
}

extension String {
    /// Runs `body` on the text's UTF-8, which is copied only if it isn't contiguous.
    ///
    /// Uses a span if the system has them, which leaves the text's reference count alone: cores that verify
    /// the same text would contend for that memory.
    @inline(__always)
    func withUTF8Bytes<R, E>(
        _ body: (UnsafeRawPointer, Int) throws(E) -> R
    ) throws(E) -> R {
        if #available(macOS 26, macCatalyst 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, *) {
            try unsafe utf8.span.withUnsafeBufferPointer { bytes throws(E) in
                try unsafe withStart(of: bytes, body)
            }
        } else {
            try unsafe utf8.withBytes(body)
        }
    }
}

extension Collection<UInt8> {
    /// Runs `body` on the bytes, which are copied only if they aren't contiguous.
    ///
    /// Inlined, so that only the collection's type may be unknown at run time.
    @inline(__always)
    func withBytes<R, E>(
        _ body: (UnsafeRawPointer, Int) throws(E) -> R
    ) throws(E) -> R {
        let result = withContiguousStorageIfAvailable { bytes in
            Result { () throws(E) in try unsafe withStart(of: bytes, body) }
        }
        if let result { return try result.get() }
        return try unsafe withCopiedBytes(body)
    }

    /// Runs `body` on a copy of the bytes, which is wiped afterwards, since they may be a key.
    private func withCopiedBytes<R, E>(
        _ body: (UnsafeRawPointer, Int) throws(E) -> R
    ) throws(E) -> R {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
        defer {
            unsafe wipe(UnsafeMutableRawBufferPointer(copy))
            unsafe copy.deallocate()
        }
        _ = unsafe copy.initialize(fromContentsOf: self)
        return try unsafe withStart(of: UnsafeBufferPointer(copy), body)
    }
}

/// Zeroes memory in a way that no optimizer leaves out.
package func wipe(_ memory: UnsafeMutableRawBufferPointer) {
    guard let start = memory.baseAddress else { return }
    #if canImport(Darwin)
    _ = unsafe memset_s(start, memory.count, 0, memory.count)
    #elseif canImport(Glibc) || canImport(Musl)
    unsafe explicit_bzero(start, memory.count)
    #else
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    #endif
}

extension Duration {
    /// The duration in seconds. Throws ``VerificationStatus/invalidArgument`` if it has a fraction.
    var wholeSeconds: Int64 {
        get throws(VerificationError) {
            let (seconds, attoseconds) = components
            guard attoseconds == 0 else { throw VerificationError(status: .invalidArgument) }
            return seconds
        }
    }
}

extension NumericDate {
    /// The last whole second that is not after this time. Throws ``VerificationStatus/invalidArgument`` if it
    /// doesn't fit in 64 bits; C checks the range.
    var wholeSeconds: Int64 {
        get throws(VerificationError) {
            guard let seconds = Int64(exactly: secondsSinceEpoch.rounded(.down)) else {
                throw VerificationError(status: .invalidArgument)
            }
            return seconds
        }
    }
}
