// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// This project's library, as a program with a single token calls it: a new identity for each token, claims as strings.
struct ProductBridgeContestant: Contestant {
    private let verifier: IdentityVerifier

    init(secret: String) throws(VerificationError) {
        verifier = try IdentityVerifier(ofDriversTokens: secret)
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

/// The same, as a worker that verifies many tokens calls it: with a follower, which reuses memory.
struct ProductBridgeFollowerContestant: Contestant {
    /// How the claims are read.
    enum Reading {
        case strings
        case inPlace
    }

    private let store: VerifierStore
    private let reading: Reading

    init(secret: String, reading: Reading) throws(VerificationError) {
        store = VerifierStore(try IdentityVerifier(ofDriversTokens: secret))
        self.reading = reading
    }

    var version: String { LibraryVersion.current }

    func email(of token: String) throws -> String {
        var follower = store.makeFollower()
        return try follower.verify(token).email
    }

    func verify(_ token: String, times count: Int) -> Tally {
        var tally = Tally()
        var follower = store.makeFollower()
        for _ in 0..<count {
            guard let identity = try? follower.verify(token) else { continue }
            switch reading {
            case .strings:
                tally.accept(email: identity.email, userID: identity.userID)
            case .inPlace:
                tally.accept(
                    bytes: (identity.withUTF8(of: .email) { $0.count } ?? 0)
                        + (identity.withUTF8(of: .userID) { $0.count } ?? 0)
                )
            }
        }
        return tally
    }
}

extension IdentityVerifier {
    /// A verifier for the driver's tokens, which were issued ten seconds ago and expire in an hour.
    fileprivate init(ofDriversTokens secret: String) throws(VerificationError) {
        try self.init(
            secret: Secret(secret),
            policy: .widget.userHash(.checkedIfPresent).maxLifetime(.seconds(2 * 3600))
        )
    }
}
