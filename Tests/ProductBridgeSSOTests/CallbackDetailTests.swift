// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("What a callback hands on")
struct CallbackDetailTests {
    @Test("The replay store gets the organization, the second at which the token ends, and the time")
    func replayStore() async throws {
        let flow = try await Flow()
        let store = RecordingReplayStore()
        let key = try Secret(Secret.generate())
        let sso = SingleSignOn(stores: flow.sso.stores, replayGuard: ReplayGuard(key: key, store: store))
        let redirection = try await sso.signIn(host: Flow.host, at: Fixture.now)
        let callback = try flow.callback(after: redirection)
        guard case .signedIn = try await sso.callback(callback, at: Fixture.time(7)) else {
            throw NotExpected("a test")
        }
        // An hour, and the verifier's leeway.
        let expected = RecordingReplayStore.Call(
            organization: Fixture.acme.id,
            until: Fixture.time(3630),
            time: Fixture.time(7)
        )
        #expect(store.calls.withLock(\.self) == [expected])
    }

    @Test("A token that is refused is not remembered, so it fills no store")
    func refusedNotRemembered() async throws {
        let flow = try await Flow()
        let store = RecordingReplayStore()
        let key = try Secret(Secret.generate())
        let sso = SingleSignOn(stores: flow.sso.stores, replayGuard: ReplayGuard(key: key, store: store))
        let redirection = try await sso.signIn(host: Flow.host, at: Fixture.now)
        let foreign = try Fixture.token(secret: Secret.generate())
        await #expect(throws: refusal(.signatureMismatch)) {
            try await sso.callback(flow.callback(token: foreign, after: redirection), at: Fixture.now)
        }
        #expect(store.calls.withLock(\.self) == [])
    }

    @Test("The times of record, session and test are the request's")
    func times() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        let signIn = try await flow.signIn(flow.callback(after: redirection), at: Fixture.time(7))
        #expect(signIn.user.user.createdAt == Fixture.time(7))
        #expect(signIn.user.user.updatedAt == Fixture.time(7))
        #expect(signIn.session.createdAt == Fixture.time(7))
        let (test, _) = try await flow.sso.startTest(host: Flow.host, at: Fixture.time(7))
        #expect(test.startedAt == Fixture.time(7))
        #expect(test.expiresAt == Fixture.time(607))
        #expect(test.revision == flow.settings.settings(of: Fixture.acme.id).revision)
    }

    @Test("A token at the callback is judged by the policy for single sign-on")
    func policy() async throws {
        let flow = try await Flow()
        var stores = flow.sso.stores
        stores.secrets = SecretVault(
            store: InMemoryWidgetSecretStore(),
            settings: flow.settings,
            policies: TokenPolicies(sso: .sso.audience("sso"), widget: .widget.audience("widget"))
        )
        let secret = try await stores.secrets.secrets(of: Fixture.acme.id)
            .generate(name: "production", at: Fixture.now).reveal()
        let sso = try SingleSignOn(stores: stores)
        for (audience, isGood) in [("widget", false), ("sso", true)] {
            var claims = Fixture.ada
            claims.audience = [audience]
            let token = try Fixture.token(claims, secret: secret)
            let redirection = try await sso.signIn(host: Flow.host, at: Fixture.now)
            let request = try flow.callback(token: token, after: redirection)
            if isGood {
                _ = try await sso.callback(request, at: Fixture.now)
                let (_, popup) = try await sso.startTest(host: Flow.host, at: Fixture.now)
                let token = try Fixture.token(claims, secret: secret, at: Fixture.time(1))
                let back = try flow.callback(token: token, after: popup)
                guard case .tested(let test) = try await sso.callback(back, at: Fixture.time(1)) else {
                    throw NotExpected("a sign-in")
                }
                #expect(test.result == .passed(warnings: []))
            } else {
                await #expect(throws: refusal(.audienceMismatch)) {
                    try await sso.callback(request, at: Fixture.now)
                }
            }
        }
    }

    @Test("An attempt and a test last through the whole of their last second")
    func lastSecond() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.time(0.25))
        let token = try Fixture.token(secret: flow.secret, at: Fixture.time(600))
        // Others begin meanwhile.
        _ = try await flow.sso.signIn(host: Flow.host, at: Fixture.time(600.75))
        let request = try flow.callback(token: token, after: redirection)
        #expect(try await flow.signIn(request, at: Fixture.time(600.75)).user.isNew)
        let (test, _) = try await flow.sso.startTest(host: Flow.host, at: Fixture.time(0.25))
        #expect(test.state(at: Fixture.time(600.75)) == .waiting)
        #expect(test.state(at: Fixture.time(601)) == .timedOut)
    }

    @Test("The stores of attempts and tests are told the request's time")
    func storesTimes() async throws {
        let flow = try await Flow()
        let recording = RecordingStore()
        var stores = flow.sso.stores
        (stores.attempts, stores.tests) = (recording, recording)
        let sso = try SingleSignOn(stores: stores)
        _ = try await sso.startTest(host: Flow.host, at: Fixture.time(7))
        _ = try await sso.signIn(host: Flow.host, at: Fixture.time(8))
        let times = recording.times.withLock(\.self)
        #expect(times == [Fixture.time(7), Fixture.time(7), Fixture.time(8)])
    }

    @Test("The store of attempts doesn't know the number in the cookie")
    func digest() async throws {
        let flow = try await Flow()
        let number = try await flow.sso.signIn(host: Flow.host, at: Fixture.now).cookie.value
        #expect(flow.attempts.take(digest: number, organization: Fixture.acme.id) == nil)
        let digest = try Digest.of(number)
        #expect(digest.utf8.count == 64)
        #expect(!shows([number], digest))
        #expect(flow.attempts.take(digest: digest, organization: Fixture.acme.id)?.purpose == .signIn)
    }

    @Test("An attempt is used up by whatever callback brings it")
    func usedUp() async throws {
        let flow = try await Flow()
        let good = try Fixture.token(secret: flow.secret)
        let queries = ["", "ssoToken=x&organizationId=acme", "ssoToken=\(good)&organizationId=other", "%"]
        for query in queries {
            let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
            var request = try flow.callback(after: redirection)
            request.query = query
            await #expect(throws: SSOError.self) { try await flow.sso.callback(request, at: Fixture.now) }
            request.query = "ssoToken=\(good)&organizationId=acme"
            await #expect(throws: SSOError(.attemptExpired)) {
                try await flow.sso.callback(request, at: Fixture.now)
            }
        }
        #expect(flow.isUntouched())
    }

    @Test("An outage of any store passes through, and signs nobody in")
    func outages() async throws {
        for part in BrokenStores.Part.allCases {
            let flow = try await Flow()
            let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
            let sso = SingleSignOn(
                stores: BrokenStores.stores(flow.sso.stores, without: part),
                replayGuard: part == .replay
                    ? ReplayGuard(key: try Secret(Secret.generate()), store: BrokenStores()) : nil
            )
            await #expect(throws: Outage.self, "\(part)") {
                try await sso.callback(flow.callback(after: redirection), at: Fixture.now)
            }
            #expect(flow.isUntouched(), "\(part)")
        }
    }
}

