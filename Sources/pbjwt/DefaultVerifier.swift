// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// What a verifier with the default policy says about a token issued here.
struct DefaultVerifier {
    let secret: Secret
    let time: NumericDate

    /// Writes to standard error what it refuses, and what it warns about.
    func tell(of token: String) throws {
        for remark in remarks(on: token) {
            try Output.toStandardError { try $0.write("pbjwt: warning: \(remark)\n") }
        }
    }

    private func remarks(on token: String) -> [String] {
        var remarks: [String] = []
        // Each round lifts the limit that the last one hit.
        var policy = VerificationPolicy.sso
        while true {
            do throws(VerificationError) {
                let identity = try IdentityVerifier(secret: secret, policy: policy).verify(token, at: time)
                return remarks + identity.warnings.map { "a verifier warns about this token: \($0)" }
            } catch {
                switch error.status {
                case .tokenTooLarge where policy.maxTokenBytes < 1 << 20:
                    remarks.append(
                        "the default verifier refuses this token: it has \(token.utf8.count) bytes, and at most "
                            + "\(policy.maxTokenBytes) are let in"
                    )
                    policy.maxTokenBytes = 1 << 20
                case .lifetimeTooLong where policy.maxLifetime != nil:
                    remarks.append(
                        "the default verifier refuses this token: its lifetime is above "
                            + "\(policy.maxLifetime?.components.seconds ?? 0) seconds"
                    )
                    policy.maxLifetime = nil
                default: return remarks + ["the default verifier refuses this token: \(error)"]
                }
            }
        }
    }
}
