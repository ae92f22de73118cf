// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

/// What the tests of sessions share.
enum SessionFixture {
    static let day = 86_400.0
    static let sessionKey = "a7c1e3f5092b4d6f8091a3b5c7d9ebfd0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    static let widgetSecret = "8f3a1c5e7b9d0246813579bdf02468ace13579bdf02468ace8f3a1c5e7b9d024"

    static func organization(_ id: String = "acme") throws -> OrganizationID {
        try #require(OrganizationID(rawValue: id))
    }

    /// A person whose token an organization's secret verified.
    static func person(
        _ email: String = "ada@example.com",
        userID: String? = "4711",
        of organization: String = "acme",
        policy: VerificationPolicy = .sso
    ) throws -> VerifiedIdentity {
        let secret = try Secret(widgetSecret)
        let token = try IdentityIssuer(secret: secret).issue(
            IdentityClaims(email: email, userID: userID),
            at: moment()
        )
        let identity = try IdentityVerifier(secret: secret, policy: policy).verify(token, at: moment())
        return VerifiedIdentity(organization: try Self.organization(organization), identity: identity)
    }

    static func stored(
        _ policy: SessionPolicy = SessionPolicy(),
        in store: InMemorySessionStore = InMemorySessionStore()
    ) throws -> StoredSessions<InMemorySessionStore> {
        try StoredSessions(store: store, policy: policy)
    }

    static func signed(
        _ policy: SessionPolicy = SessionPolicy(),
        key: String = sessionKey,
        retired: [Secret] = [],
        revocations: InMemorySessionRevocations = InMemorySessionRevocations()
    ) async throws -> SignedSessions<InMemorySessionRevocations> {
        try await SignedSessions(
            key: Secret(key),
            retired: retired,
            notAnyOf: WidgetSecrets(),
            revocations: revocations,
            policy: policy
        )
    }

    static func sliding(every: Duration = .seconds(3600), atMost: Duration = .seconds(90 * 86_400))
        -> SessionPolicy
    {
        var policy = SessionPolicy()
        policy.renewal = .sliding(every: every, atMost: atMost)
        return policy
    }
}

/// The two kinds of sessions, which keep to the same rules.
enum SessionKind: CaseIterable, Sendable {
    case stored
    case signed

    func make(_ policy: SessionPolicy = SessionPolicy()) async throws -> any SessionManager {
        switch self {
        case .stored: try SessionFixture.stored(policy)
        case .signed: try await SessionFixture.signed(policy)
        }
    }

    /// What becomes of a session that was ended.
    var ended: SSOError { SSOError(self == .stored ? .unknownSession : .sessionRevoked) }

    /// What becomes of another organization's session.
    var foreign: SSOError { SSOError(self == .stored ? .unknownSession : .wrongOrganization) }
}

/// Organizations that have these secrets.
struct WidgetSecrets: WidgetSecretFingerprints {
    var texts = [SessionFixture.widgetSecret]

    func hasSecret(fingerprint: String) throws -> Bool {
        try texts.contains { try Secret($0).fingerprint() == fingerprint }
    }
}

extension SessionManager {
    /// The session of the fixture's person at acme, in a browser that had none.
    func start(at time: NumericDate = moment()) async throws -> StartedSession {
        try await start(
            for: SessionFixture.person(),
            organization: SessionFixture.organization(),
            replacing: nil,
            at: time
        )
    }
}
