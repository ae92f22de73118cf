// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Times of sessions, and what they tell")
struct SessionSurroundingsTests {
    private static let day = SessionFixture.day
    private let acme: OrganizationID

    init() throws {
        acme = try SessionFixture.organization()
    }

    @Test("Without a time the clock counts", arguments: SessionKind.allCases)
    func clock(_ kind: SessionKind) async throws {
        let sessions = try await kind.make()
        let person = try SessionFixture.person()
        let old = try await sessions.start(
            for: person,
            organization: acme,
            replacing: nil,
            at: moment(-60 * Self.day)
        )
        await #expect(throws: SSOError(.sessionExpired)) {
            try await sessions.check(old.cookie.value, organization: acme)
        }
        let before = NumericDate.now
        let started = try await sessions.start(for: person, organization: acme, replacing: nil)
        #expect(started.session.createdAt.secondsSinceEpoch > before.secondsSinceEpoch - 1)
        #expect(started.session.createdAt <= .now)
        _ = try await sessions.check(started.cookie.value, organization: acme)
        _ = try await sessions.end(started.cookie.value, organization: acme)
        await #expect(throws: kind.ended) {
            try await sessions.check(started.cookie.value, organization: acme)
        }
        let another = try await sessions.start(for: person, organization: acme, replacing: nil)
        try await sessions.endAll(email: another.session.email, organization: acme)
        await #expect(throws: kind.ended) {
            try await sessions.check(another.cookie.value, organization: acme)
        }
    }

    @Test(
        "A time out of range is the caller's mistake",
        arguments: SessionKind.allCases,
        [-1, .nan, .infinity, 253_402_300_800]
    )
    func times(_ kind: SessionKind, _ seconds: Double) async throws {
        let sessions = try await kind.make()
        let time = NumericDate(secondsSinceEpoch: seconds)
        let person = try SessionFixture.person()
        await #expect(throws: SSOError(.invalidArgument)) {
            try await sessions.start(for: person, organization: acme, replacing: nil, at: time)
        }
        await #expect(throws: SSOError(.invalidArgument)) {
            try await sessions.check("x", organization: acme, at: time)
        }
        await #expect(throws: SSOError(.invalidArgument)) {
            try await sessions.end("x", organization: acme, at: time)
        }
        await #expect(throws: SSOError(.invalidArgument)) {
            try await sessions.endAll(email: "ada@example.com", organization: acme, at: time)
        }
    }

    @Test("A session that would end after the year 9999 doesn't begin", arguments: SessionKind.allCases)
    func endOfTime(_ kind: SessionKind) async throws {
        let sessions = try await kind.make()
        let person = try SessionFixture.person()
        let last = NumericDate(secondsSinceEpoch: 253_402_300_799 - 30 * Self.day)
        let started = try await sessions.start(for: person, organization: acme, replacing: nil, at: last)
        #expect(started.session.expiresAt == NumericDate(secondsSinceEpoch: 253_402_300_799))
        await #expect(throws: SSOError(.invalidArgument)) {
            try await sessions.start(
                for: person,
                organization: acme,
                replacing: nil,
                at: NumericDate(secondsSinceEpoch: last.secondsSinceEpoch + 1)
            )
        }
    }

    @Test("No description or mirror shows the person, the id or the cookie", arguments: SessionKind.allCases)
    func redaction(_ kind: SessionKind) async throws {
        let sessions = try await kind.make()
        let person = try SessionFixture.person("ada.lovelace@example.com", userID: "user-id-4711")
        let started = try await sessions.start(for: person, organization: acme, replacing: nil, at: moment())
        let checked = try await sessions.check(started.cookie.value, organization: acme, at: moment())
        let record = SessionRecord(
            digest: String(repeating: "d", count: 64),
            of: person,
            createdAt: 0,
            expiresAt: 60
        )
        let confidential = [
            "ada.lovelace@example.com", "user-id-4711", started.session.id.rawValue, started.cookie.value,
            record.digest, SessionFixture.sessionKey,
        ]
        let holders: [Any] = [
            sessions, person, started, checked, started.session, started.session.id, started.cookie, record,
        ]
        for holder in holders {
            #expect(!shows(confidential, everything(about: holder)))
            #expect(!shows(confidential, everything(about: [holder])))
        }
        #expect("\(started.session)" == "Session(organization: acme, expires: 2026-01-31T00:00:00Z)")
        #expect("\(person)".hasPrefix("VerifiedIdentity(organization: acme, Identity("))
        #expect(shows(confidential, everything(about: [started.cookie.value])))
    }
}
