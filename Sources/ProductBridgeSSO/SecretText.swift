// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// The characters of a secret, for a store that encrypts them and keeps them.
///
/// The memory is wiped when the last reference goes. No description, mirror or dump shows a character.
/// Any number of threads may read one.
///
/// `@unchecked Sendable`: the memory is written in the initializer alone, before any other thread
/// knows the object, and wiped in `deinit`, when none does any more.
@safe public final class SecretText: @unchecked Sendable {
    private let characters: UnsafeMutableRawBufferPointer

    /// Makes a copy of a secret's characters, such as a store has decrypted.
    ///
    /// - Parameter utf8: The UTF-8 of the secret's text. Wiping it is the caller's.
    public init(utf8: some Collection<UInt8>) {
        unsafe characters = .allocate(byteCount: utf8.count, alignment: 1)
        unsafe characters.copyBytes(from: utf8)
    }

    deinit {
        unsafe wipe(characters)
        unsafe characters.deallocate()
    }

    /// Runs `body` on the UTF-8 of the text, which must not be kept.
    public func withUTF8<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe withUnsafeBytes { characters throws(Failure) in
            try unsafe body(Span(_unsafeBytes: characters))
        }
    }

    /// The same for callees that take no span, without a copy that nobody would wipe.
    func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try unsafe body(UnsafeRawBufferPointer(characters))
    }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `SecretText`, and nothing of the text.
    public var description: String { "SecretText" }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
