// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// A signing secret, such as ProductBridge's Widget API Secret: 64 hex characters, whose
/// *characters* are the key.
///
/// A secret is immutable. It has its own copy of the key, which is wiped when the last copy of this value is
/// released; wiping the original string or bytes is up to the caller. No description, mirror or dump of it
/// shows a byte of the key. Any number of threads may share one.
///
/// ```swift
/// let secret = try Secret(environment["PRODUCTBRIDGE_WIDGET_SECRET"]!, id: "production")
/// ```
public struct Secret: Sendable {
    /// The secret's name, which tokens carry as `kid`; RFC 7515, 4.1.4. Nil if it has none.
    public let id: String?

    /// The last second at which the secret is valid, or nil if it is valid forever.
    public let notAfter: NumericDate?

    let handle: SecretHandle

    /// Makes a secret whose key is the UTF-8 of `text`.
    ///
    /// Nothing is trimmed: a newline at the end is part of the key.
    ///
    /// - Parameters:
    ///   - text: The key, 32 to 4096 bytes; RFC 7518, 3.2 sets the lower bound.
    ///   - id: A name for the secret, 1 to 255 bytes without control characters. A verifier tries a
    ///     token whose `kid` is that name only with this secret, and an issuer writes it as `kid`.
    ///   - notAfter: The last second at which the secret is valid, for rotation. A fraction is rounded down.
    /// - Throws: ``VerificationStatus/weakSecret`` for a short or empty key;
    ///   ``VerificationStatus/invalidArgument`` for a long one, and for an `id` or a `notAfter` out
    ///   of range; ``VerificationStatus/outOfMemory``.
    public init(
        _ text: String,
        id: String? = nil,
        notAfter: NumericDate? = nil
    ) throws(VerificationError) {
        try unsafe self.init(id: id, notAfter: notAfter) { secret throws(VerificationError) in
            try unsafe text.withUTF8Bytes { start, count throws(VerificationError) in
                unsafe pbjwt_secret_new(start, count, PBJWT_SECRET_TEXT, &secret)
            }
        }
    }

    /// Makes a secret from bytes that are written in `format`.
    ///
    /// - Parameters:
    ///   - bytes: The key or what decodes to it, which has 32 to 4096 bytes.
    ///   - format: How `bytes` is written. It is never guessed, and nothing is trimmed.
    ///   - id: A name for the secret; see ``init(_:id:notAfter:)``.
    ///   - notAfter: The last second at which the secret is valid; see ``init(_:id:notAfter:)``.
    /// - Throws: As ``init(_:id:notAfter:)``, and ``VerificationStatus/invalidArgument`` for bytes
    ///   that are not written in `format`.
    public init(
        _ bytes: some Collection<UInt8>,
        format: Format,
        id: String? = nil,
        notAfter: NumericDate? = nil
    ) throws(VerificationError) {
        try unsafe self.init(id: id, notAfter: notAfter) { secret throws(VerificationError) in
            try unsafe bytes.withBytes { start, count throws(VerificationError) in
                unsafe pbjwt_secret_new(start, count, format.code, &secret)
            }
        }
    }

    /// Makes a secret whose key may have 1 to 31 bytes, which RFC 7518, 3.2 forbids: anyone with one token
    /// can search for such a key.
    ///
    /// Every identity that the secret verifies carries a warning of kind ``Warning/Kind/weakSecret``.
    ///
    /// - Parameters:
    ///   - text: The key, 1 to 4096 bytes.
    ///   - id: A name for the secret; see ``init(_:id:notAfter:)``.
    ///   - notAfter: The last second at which the secret is valid; see ``init(_:id:notAfter:)``.
    /// - Throws: As ``init(_:id:notAfter:)``; ``VerificationStatus/weakSecret`` for an empty key.
    public static func weak(
        _ text: String,
        id: String? = nil,
        notAfter: NumericDate? = nil
    ) throws(VerificationError) -> Secret {
        try unsafe Secret(id: id, notAfter: notAfter) { secret throws(VerificationError) in
            try unsafe text.withUTF8Bytes { start, count throws(VerificationError) in
                unsafe pbjwt_secret_new_weak(start, count, PBJWT_SECRET_TEXT, &secret)
            }
        }
    }

