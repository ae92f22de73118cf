// SPDX-License-Identifier: Apache-2.0

/// The id of a ProductBridge organization, which everything in this module is kept under.
///
/// It comes from the portal's host or from the widget's configuration, never from a token.
public struct OrganizationID: RawRepresentable, Hashable, Codable, Sendable {
    /// The id: 1 to 128 ASCII letters, digits, `-`, `_` and `.`.
    public let rawValue: String

    /// Makes an id, or nil of what isn't one.
    public init?(rawValue: String) {
        guard (1...128).contains(rawValue.utf8.count), rawValue.utf8.allSatisfy(Self.isIDCharacter) else {
            return nil
        }
        self.rawValue = rawValue
    }

    private static func isIDCharacter(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isDigit || "-_.".utf8.contains(byte)
    }
}

extension OrganizationID: CustomStringConvertible {
    /// The id.
    public var description: String { rawValue }
}
