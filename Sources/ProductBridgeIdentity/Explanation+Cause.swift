// SPDX-License-Identifier: Apache-2.0

extension Explanation {
    /// A cause that fits: what was found, and what to change. The article <doc:WhyWasMyTokenRefused> lists all causes.
    public struct Cause: Hashable, Sendable {
        /// The stable number, which is never reused.
        public let number: Int

        /// The stable name, such as `key_hex_decoded`.
        public let name: String

        /// Who has to change something.
        public let side: Side

        /// What was found, with its values; nil if the name says it all.
        public let found: String?

        /// What to change. May be reworded in any version.
        public let advice: String

        /// Makes a cause, for tests and fake explanations.
        public init(number: Int, name: String, side: Side, found: String? = nil, advice: String) {
            self.number = number
            self.name = name
            self.side = side
            self.found = found
            self.advice = advice
        }
    }
}

extension Explanation.Cause: CustomStringConvertible {
    /// The number and the name, such as `70 key_hex_decoded`. Nothing from the token.
    public var description: String { "\(number) \(name)" }
}
