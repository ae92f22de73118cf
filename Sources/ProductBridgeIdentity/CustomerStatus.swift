// SPDX-License-Identifier: Apache-2.0

/// A customer's status: one of the three that the documents name, or a custom one.
///
/// ```swift
/// switch identity.customerStatus {
/// case .active, .trial: greet(identity.email)
/// case let other?: log(other.rawValue)
/// case nil: break
/// }
/// ```
public struct CustomerStatus: RawRepresentable, Hashable, Codable, Sendable {
    /// The claim's text.
    public let rawValue: String

    /// Makes a status from the claim's text; the three named ones are case-sensitive.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// `active`.
    public static let active = CustomerStatus(rawValue: "active")
    /// `trial`.
    public static let trial = CustomerStatus(rawValue: "trial")
    /// `churned`.
    public static let churned = CustomerStatus(rawValue: "churned")

    /// A custom status, as text.
    public static func other(_ text: String) -> CustomerStatus {
        CustomerStatus(rawValue: text)
    }
}

extension CustomerStatus: CustomStringConvertible {
    /// The claim's text.
    public var description: String { rawValue }
}
