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

extension SessionID {
    /// What stores and revocations know the session by.
    var digest: String {
        get throws(VerificationError) { try Digest.of(rawValue) }
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

extension UInt8 {
    fileprivate var isLowerHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