/// Keeps nothing but the times that it is told.
private final class RecordingStore: LoginAttemptStore, RedirectTestStore {
    let times = Guarded<[NumericDate]>([])

    func insert(_ attempt: LoginAttempt, digest: String, at now: NumericDate) {
        times.withLock { $0.append(now) }
    }

    func take(digest: String, organization: OrganizationID) -> LoginAttempt? { nil }

    func insert(_ test: RedirectTest, at now: NumericDate) {
        times.withLock { $0.append(now) }
    }

    func test(_ id: RedirectTest.ID, organization: OrganizationID) -> RedirectTest? { nil }

    func finish(_ id: RedirectTest.ID, organization: OrganizationID, with result: RedirectTest.Result)
        -> RedirectTest?
    { nil }
}

/// Admits all, and remembers what it was asked.
private final class RecordingReplayStore: ReplayStore {
    struct Call: Equatable, Sendable {
        let organization: OrganizationID
        let until: NumericDate
        let time: NumericDate
    }

    let calls = Guarded<[Call]>([])

    func insert(
        _ digest: String,
        in organization: OrganizationID,
        until: NumericDate,
        at time: NumericDate
    ) -> ReplayOutcome {
        calls.withLock { $0.append(Call(organization: organization, until: until, time: time)) }
        return .admitted
    }
}

/// Every store in one, none of which can be reached.
private struct BrokenStores: OrganizationStore, SSOSettingsStore, WidgetSecretStore, LoginAttemptStore,
    UserDirectory, ReplayStore
{
    enum Part: CaseIterable {
        case organizations, settings, secrets, attempts, directory, replay
    }

    static func stores(_ stores: SingleSignOn.Stores, without part: Part) -> SingleSignOn.Stores {
        var stores = stores
        let broken = Self()
        switch part {
        case .organizations: stores.organizations = broken
        case .settings: stores.settings = broken
        case .secrets: stores.secrets = SecretVault(store: broken, settings: stores.settings)
        case .attempts: stores.attempts = broken
        case .directory: stores.directory = broken
        case .replay: break
        }
        return stores
    }

    func organization(host: PortalHost) throws -> Organization? { throw Outage() }

    func settings(of organization: OrganizationID) throws -> SSOSettings { throw Outage() }

    func modify<Result: Sendable>(
        _ organization: OrganizationID,
        _ change: @Sendable (inout SSOSettings) throws -> Result
    ) throws -> Result { throw Outage() }

    func secrets(of organization: OrganizationID) throws -> [StoredSecret] { throw Outage() }

    func modify<Result: Sendable>(
        _ organization: OrganizationID,
        _ change: @Sendable (inout [StoredSecret]) throws -> Result
    ) throws -> Result { throw Outage() }

    func hasSecret(fingerprint: String) throws -> Bool { throw Outage() }

    func insert(_ attempt: LoginAttempt, digest: String, at now: NumericDate) throws { throw Outage() }

    func take(digest: String, organization: OrganizationID) throws -> LoginAttempt? { throw Outage() }

    func user(_ key: UserKey) throws -> UserRecord? { throw Outage() }

    func users(userID: String, organization: OrganizationID) throws -> [UserRecord] { throw Outage() }

    func modifyUser<Result: Sendable>(
        _ key: UserKey,
        _ change: @Sendable (inout UserRecord?) throws -> Result
    ) throws -> Result { throw Outage() }

    func company(_ key: CompanyKey) throws -> CompanyRecord? { throw Outage() }

    func modifyCompany<Result: Sendable>(
        _ key: CompanyKey,
        _ change: @Sendable (inout CompanyRecord?) throws -> Result
    ) throws -> Result { throw Outage() }

    func insert(
        _ digest: String,
        in organization: OrganizationID,
        until: NumericDate,
        at time: NumericDate
    ) throws -> ReplayOutcome { throw Outage() }
}