    /// Makes a secret whose key may have 1 to 31 bytes, from bytes that are written in `format`.
    ///
    /// - Parameters:
    ///   - bytes: The key or what decodes to it, which has 1 to 4096 bytes.
    ///   - format: How `bytes` is written. It is never guessed, and nothing is trimmed.
    ///   - id: A name for the secret; see ``init(_:id:notAfter:)``.
    ///   - notAfter: The last second at which the secret is valid; see ``init(_:id:notAfter:)``.
    /// - Throws: As ``weak(_:id:notAfter:)``, and ``VerificationStatus/invalidArgument`` for bytes
    ///   that are not written in `format`.
    public static func weak(
        _ bytes: some Collection<UInt8>,
        format: Format,
        id: String? = nil,
        notAfter: NumericDate? = nil
    ) throws(VerificationError) -> Secret {
        try unsafe Secret(id: id, notAfter: notAfter) { secret throws(VerificationError) in
            try unsafe bytes.withBytes { start, count throws(VerificationError) in
                unsafe pbjwt_secret_new_weak(start, count, format.code, &secret)
            }
        }
    }

    private init(
        id: String?,
        notAfter: NumericDate?,
        create: (inout OpaquePointer?) throws(VerificationError) -> pbjwt_status
    ) throws(VerificationError) {
        handle = try unsafe SecretHandle(id: id, notAfter: notAfter, create: create)
        self.id = id
        self.notAfter = notAfter
    }
}

extension Secret {
    /// How a secret's bytes are written.
    public enum Format: Hashable, Sendable {
        /// The bytes are the key, as in ProductBridge's secrets.
        case text
        /// Hex digits of either case, which are decoded.
        case hex
        /// Base64 of RFC 4648, 4, padded, which is decoded.
        case base64

        var code: pbjwt_secret_format {
            switch self {
            case .text: PBJWT_SECRET_TEXT
            case .hex: PBJWT_SECRET_HEX
            case .base64: PBJWT_SECRET_BASE64
            }
        }
    }
}

extension Secret {
    /// A new secret in the form that ProductBridge generates: 64 lower-case hex characters for 32 bytes from
    /// the operating system's random generator.
    ///
    /// Both sides store the text; make it a secret with ``init(_:id:notAfter:)``.
    ///
    /// - Throws: ``VerificationStatus/internalFailure`` when the generator fails.
    public static func generate() throws(VerificationError) -> String {
        try unsafe String.hex { unsafe pbjwt_generate_secret($0, $1) }
    }

    /// The `user_hash` of a user id: 64 lower-case hex characters of HMAC-SHA256(secret, id).
    ///
    /// The hash binds the id, not the e-mail address, and doesn't help against a leaked secret.
    ///
    /// - Parameter userID: The user id, not empty.
    /// - Throws: ``VerificationStatus/invalidArgument`` for an empty id, and for one that is itself a
    ///   token's signing input: hash and signature share the key, so its hash would sign a token.
    ///   ``VerificationStatus/outOfMemory``, ``VerificationStatus/internalFailure``.
    public func userHash(of userID: String) throws(VerificationError) -> String {
        try unsafe userID.withUTF8Bytes { start, count throws(VerificationError) in
            try unsafe handle.withPointer { secret throws(VerificationError) in
                try unsafe String.hex { unsafe pbjwt_user_hash(secret, start, count, $0, $1) }
            }
        }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret's id, such as `Secret(production)`; never its key.
    public var description: String {
        id.map { "Secret(\($0))" } ?? "Secret"
    }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
