// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import ProductBridgeIdentityFoundation

/// Issues a token, verifies it and prints whose it is, with both libraries.
@main
struct Consumer {
    struct Limits: Decodable {
        let seats: Int
    }

    static func main() throws {
        let secret = try Secret(Secret.generate(), id: "production")
        let issuer = IdentityIssuer(secret: secret)
        let store = VerifierStore(try IdentityVerifier(secret: secret, policy: .sso.requiringUserHash()))

        var claims = IdentityClaims(email: "ada@example.com", userID: "42")
        claims.includesUserHash = true
        claims.customJSON = #"{"plan":"pro","limits":{"seats":3}}"#
        let token = try issuer.issue(claims)

        let identity = try store.current.verify(token)
        guard identity.userHash == .verified,
            try identity.claim("plan", as: String.self) == "pro",
            try identity.claim("limits", as: Limits.self)?.seats == 3,
            let expiration = identity.expirationDate, expiration > Date()
        else { fatalError("the token says something else: \(identity)") }

        do {
            _ = try store.current.verify(token, at: expiration.addingTimeInterval(60))
            fatalError("an expired token was let in")
        } catch {
            guard error.status == .expired else { fatalError(error.description) }
            print(identity.email)
        }
    }
}
