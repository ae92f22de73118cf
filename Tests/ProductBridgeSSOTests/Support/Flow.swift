// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

/// The portals of two organizations with all that they stand on, as a server would have them.
struct Flow {
    let organizations = InMemoryOrganizationStore()
    let settings = InMemorySSOSettingsStore()
    let vault: SecretVault
    let attempts = InMemoryLoginAttemptStore()
    let tests = InMemoryRedirectTestStore()
    let directory = InMemoryUserDirectory()
    let sessionStore = InMemorySessionStore()
    let sessions: StoredSessions<InMemorySessionStore>
    let sso: SingleSignOn
    /// The secret of acme that is called `production`.
    let secret: String

    static let host = Fixture.acme.hosts[0]
    static let loginURL = "https://acme.example/login?app=1"

    /// With single sign-on enabled at both organizations unless `isEnabled` is false.
    init(policy: SingleSignOn.Policy = .init(), isEnabled: Bool = true) async throws {
        vault = SecretVault(store: InMemoryWidgetSecretStore(), settings: settings)
        sessions = try StoredSessions(store: sessionStore)
        sso = try SingleSignOn(
            stores: .init(
                organizations: organizations,
                settings: settings,
                secrets: vault,
                attempts: attempts,
                tests: tests,
                directory: directory,
                sessions: sessions
            ),
            policy: policy
        )
        for organization in [Fixture.acme, Fixture.other] {
            try organizations.set(organization)
            try settings.modify(organization.id) { settings in
                settings.setLoginURL(try LoginURL(Self.loginURL))
                guard isEnabled else { return }
                try settings.testPassed(revision: settings.revision)
                try settings.enable()
            }
        }
        secret = try await vault.secrets(of: Fixture.acme.id).generate(name: "production", at: Fixture.now)
            .reveal()
    }

    /// What the browser sends back after the customer's page has done its work.
    func callback(
        token: String? = nil,
        after redirection: Redirection?,
        host: PortalHost = host,
        organizationID: String = "acme",
        more: String = "",
        cookies: String? = nil
    ) throws -> CallbackRequest {
        let token = try token ?? Fixture.token(secret: secret)
        let attempt = redirection.map { "\($0.cookie.name)=\($0.cookie.value)" }
        let all = [attempt, cookies].compactMap(\.self)
        return CallbackRequest(
            host: host,
            query: "ssoToken=\(token)&organizationId=\(organizationID)\(more)",
            cookies: all.isEmpty ? nil : all.joined(separator: "; ")
        )
    }

    /// The outcome of a callback that has to sign in.
    func signIn(_ request: CallbackRequest, at time: NumericDate = Fixture.now) async throws -> SignIn {
        guard case .signedIn(let signIn) = try await sso.callback(request, at: time) else {
            throw NotExpected("a test")
        }
        return signIn
    }

    /// The outcome of a callback that has to be a test's.
    func finish(_ request: CallbackRequest, at time: NumericDate = Fixture.now) async throws -> RedirectTest {
        guard case .tested(let test) = try await sso.callback(request, at: time) else {
            throw NotExpected("a sign-in")
        }
        return test
    }

    /// Whether no trace of a person or a session is there.
    func isUntouched() -> Bool {
        let key = UserKey(organization: Fixture.acme.id, email: "ada@example.com")
        return directory.user(key) == nil && sessionStore.count == 0
    }
}

struct NotExpected: Error {
    let what: String
    init(_ what: String) { self.what = what }
}
