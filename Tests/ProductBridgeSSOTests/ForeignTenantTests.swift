// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Stores of others that mix up organizations")
struct ForeignTenantTests {
    private let otherHost = Fixture.other.hosts[0]

    private func sso(_ flow: Flow, _ change: (inout SingleSignOn.Stores) -> Void) throws -> SingleSignOn {
        var stores = flow.sso.stores
        change(&stores)
        return try SingleSignOn(stores: stores)
    }

    @Test("An attempt that the store gives of another organization is refused")
    func attempt() async throws {
        let flow = try await Flow()
        let sso = try sso(flow) { $0.attempts = MixedUpAttempts(inner: flow.attempts) }
        let redirection = try await sso.signIn(host: otherHost, at: Fixture.now)
        await #expect(throws: SSOError(.wrongOrganization)) {
            try await sso.callback(flow.callback(after: redirection), at: Fixture.now)
        }
        #expect(flow.isUntouched())
    }

    @Test("A test that the store gives of another organization is refused, and turns no badge green")
    func test() async throws {
        let flow = try await Flow(isEnabled: false)
        let others = try await flow.vault.secrets(of: Fixture.other.id)
        _ = try await others.generate(name: "production", at: Fixture.now).reveal()
        let sso = try sso(flow) { $0.tests = MixedUpTests(inner: flow.tests) }
        let (test, _) = try await sso.startTest(host: otherHost, at: Fixture.now)
        await #expect(throws: SSOError(.wrongOrganization)) {
            try await sso.test(test.id, host: Flow.host)
        }
        let number = try Secret.generate()
        flow.attempts.insert(
            LoginAttempt(
                organization: Fixture.acme.id,
                purpose: .test(test.id),
                returnTo: .root,
                expiresAt: Fixture.time(600)
            ),
            digest: try Digest.of(number),
            at: Fixture.now
        )
        let request = try flow.callback(after: nil, cookies: "\(LoginAttempt.cookieName)=\(number)")
        await #expect(throws: SSOError(.wrongOrganization)) {
            try await sso.callback(request, at: Fixture.now)
        }
        #expect(flow.settings.settings(of: Fixture.acme.id).test == .untested)
    }

    @Test("An organization that the store gives for a host that isn't its own is none")
    func organization() async throws {
        let flow = try await Flow()
        let sso = try sso(flow) { $0.organizations = AlwaysAcme() }
        await #expect(throws: SSOError(.unknownOrganization)) {
            try await sso.signIn(host: otherHost, at: Fixture.now)
        }
        await #expect(throws: SSOError(.unknownOrganization)) {
            try await sso.startTest(host: otherHost, at: Fixture.now)
        }
        await #expect(throws: SSOError(.unknownOrganization)) {
            try await sso.callback(flow.callback(after: nil, host: otherHost), at: Fixture.now)
        }
    }
}

/// Knows attempts by their digest alone.
private struct MixedUpAttempts: LoginAttemptStore {
    let inner: InMemoryLoginAttemptStore

    func insert(_ attempt: LoginAttempt, digest: String, at now: NumericDate) {
        inner.insert(attempt, digest: digest, at: now)
    }

    func take(digest: String, organization: OrganizationID) -> LoginAttempt? {
        inner.take(digest: digest, organization: Fixture.acme.id)
            ?? inner.take(digest: digest, organization: Fixture.other.id)
    }
}

/// Knows tests by their id alone.
private struct MixedUpTests: RedirectTestStore {
    let inner: InMemoryRedirectTestStore

    func insert(_ test: RedirectTest, at now: NumericDate) { inner.insert(test, at: now) }

    func test(_ id: RedirectTest.ID, organization: OrganizationID) -> RedirectTest? {
        inner.test(id, organization: Fixture.other.id)
    }

    func finish(_ id: RedirectTest.ID, organization: OrganizationID, with result: RedirectTest.Result)
        -> RedirectTest?
    {
        inner.finish(id, organization: Fixture.other.id, with: result)
    }
}

private struct AlwaysAcme: OrganizationStore {
    func organization(host: PortalHost) -> Organization? { Fixture.acme }
}
