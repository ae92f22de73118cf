// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// A secret, a verifier of its tokens, and the tokens.
struct Fixture: Sendable {
    let secret: String
    let verifier: IdentityVerifier

    /// E-mail, name, user id and times.
    let minimal: String

    /// Every documented claim, with a user hash.
    let full: String

    /// The minimal one with the signature of the full one.
    let forged: String

    init() throws(VerificationError) {
        secret = try Secret.generate()
        let key = try Secret(secret)
        let issuer = IdentityIssuer(secret: key)
        verifier = try IdentityVerifier(secret: key, policy: .widget.userHash(.checkedIfPresent))

        var claims = IdentityClaims(
            email: "ada.lovelace@example.com",
            userID: "usr_7Yk2LqP0",
            name: "Ada Lovelace",
            form: .widget
        )
        minimal = try issuer.issue(claims)

        claims.includesUserHash = true
        claims.avatarURL = "https://cdn.example.com/avatars/7Yk2LqP0.png"
        claims.company = Company(id: "cmp_0042", name: "Analytical Engines Ltd", mrr: 1249.5)
        claims.customerStatus = .active
        claims.renewalDate = "2026-03-31"
        claims.renewalRisk = .low
        claims.accountOwnerEmail = "csm@productbridge.example"
        claims.externalUserID = "003Dn00000XyZAB"
        full = try issuer.issue(claims)

        // Both signatures have 43 characters.
        forged = String(minimal.dropLast(43) + full.suffix(43))
    }
}
