// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// Bytes of a secret or a key, which are wiped when the last reference goes. No description, mirror or
/// dump shows one of them.
///
/// `@unchecked Sendable`: the memory is written by who makes the object alone, before any other thread
/// knows it, and wiped in `deinit`, when none does any more.
@safe final class SecretText: @unchecked Sendable, CustomReflectable {
    private let bytes: UnsafeMutableRawBufferPointer

    /// Makes room for so many bytes, which are 0.
    init(count: Int) {
        unsafe bytes = .allocate(byteCount: count, alignment: 1)
        unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// Makes a copy of bytes. Wiping those is the caller's.
    convenience init(utf8: some Collection<UInt8>) {
        self.init(count: utf8.count)
        unsafe bytes.copyBytes(from: utf8)
    }

    /// Reads hex digits of either case, in place, so that no copy stays behind; nil for other characters, and for
    /// half a byte.
    convenience init?(hex text: String) {
        self.init(count: text.utf8.count / 2)
        var digits = text.utf8.makeIterator()
        for index in 0..<count {
            guard let high = digits.next()?.hexValue, let low = digits.next()?.hexValue else { return nil }
            unsafe bytes[index] = high << 4 | low
        }
        guard digits.next() == nil else { return nil }
    }

    deinit {
        unsafe wipe(bytes)
        unsafe bytes.deallocate()
    }

    var count: Int { unsafe bytes.count }

    var customMirror: Mirror { Mirror(self, children: []) }

    /// Runs `body` on the bytes, which must not be kept.
    func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try unsafe body(UnsafeRawBufferPointer(bytes))
    }

    /// Runs `body` on the bytes of an object that no other thread knows yet.
    func withMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        defer { withExtendedLifetime(self) {} }
        return unsafe body(bytes)
    }
}
