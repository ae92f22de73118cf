// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// This project's library.
struct ProductBridgeContestant: Contestant {
    private let verifier: IdentityVerifier

    init(secret: String) throws(VerificationError) {
        verifier = try IdentityVerifier(
            secret: Secret(secret),
            policy: .widget
                .userHash(.checkedIfPresent)
                // The driver's tokens begin ten seconds ago and last an hour from now.
                .maxLifetime(.seconds(2 * 3600))
        )
    }

    var version: String { LibraryVersion.current }

    func email(of token: String) throws -> String {
        try verifier.verify(token).email
    }

    func verify(_ token: String, times count: Int) -> Tally {
        var tally = Tally()
        for _ in 0..<count {
            if let identity = try? verifier.verify(token) {
                tally.accept(email: identity.email, userID: identity.userID)
            }
        }
        return tally
    }
}
