// SPDX-License-Identifier: Apache-2.0

/// How likely a customer is not to renew; the documents' `renewal_risk`.
public enum RenewalRisk: String, Hashable, Codable, Sendable, CaseIterable {
    /// `low`.
    case low
    /// `medium`.
    case medium
    /// `high`.
    case high
}

extension RenewalRisk: Comparable {
    /// Whether `lhs` is the lower risk.
    public static func < (lhs: RenewalRisk, rhs: RenewalRisk) -> Bool {
        lhs.rank < rhs.rank
    }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        }
    }
}

extension RenewalRisk: CustomStringConvertible {
    /// The claim's text.
    public var description: String { rawValue }
}
