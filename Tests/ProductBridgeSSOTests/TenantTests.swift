// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Organizations are kept apart")
struct TenantTests {
    private let otherHost = Fixture.other.hosts[0]

    @Test("An unknown host is no portal")
    func unknownHost() async throws {
        let flow = try await Flow()
        let host = try PortalHost("nobody.portal.example")
        await #expect(throws: SSOError(.unknownOrganization)) {
            try await flow.sso.signIn(host: host, at: Fixture.now)
        }
        await #expect(throws: SSOError(.unknownOrganization)) {
            try await flow.signIn(flow.callback(after: nil, host: host))
        }
        await #expect(throws: SSOError(.unknownOrganization)) {
            try await flow.sso.startTest(host: host, at: Fixture.now)
        }
    }

    @Test("A custom domain is the organization's like its subdomain")
    func customDomain() async throws {
        let flow = try await Flow()
        let host = Fixture.acme.hosts[1]
        let redirection = try await flow.sso.signIn(host: host, at: Fixture.now)
        #expect(redirection.location.contains("redirect=https%3A%2F%2Facme.portal.example%2Fapi"))
        #expect(try await flow.signIn(flow.callback(after: redirection, host: host)).user.isNew)
    }

    @Test("Another organization's id in the callback is refused")
    func wrongID() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        await #expect(throws: SSOError(.wrongOrganization, parameter: "organizationId")) {
            try await flow.signIn(flow.callback(after: redirection, organizationID: "other"))
        }
        #expect(flow.isUntouched())
    }

    @Test("Another organization's attempt is none, and stays its own")
    func attempt() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: otherHost, at: Fixture.now)
        await #expect(throws: SSOError(.attemptExpired)) {
            try await flow.signIn(flow.callback(after: redirection))
        }
        #expect(flow.isUntouched())
        #expect(flow.attempts.count(of: Fixture.other.id) == 1)
    }

    @Test("Another organization's token is refused")
    func token() async throws {
        let flow = try await Flow()
        let others = try await flow.vault.secrets(of: Fixture.other.id)
        let secret = try await others.generate(name: "production", at: Fixture.now).reveal()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        let token = try Fixture.token(secret: secret)
        await #expect(throws: refusal(.signatureMismatch)) {
            try await flow.signIn(flow.callback(token: token, after: redirection))
        }
        #expect(flow.isUntouched())
    }

    @Test("Another organization's session is refused")
    func session() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        let cookie = try await flow.signIn(flow.callback(after: redirection)).cookies[0]
        let error = await #expect(throws: SSOError.self) {
            try await flow.sessions.check(cookie.value, organization: Fixture.other.id, at: Fixture.now)
        }
        #expect([.unknownSession, .wrongOrganization].contains(error?.code))
        let checked = try await flow.sessions.check(
            cookie.value,
            organization: Fixture.acme.id,
            at: Fixture.now
        )
        #expect(checked.session.email == "ada@example.com")
    }

    @Test("Another organization's identity makes no session")
    func identity() async throws {
        let flow = try await Flow()
        let others = try Fixture.verified(organization: Fixture.other)
        await #expect(throws: SSOError(.wrongOrganization)) {
            try await flow.sessions.start(
                for: others,
                organization: Fixture.acme.id,
                replacing: nil,
                at: Fixture.now
            )
        }
    }

    @Test("One organization's used tokens are not another's")
    func replay() async throws {
        let replayGuard = ReplayGuard(key: try Secret(Secret.generate()), store: InMemoryReplayStore())
        for organization in [Fixture.acme, Fixture.other] {
            try await replayGuard.admit(
                token: "a.b.c",
                expiresAt: Fixture.time(60),
                leeway: .zero,
                organization: organization.id,
                at: Fixture.now
            )
        }
        await #expect(throws: SSOError(.tokenReplayed)) {
            try await replayGuard.admit(
                token: "a.b.c",
                expiresAt: Fixture.time(60),
                leeway: .zero,
                organization: Fixture.acme.id,
                at: Fixture.now
            )
        }
    }

    @Test("Another organization's test is not shown")
    func test() async throws {
        let flow = try await Flow()
        let (test, _) = try await flow.sso.startTest(host: Flow.host, at: Fixture.now)
        #expect(try await flow.sso.test(test.id, host: Flow.host) == test)
        await #expect(throws: SSOError(.unknownTest)) {
            try await flow.sso.test(test.id, host: otherHost)
        }
    }

    @Test("A host is one organization's alone, and free again when that lets it go")
    func hosts() throws {
        let store = InMemoryOrganizationStore()
        try store.set(Fixture.acme)
        let thief = Fixture.organization("thief", hosts: "thief.example", "acme.portal.example")
        #expect(throws: SSOError(.malformedPortalHost)) { try store.set(thief) }
        #expect(store.organization(host: thief.hosts[0]) == nil)
        #expect(store.organization(host: thief.hosts[1]) == Fixture.acme)

        let smaller = Fixture.organization("acme", hosts: "feedback.acme.example")
        try store.set(smaller)
        #expect(store.organization(host: thief.hosts[1]) == nil)
        try store.set(thief)
        #expect(store.organization(host: thief.hosts[1]) == thief)
        store.remove(thief.id)
        #expect(store.organization(host: thief.hosts[1]) == nil)
        #expect(store.organization(host: Flow.host) == smaller)
    }
}
