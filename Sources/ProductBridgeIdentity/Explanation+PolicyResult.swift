// SPDX-License-Identifier: Apache-2.0

extension Explanation {
    /// What another policy would say about the token.
    public struct PolicyResult: Hashable, Sendable {
        /// The policy's stable name: `sso`, `widget`, `user_hash_required` or `strict_claims`.
        public let name: String

        /// The first refusal by that policy, or ``VerificationStatus/ok``.
        public let status: VerificationStatus

        /// The claim at fault, or nil.
        public let claim: ClaimName?

        /// Makes a result, for tests and fake explanations.
        public init(name: String, status: VerificationStatus, claim: ClaimName? = nil) {
            self.name = name
            self.status = status
            self.claim = claim
        }
    }
}

extension Explanation.PolicyResult: CustomStringConvertible {
    /// The policy's name and the status, such as `widget: ok`.
    public var description: String { "\(name): \(status.name)" }
}
