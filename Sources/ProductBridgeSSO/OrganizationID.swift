// SPDX-License-Identifier: Apache-2.0

/// The id of a ProductBridge organization, which everything in this module is kept under.
///
/// It comes from the portal's host or from the widget's configuration, never from a token.
public struct OrganizationID: RawRepresentable, Hashable, Sendable {
    /// The id: 1 to 128 ASCII letters, digits, `-`, `_` and `.`.
    public let rawValue: String

    /// Makes an id, or nil of what isn't one.
    public init?(rawValue: String) {
        guard (1...128).contains(rawValue.utf8.count), rawValue.utf8.allSatisfy(\.isUnreservedInIDs) else {
            return nil
        }
        self.rawValue = rawValue
    }
}

extension OrganizationID: CustomStringConvertible {
    /// The id.
    public var description: String { rawValue }
}

extension UInt8 {
    fileprivate var isUnreservedInIDs: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default:
            false
        }
    }
}
