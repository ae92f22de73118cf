// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import ProductBridgeIdentityFoundation
import ProductBridgeSSO

/// Uses all libraries: issues a token, verifies it, identifies a widget's visitor with it and prints the person.
@main
struct Consumer {
    struct Limits: Decodable {
        let seats: Int
    }

    static func main() async throws {
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
        }
        print(try await visitor().email)
    }

    /// The person whom a widget identifies from a token.
    static func visitor() async throws -> PortalUser {
        guard let acme = OrganizationID(rawValue: "acme") else { fatalError("an id is none") }
        let sso = try SingleSignOn(
            store: InMemoryPortalStore(),
            masterKeys: MasterKeys(current: MasterKeys.generate())
        )
        try await sso.createTenant(acme, hosts: [PortalHost("feedback.acme.example")], by: "setup")
        try await sso.changeSettings(of: acme, by: "setup") { _, widget in widget.requireIdentify = true }
        let text = try await sso.generateKey(name: "production", of: acme, by: "setup").reveal()
        let token = try IdentityIssuer(secret: Secret(text)).issue(IdentityClaims(email: "ada@example.com"))

        guard case .locked = try await sso.initializeWidget(userToken: nil, of: acme),
            case .identified(let person) = try await sso.initializeWidget(userToken: token, of: acme)
        else { fatalError("the widget takes the visitor for another") }
        return person.user
    }
}
