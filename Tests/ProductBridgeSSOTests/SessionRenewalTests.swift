// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Prolonged sessions, and policies")
struct SessionRenewalTests {
    private let acme: OrganizationID

    init() throws {
        acme = try SessionFixture.organization()
    }

    /// A session of 100 seconds that is prolonged every 10, up to 250.
    private static var policy: SessionPolicy {
        var policy = SessionFixture.sliding(every: .seconds(10), atMost: .seconds(250))
        policy.lifetime = .seconds(100)
        return policy
    }

    @Test(
        "A session in use is prolonged once in each interval, and never beyond its last end",
        arguments: SessionKind.allCases
    )
    func renewal(_ kind: SessionKind) async throws {
        let sessions = try await kind.make(Self.policy)
        let started = try await sessions.start()
        var cookie = started.cookie.value
        let uses: [(at: Double, end: Double, maxAge: Int?)] = [
            (0, 100, nil), (9.9, 100, nil), (10, 110, 100), (10, 110, nil), (19, 110, nil), (20, 120, 100),
            (119, 219, 100), (149, 249, 100), (158, 249, nil), (159, 250, 91), (170, 250, nil),
            (249.9, 250, nil),
        ]
        for use in uses {
            let checked = try await sessions.check(cookie, organization: acme, at: moment(use.at))
            #expect(checked.session.id == started.session.id, "at \(use.at)")
            #expect(checked.session.createdAt == moment(), "at \(use.at)")
            #expect(checked.session.expiresAt == moment(use.end), "at \(use.at)")
            #expect(checked.session.email == "ada@example.com")
            #expect(checked.session.userID == "4711")
            #expect(checked.cookie?.maxAge == use.maxAge, "at \(use.at)")
            #expect(checked.cookie?.name ?? "__Host-pb-session" == "__Host-pb-session")
            cookie = checked.cookie?.value ?? cookie
        }
        await #expect(throws: SSOError(.sessionExpired)) {
            try await sessions.check(cookie, organization: acme, at: moment(250))
        }
    }

    @Test("A session that nobody uses ends after its lifetime", arguments: SessionKind.allCases)
    func unused(_ kind: SessionKind) async throws {
        let sessions = try await kind.make(Self.policy)
        let started = try await sessions.start()
        await #expect(throws: SSOError(.sessionExpired)) {
            try await sessions.check(started.cookie.value, organization: acme, at: moment(100))
        }
    }

    @Test("A clock that is set back shortens and prolongs nothing", arguments: SessionKind.allCases)
    func clockSetBack(_ kind: SessionKind) async throws {
        let sessions = try await kind.make(Self.policy)
        let started = try await sessions.start()
        let prolonged = try await sessions.check(started.cookie.value, organization: acme, at: moment(50))
        let cookie = try #require(prolonged.cookie).value
        if kind == .stored {
            let checked = try await sessions.check(cookie, organization: acme, at: moment(19))
            #expect(checked.session.expiresAt == moment(150))
            #expect(checked.cookie == nil)
        } else {
            await #expect(
                throws: SSOError(.sessionRefused, verification: VerificationError(status: .issuedInFuture))
            ) {
                try await sessions.check(cookie, organization: acme, at: moment(19))
            }
        }
    }

    @Test("An ended session is ended in each of its cookies", arguments: SessionKind.allCases)
    func endedAfterRenewal(_ kind: SessionKind) async throws {
        for endsNew in [false, true] {
            let sessions = try await kind.make(Self.policy)
            let started = try await sessions.start()
            let old = started.cookie.value
            let new = try #require(
                try await sessions.check(old, organization: acme, at: moment(50)).cookie
            ).value
            _ = try await sessions.end(endsNew ? new : old, organization: acme, at: moment(60))
            for cookie in [old, new] {
                await #expect(throws: kind.ended) {
                    try await sessions.check(cookie, organization: acme, at: moment(99))
                }
            }
        }
    }

    @Test("All of a person's sessions are ended in each of their cookies", arguments: SessionKind.allCases)
    func allEndedAfterRenewal(_ kind: SessionKind) async throws {
        let sessions = try await kind.make(Self.policy)
        let started = try await sessions.start()
        // Prolonged by a server whose clock is ahead.
        let prolonged = try await sessions.check(started.cookie.value, organization: acme, at: moment(50))
        try await sessions.endAll(email: "ada@example.com", organization: acme, at: moment(40))
        await #expect(throws: kind.ended) {
            try await sessions.check(
                try #require(prolonged.cookie).value,
                organization: acme,
                at: moment(60)
            )
        }
    }

    struct Setting: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var lifetime = Duration.seconds(30 * 86_400)
        var renewal = SessionPolicy.Renewal.fixed
        var cookieName = "__Host-pb-session"
        let isGood: Bool

        var policy: SessionPolicy {
            var policy = SessionPolicy()
            policy.lifetime = lifetime
            policy.renewal = renewal
            policy.cookieName = cookieName
            return policy
        }
    }

    static func sliding(_ lifetime: Int, every: Duration, atMost: Duration, _ isGood: Bool) -> Setting {
        Setting(
            testDescription: "\(lifetime) s, every \(every), at most \(atMost)",
            lifetime: .seconds(lifetime),
            renewal: .sliding(every: every, atMost: atMost),
            isGood: isGood
        )
    }

    static let settings = [
        Setting(testDescription: "the default", isGood: true),
        Setting(testDescription: "1 second", lifetime: .seconds(1), isGood: true),
        Setting(testDescription: "400 days", lifetime: .seconds(400 * 86_400), isGood: true),
        Setting(testDescription: "more", lifetime: .seconds(400 * 86_400 + 1), isGood: false),
        Setting(testDescription: "none", lifetime: .zero, isGood: false),
        Setting(testDescription: "less than none", lifetime: .seconds(-1), isGood: false),
        Setting(testDescription: "a fraction", lifetime: .milliseconds(1500), isGood: false),
        Setting(testDescription: "another cookie", cookieName: "s", isGood: true),
        Setting(testDescription: "the attempt's cookie", cookieName: "__Host-pb-sso", isGood: false),
        Setting(testDescription: "no cookie", cookieName: "", isGood: false),
        Setting(testDescription: "two cookies", cookieName: "a;b", isGood: false),
        sliding(100, every: .seconds(1), atMost: .seconds(100), true),
        sliding(100, every: .seconds(99), atMost: .seconds(253_402_300_799), true),
        sliding(100, every: .seconds(100), atMost: .seconds(200), false),
        sliding(100, every: .zero, atMost: .seconds(200), false),
        sliding(100, every: .milliseconds(1500), atMost: .seconds(200), false),
        sliding(100, every: .seconds(10), atMost: .seconds(99), false),
        sliding(100, every: .seconds(10), atMost: .milliseconds(100_500), false),
        sliding(100, every: .seconds(10), atMost: .seconds(Int64.max), false),
        sliding(1, every: .seconds(1), atMost: .seconds(9), false),
    ]

    @Test("A policy has bounds", arguments: settings)
    func policies(_ setting: Setting) async throws {
        for kind in SessionKind.allCases {
            if setting.isGood {
                let sessions = try await kind.make(setting.policy)
                let started = try await sessions.start()
                _ = try await sessions.check(started.cookie.value, organization: acme, at: moment())
            } else {
                await #expect(throws: SSOError(.invalidArgument)) { try await kind.make(setting.policy) }
            }
        }
    }

    @Test("The last end is not after the year 9999")
    func endOfTime() throws {
        let terms = try SessionTerms(SessionFixture.sliding(atMost: .seconds(253_402_300_799)))
        #expect(terms.latestEnd(createdAt: 1) == 253_402_300_799)
    }

    @Test("A tighter policy counts for the stored sessions that there are")
    func tightened() async throws {
        let store = InMemorySessionStore()
        let loose = try SessionFixture.stored(Self.policy, in: store)
        let started = try await loose.start(
            for: SessionFixture.person(),
            organization: acme,
            replacing: nil,
            at: moment()
        )
        _ = try await loose.check(started.cookie.value, organization: acme, at: moment(99))
        var policy = Self.policy
        policy.renewal = .fixed
        policy.lifetime = .seconds(120)
        let tight = try SessionFixture.stored(policy, in: store)
        let checked = try await tight.check(started.cookie.value, organization: acme, at: moment(119))
        #expect(checked.session.expiresAt == moment(120))
        #expect(checked.cookie == nil)
        await #expect(throws: SSOError(.sessionExpired)) {
            try await tight.check(started.cookie.value, organization: acme, at: moment(120))
        }
    }
}
