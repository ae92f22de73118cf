// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// An organization's verifiers, one for each purpose, which are exchanged together with its secrets.
final class OrganizationVerifiers: Sendable {
    private let policies: TokenPolicies
    private let sso: VerifierStore
    /// As `sso`, without the secrets that are in their grace time.
    private let lastingSSO: VerifierStore
    private let widget: VerifierStore
    private let widgetWithHash: VerifierStore
    private let state = Guarded(State())

    private struct State {
        var ticket = 0
        var installed = 0
        var content = Content.nothing
    }

    /// What the verifiers hold.
    enum Content {
        case nothing, secrets
        /// Secrets of which it isn't known whether they still count.
        case unknown
    }

    init(policies: TokenPolicies) throws(VerificationError) {
        self.policies = policies
        let nobody = try Self.nobody()
        sso = try VerifierStore(
            IdentityVerifier(secrets: nobody, policy: policies.sso, reporting: policies.ssoReporting)
        )
        lastingSSO = try VerifierStore(IdentityVerifier(secrets: nobody, policy: policies.sso))
        widget = try VerifierStore(
            IdentityVerifier(secrets: nobody, policy: policies.widget, reporting: policies.widgetReporting)
        )
        widgetWithHash = try VerifierStore(
            IdentityVerifier(secrets: nobody, policy: policies.widget.requiringUserHash())
        )
    }

    /// What to hold where there is no secret: one that nobody knows, so that no token verifies.
    private static func nobody() throws(VerificationError) -> [Secret] {
        try [Secret(Secret.generate())]
    }

    private static func live(_ secrets: [StoredSecret]) throws(VerificationError) -> [Secret] {
        secrets.isEmpty ? try nobody() : try secrets.map(asSecret)
    }

    /// To be drawn before the secrets are read that ``install(_:ticket:)`` gets, so that of two readings
    /// the one that began later wins.
    func drawTicket() -> Int {
        state.withLock { state in
            state.ticket += 1
            return state.ticket
        }
    }

    /// Lets `secrets` count from now on, and no others, unless later read ones do already.
    func install(_ secrets: [StoredSecret], ticket: Int) throws(VerificationError) {
        let live = try Self.live(secrets)
        let lasting = try Self.live(secrets.filter { $0.summary.retiresAt == nil })
        let sso = try IdentityVerifier(
            secrets: live,
            policy: policies.sso,
            reporting: policies.ssoReporting
        )
        let lastingSSO = try IdentityVerifier(secrets: lasting, policy: policies.sso)
        let widget = try IdentityVerifier(
            secrets: live,
            policy: policies.widget,
            reporting: policies.widgetReporting
        )
        let hashed = try IdentityVerifier(
            secrets: live,
            policy: policies.widget.requiringUserHash(),
            reporting: policies.widgetReporting
        )
        state.withLock { state in
            guard ticket > state.installed else { return }
            state.installed = ticket
            state.content = secrets.isEmpty ? .nothing : .secrets
            self.sso.replace(with: sso)
            self.lastingSSO.replace(with: lastingSSO)
            self.widget.replace(with: widget)
            widgetWithHash.replace(with: hashed)
        }
    }

    /// Lets no secret count until some are installed that were read later than now.
    func lock() {
        state.withLock { state in
            state.installed = state.ticket
            state.content = .unknown
        }
    }

    var content: Content {
        state.withLock { $0.content }
    }

    /// Whether a token that the verifier for single sign-on took is signed with a secret that lasts.
    func isLasting(_ token: String, at now: NumericDate) -> Bool {
        (try? lastingSSO.current.verify(token, at: now)) != nil
    }

    func verifier(for purpose: TokenPurpose) -> IdentityVerifier {
        switch purpose {
        case .sso: sso.current
        case .widget(requiresUserHash: false): widget.current
        case .widget(requiresUserHash: true): widgetWithHash.current
        }
    }
}

private func asSecret(_ stored: StoredSecret) throws(VerificationError) -> Secret {
    try stored.secret()
}
