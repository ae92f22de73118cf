// SPDX-License-Identifier: Apache-2.0

extension Explanation {
    /// The result of a check.
    public struct Check: Hashable, Sendable {
        /// The stable name: `size`, `form`, `header`, `key`, `signature`, `payload`, `time`, `identity`, `user_hash`,
        /// `parties` or `claims`.
        public let name: String

        /// The outcome.
        public let outcome: Outcome

        /// The values that matter, or nil.
        public let values: String?

        /// Makes a check, for tests and fake explanations.
        public init(name: String, outcome: Outcome, values: String? = nil) {
            self.name = name
            self.outcome = outcome
            self.values = values
        }
    }
}

extension Explanation.Check: CustomStringConvertible {
    /// The name and the outcome, such as `signature: failed`. Nothing from the token.
    public var description: String { "\(name): \(outcome.name)" }
}
