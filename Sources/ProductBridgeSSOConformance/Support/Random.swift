// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Names that no run has used before.
enum Random {
    /// 24 hex characters.
    static func text() throws -> String { String(try Secret.generate().prefix(24)) }

    /// An organization's id that ends in `suffix`.
    static func organization(_ suffix: String = "") throws -> OrganizationID {
        guard let id = OrganizationID(rawValue: try text() + suffix) else { throw SSOError(.invalidArgument) }
        return id
    }

    static func host() throws -> PortalHost { try PortalHost("\(try text()).portal.example") }

    static func email() throws -> String { "\(try text())@example.com" }
}

extension NumericDate {
    /// 2026-01-01T00:00:00Z, the time at which checks take place.
    static let start = NumericDate(secondsSinceEpoch: 1_767_225_600)

    static func + (time: NumericDate, seconds: Double) -> NumericDate {
        NumericDate(secondsSinceEpoch: time.secondsSinceEpoch + seconds)
    }
}

extension PortalRecord {
    /// A record with a chosen id and number.
    static func mark(_ id: String, _ number: Int = 0) -> PortalRecord {
        .used(digest: id, until: .start + Double(number))
    }
}

extension RecordName {
    /// The name of a ``PortalRecord/mark(_:_:)``.
    static func mark(_ id: String) -> RecordName { RecordName(.used, id) }

    static func counter(_ id: String) -> RecordName { RecordName(.counter, id) }
}
