// SPDX-License-Identifier: Apache-2.0

/// Something that a store does wrong.
public struct ConformanceFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The check that found it.
    public let check: PortalStoreConformance.Check

    /// One English sentence: what was found. May be reworded in any version.
    public let message: String

    /// The check and the sentence, such as `countersAddUp: 100 additions of 1 gave 97.`
    public var description: String { "\(check.rawValue): \(message)" }
}
