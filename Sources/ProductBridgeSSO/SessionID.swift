// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// The id of a session: 64 lower-case hex characters of 32 bytes from the operating system's random
/// generator.
///
/// Of ``StoredSessions`` the id is the cookie's value: who has it, has the session. So its descriptions
/// and its mirror don't show it.
public struct SessionID: RawRepresentable, Hashable, Sendable {
    /// The 64 characters.
    public let rawValue: String

    /// Makes an id, or nil of what isn't one.
    public init?(rawValue: String) {
        guard rawValue.utf8.count == 64, rawValue.utf8.allSatisfy(\.isLowerHexDigit) else { return nil }
        self.rawValue = rawValue
    }

    /// A new id, which nobody can guess.
    static func generate() throws(VerificationError) -> SessionID {
        guard let id = SessionID(rawValue: try Secret.generate()) else {
            throw VerificationError(status: .internalFailure)
        }
        return id
    }
}

extension SessionID: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The type's name alone.
    public var description: String { "SessionID" }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Makes the digests of ids under which stores and revocations keep sessions, so that their readers
/// can't use the ids.
///
/// The key is no secret: it takes none to hide 32 random bytes, and a public one needs no keeping.
struct SessionDigester: Sendable {
    private let key: Secret

    init() throws(VerificationError) {
        key = try Secret("pbjwt: the digest of a session's id, version 1")
    }

    func digest(of id: SessionID) throws(VerificationError) -> String {
        try key.userHash(of: id.rawValue)
    }
}

extension UInt8 {
    fileprivate var isLowerHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
