// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Sessions of both kinds")
struct SessionTests {
    private static let day = SessionFixture.day
    private let acme: OrganizationID
    private let globex: OrganizationID

    init() throws {
        acme = try SessionFixture.organization()
        globex = try SessionFixture.organization("globex")
    }

    @Test(
        "A session is the person's for 30 days, and its cookie the browser's alone",
        arguments: SessionKind.allCases
    )
    func start(_ kind: SessionKind) async throws {
        let sessions = try await kind.make()
        let person = try SessionFixture.person("Ada@Example.com", policy: .sso.emailForm(.lowercased))
        let started = try await sessions.start(
            for: person,
            organization: acme,
            replacing: nil,
            at: moment(0.75)
        )
        let session = started.session
        #expect(session.organization == acme)
        #expect(session.email == "ada@example.com")
        #expect(session.userID == "4711")
        #expect(session.createdAt == moment())
        #expect(session.expiresAt == moment(30 * Self.day))
        #expect(
            started.cookie.headerValue
                == "__Host-pb-session=\(started.cookie.value); Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax"
        )
        for seconds in [0, 1, 30 * Self.day - 1, 30 * Self.day - 0.1] {
            let checked = try await sessions.check(
                started.cookie.value,
                organization: acme,
                at: moment(seconds)
            )
            #expect(checked.session == session)
            #expect(checked.cookie == nil)
        }
        for seconds in [30 * Self.day, 31 * Self.day] {
            await #expect(throws: SSOError(.sessionExpired)) {
                try await sessions.check(started.cookie.value, organization: acme, at: moment(seconds))
            }
        }
    }

    @Test("A person without a user id has a session too", arguments: SessionKind.allCases)
    func withoutUserID(_ kind: SessionKind) async throws {
        let sessions = try await kind.make()
        let person = try SessionFixture.person(userID: nil)
        let started = try await sessions.start(for: person, organization: acme, replacing: nil, at: moment())
        let checked = try await sessions.check(started.cookie.value, organization: acme, at: moment())
        #expect(started.session.userID == nil)
        #expect(checked.session == started.session)
    }

    @Test("Lifetime and cookie are the policy's", arguments: SessionKind.allCases)
    func policy(_ kind: SessionKind) async throws {
        var policy = SessionPolicy()
        policy.lifetime = .seconds(60)
        policy.cookieName = "portal"
        let sessions = try await kind.make(policy)
        let started = try await sessions.start()
        #expect(started.cookie.name == "portal")
        #expect(started.cookie.maxAge == 60)
        let cookie = try await sessions.end(started.cookie.value, organization: acme, at: moment())
        #expect(cookie == (try SetCookie.deleting("portal")))
    }

    @Test("A person of another organization gets no session", arguments: SessionKind.allCases)
    func wrongOrganization(_ kind: SessionKind) async throws {
        let sessions = try await kind.make()
        let mine = try await sessions.start()
        await #expect(throws: SSOError(.wrongOrganization)) {
            try await sessions.start(
                for: SessionFixture.person(of: "globex"),
                organization: acme,
                replacing: mine.cookie.value,
                at: moment()
            )
        }
        // Nor does the attempt end the session that there is.
        _ = try await sessions.check(mine.cookie.value, organization: acme, at: moment())
    }

    @Test(
        "A cookie is good at its own organization alone, and no other ends it",
        arguments: SessionKind.allCases
    )
    func foreign(_ kind: SessionKind) async throws {
        let sessions = try await kind.make()
        let mine = try await sessions.start()
        await #expect(throws: kind.foreign) {
            try await sessions.check(mine.cookie.value, organization: globex, at: moment())
        }
        #expect(
            try await sessions.end(mine.cookie.value, organization: globex, at: moment())
                == SetCookie.deleting("__Host-pb-session")
        )
        try await sessions.endAll(email: mine.session.email, organization: globex, at: moment())
        _ = try await sessions.start(
            for: SessionFixture.person(of: "globex"),
            organization: globex,
            replacing: mine.cookie.value,
            at: moment()
        )
        let checked = try await sessions.check(mine.cookie.value, organization: acme, at: moment())
        #expect(checked.session == mine.session)
    }

    @Test("A sign-in always makes a new id, and ends the session before it", arguments: SessionKind.allCases)
    func fixation(_ kind: SessionKind) async throws {
        let sessions = try await kind.make()
        var ids: Set<SessionID> = []
        var cookies: [String] = []
        for _ in 0..<50 {
            let started = try await sessions.start(
                for: SessionFixture.person(),
                organization: acme,
                replacing: cookies.last,
                at: moment()
            )
            ids.insert(started.session.id)
            cookies.append(started.cookie.value)
        }
        #expect(ids.count == 50)
        #expect(Set(cookies).count == 50)
        for cookie in cookies.dropLast() {
            await #expect(throws: kind.ended) {
                try await sessions.check(cookie, organization: acme, at: moment())
            }
        }
        let last = try #require(cookies.last)
        _ = try await sessions.check(last, organization: acme, at: moment())
    }

    static let strangeCookies = [
        "", " ", "x", String(repeating: "0", count: 64), String(repeating: "0", count: 63),
        String(repeating: "g", count: 64), String(repeating: "A", count: 64), "a.b.c", "\u{0}", "é\u{1F600}",
        String(repeating: "a", count: 100_000), "eyJhbGciOiJub25lIn0.e30.",
    ]

    @Test("A cookie that nobody was given is neither used nor in the way", arguments: strangeCookies)
    func strange(_ cookie: String) async throws {
        for kind in SessionKind.allCases {
            let sessions = try await kind.make()
            let error = await #expect(throws: SSOError.self) {
                try await sessions.check(cookie, organization: acme, at: moment())
            }
            #expect(error?.code == (kind == .stored ? .unknownSession : .sessionRefused))
            #expect(try await sessions.end(cookie, organization: acme, at: moment()).maxAge == 0)
            let started = try await sessions.start(
                for: SessionFixture.person(),
                organization: acme,
                replacing: cookie,
                at: moment()
            )
            #expect(started.session.id.rawValue != cookie)
            #expect(started.cookie.value != cookie)
            _ = try await sessions.check(started.cookie.value, organization: acme, at: moment())
        }
    }

    @Test("To end a session is to end that one", arguments: SessionKind.allCases)
    func end(_ kind: SessionKind) async throws {
        let sessions = try await kind.make()
        let person = try SessionFixture.person()
        let first = try await sessions.start(for: person, organization: acme, replacing: nil, at: moment())
        let second = try await sessions.start(for: person, organization: acme, replacing: nil, at: moment())
        let cookie = try await sessions.end(first.cookie.value, organization: acme, at: moment())
        #expect(cookie == (try SetCookie.deleting("__Host-pb-session")))
        await #expect(throws: kind.ended) {
            try await sessions.check(first.cookie.value, organization: acme, at: moment())
        }
        _ = try await sessions.check(second.cookie.value, organization: acme, at: moment())
        // Once more changes nothing.
        _ = try await sessions.end(first.cookie.value, organization: acme, at: moment())
    }

    @Test("To end all is to end those of one person at one organization", arguments: SessionKind.allCases)
    func endAll(_ kind: SessionKind) async throws {
        let sessions = try await kind.make()
        // By Unicode the Kelvin sign is a K, and by its bytes another person.
        let others = [
            ("\u{212A}@example.com", "acme"), ("k@example.com", "acme"), ("K@example.com", "globex"),
            ("eve@example.com", "acme"),
        ]
        var kept: [StartedSession] = []
        for (email, organization) in others {
            kept.append(
                try await sessions.start(
                    for: SessionFixture.person(email, of: organization),
                    organization: SessionFixture.organization(organization),
                    replacing: nil,
                    at: moment()
                )
            )
        }
        let person = try SessionFixture.person("K@example.com")
        var ended: [StartedSession] = []
        // The last begins in the second in which all are ended.
        for seconds in [0, 5, 10.2] {
            ended.append(
                try await sessions.start(for: person, organization: acme, replacing: nil, at: moment(seconds))
            )
        }
        try await sessions.endAll(email: "K@example.com", organization: acme, at: moment(10.9))
        for session in ended {
            await #expect(throws: kind.ended) {
                try await sessions.check(session.cookie.value, organization: acme, at: moment(11))
            }
        }
        for session in kept {
            let checked = try await sessions.check(
                session.cookie.value,
                organization: session.session.organization,
                at: moment(11)
            )
            #expect(checked.session == session.session)
        }
        let later = try await sessions.start(for: person, organization: acme, replacing: nil, at: moment(11))
        _ = try await sessions.check(later.cookie.value, organization: acme, at: moment(11))
    }
}
