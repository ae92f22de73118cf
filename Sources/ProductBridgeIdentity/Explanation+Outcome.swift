// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

extension Explanation {
    /// The result of a check: a stable number with a stable name. New ones may be added.
    public struct Outcome: RawRepresentable, Hashable, Sendable {
        /// The stable number, that of the C library's `pbjwt_outcome`.
        public let rawValue: UInt32

        /// Makes an outcome from its number, whether or not this version knows it.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }
    }
}

extension Explanation.Outcome {
    /// An earlier check failed. (`PBJWT_OUTCOME_NOT_REACHED`)
    public static let notReached = Self(PBJWT_OUTCOME_NOT_REACHED)

    /// Nothing is wrong. (`PBJWT_OUTCOME_PASSED`)
    public static let passed = Self(PBJWT_OUTCOME_PASSED)

    /// Something is odd, but doesn't refuse the token. (`PBJWT_OUTCOME_WARNED`)
    public static let warned = Self(PBJWT_OUTCOME_WARNED)

    /// This refuses the token. (`PBJWT_OUTCOME_FAILED`)
    public static let failed = Self(PBJWT_OUTCOME_FAILED)

    /// The stable name, such as `not_reached`; `unknown_outcome` for a number that this version doesn't know.
    public var name: String {
        unsafe String(
            staticText: pbjwt_outcome_name(pbjwt_outcome(rawValue: .init(truncatingIfNeeded: rawValue)))
        )
            ?? "unknown_outcome"
    }

    init(_ code: pbjwt_outcome) {
        self.init(rawValue: .init(truncatingIfNeeded: code.rawValue))
    }
}

extension Explanation.Outcome: CustomStringConvertible {
    /// The stable name.
    public var description: String { name }
}
