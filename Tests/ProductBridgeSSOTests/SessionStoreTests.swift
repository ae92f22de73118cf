// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Synchronization
import Testing

@testable import ProductBridgeSSO

@Suite("The session store and the revocations in memory")
struct SessionStoreTests {
    private let acme: OrganizationID
    private let globex: OrganizationID

    init() throws {
        acme = try SessionFixture.organization()
        globex = try SessionFixture.organization("globex")
    }

    private func record(
        _ digest: String,
        of email: String = "ada@example.com",
        in organization: OrganizationID? = nil,
        createdAt: Double = 0,
        until: Double = 60
    ) -> SessionRecord {
        SessionRecord(
            digest: digest,
            organization: organization ?? acme,
            email: email,
            userID: nil,
            createdAt: moment(createdAt),
            expiresAt: moment(until)
        )
    }

    // MARK: Store

    @Test("A record is found under its digest and organization, and as it was kept")
    func find() throws {
        let store = InMemorySessionStore()
        try store.insert(record("1"), at: moment())
        try store.insert(record("1", of: "eve@example.com", in: globex), at: moment())
        #expect(store.find("1", in: acme) == record("1"))
        #expect(store.find("1", in: globex)?.email == "eve@example.com")
        #expect(store.find("2", in: acme) == nil)
        store.remove("1", in: globex)
        store.remove("2", in: acme)
        #expect(store.find("1", in: globex) == nil)
        #expect(store.find("1", in: acme) == record("1"))
        #expect("\(store)" == "InMemorySessionStore(count: 1)")
        #expect(!shows(["ada@example.com"], everything(about: store)))
    }

    @Test("A record that is kept twice is there once")
    func twice() throws {
        let store = InMemorySessionStore()
        try store.insert(record("1"), at: moment())
        try store.insert(record("1", of: "eve@example.com", until: 90), at: moment())
        store.removeAll(of: "ada@example.com", in: acme)
        #expect(store.find("1", in: acme)?.email == "eve@example.com")
        store.removeAll(of: "eve@example.com", in: acme)
        #expect(store.count == 0)
    }

    @Test("A session is prolonged from the end that was found, and never shortened")
    func prolong() throws {
        let store = InMemorySessionStore()
        try store.insert(record("1"), at: moment())
        let steps: [(digest: String, OrganizationID, from: Double, to: Double, done: Bool, end: Double)] = [
            ("1", acme, 60, 60, false, 60), ("1", acme, 60, 59, false, 60), ("1", acme, 59, 90, false, 60),
            ("2", acme, 60, 90, false, 60), ("1", globex, 60, 90, false, 60), ("1", acme, 60, 90, true, 90),
            ("1", acme, 60, 100, false, 90), ("1", acme, 90, 100, true, 100),
        ]
        for step in steps {
            #expect(
                try store.prolong(step.digest, in: step.1, from: moment(step.from), to: moment(step.to))
                    == step.done
            )
            #expect(store.find("1", in: acme)?.expiresAt == moment(step.end))
        }
        store.remove("1", in: acme)
        #expect(try !store.prolong("1", in: acme, from: moment(100), to: moment(200)))
        #expect(store.count == 0)
    }

    @Test("What has expired is cleared away, two at each insertion, and what was prolonged is not")
    func purge() throws {
        let store = InMemorySessionStore()
        for index in 0..<10 { try store.insert(record("\(index)", until: 60), at: moment()) }
        #expect(try store.prolong("3", in: acme, from: moment(60), to: moment(500)))
        #expect(store.count == 10)
        try store.insert(record("a", until: 500), at: moment(59.9))
        #expect(store.count == 11)
        try store.insert(record("b", until: 500), at: moment(60))
        #expect(store.count == 10)
        for index in 0..<10 { try store.insert(record("c\(index)", until: 500), at: moment(60)) }
        #expect(store.count == 13)
        #expect(store.find("3", in: acme) != nil)
        #expect(store.find("0", in: acme) == nil)
        store.removeAll(of: "ada@example.com", in: acme)
        #expect(store.count == 0)
    }

    @Test("A time out of range is the caller's mistake", arguments: [-1, .nan, .infinity, 253_402_300_800])
    func times(_ seconds: Double) throws {
        let bad = NumericDate(secondsSinceEpoch: seconds)
        let store = InMemorySessionStore()
        let revocations = InMemorySessionRevocations()
        var strange = record("1")
        strange.expiresAt = bad
        #expect(throws: SSOError(.invalidArgument)) { try store.insert(record("1"), at: bad) }
        #expect(throws: SSOError(.invalidArgument)) { try store.insert(strange, at: moment()) }
        #expect(throws: SSOError(.invalidArgument)) {
            try store.prolong("1", in: acme, from: moment(), to: bad)
        }
        #expect(throws: SSOError(.invalidArgument)) {
            try revocations.revoke(record("1"), until: bad, at: moment())
        }
        #expect(throws: SSOError(.invalidArgument)) {
            try revocations.revoke(record("1"), until: moment(), at: bad)
        }
        #expect(throws: SSOError(.invalidArgument)) {
            try revocations.revokeAll(of: "a", in: acme, until: bad, at: moment())
        }
        #expect(throws: SSOError(.invalidArgument)) {
            try revocations.revokeAll(of: "a", in: acme, until: moment(), at: bad)
        }
        #expect(throws: SSOError(.invalidArgument)) { try revocations.isRevoked(strange) }
        #expect(store.count == 0)
        #expect(revocations.count == 0)
    }

    // MARK: Revocations

    @Test("A revoked session is one digest of one organization")
    func revoke() throws {
        let revocations = InMemorySessionRevocations()
        try revocations.revoke(record("1"), until: moment(60), at: moment())
        #expect(try revocations.isRevoked(record("1")))
        #expect(try revocations.isRevoked(record("1", of: "eve@example.com")))
        #expect(try !revocations.isRevoked(record("2")))
        #expect(try !revocations.isRevoked(record("1", in: globex)))
        try revocations.revoke(record("1"), until: moment(30), at: moment())
        #expect(revocations.count == 1)
        #expect("\(revocations)" == "InMemorySessionRevocations(count: 1)")
        #expect(!shows(["ada@example.com"], everything(about: revocations)))
        // The shorter time that came later takes nothing away.
        try revocations.revoke(record("9"), until: moment(90), at: moment(40))
        #expect(revocations.count == 2)
    }

    @Test("All of a person's sessions are those that began up to then")
    func revokeAll() throws {
        let revocations = InMemorySessionRevocations()
        try revocations.revokeAll(of: "ada@example.com", in: acme, until: moment(90), at: moment(10.5))
        let table: [(email: String, OrganizationID, createdAt: Double, Bool)] = [
            ("ada@example.com", acme, 0, true), ("ada@example.com", acme, 10, true),
            ("ada@example.com", acme, 11, false), ("ada@example.com", globex, 0, false),
            ("Ada@example.com", acme, 0, false), ("eve@example.com", acme, 0, false),
        ]
        for (email, organization, createdAt, isRevoked) in table {
            let record = record("1", of: email, in: organization, createdAt: createdAt)
            #expect(try revocations.isRevoked(record) == isRevoked, "\(email) at \(createdAt)")
        }
        // An earlier call, by a clock that is behind, takes nothing away.
        try revocations.revokeAll(of: "ada@example.com", in: acme, until: moment(80), at: moment(5))
        #expect(try revocations.isRevoked(record("1", createdAt: 10)))
        try revocations.revokeAll(of: "ada@example.com", in: acme, until: moment(95), at: moment(15))
        #expect(try revocations.isRevoked(record("1", createdAt: 15)))
        #expect(revocations.count == 1)
        try revocations.revoke(record("2"), until: moment(200), at: moment(94))
        #expect(revocations.count == 2)
        try revocations.revoke(record("3"), until: moment(200), at: moment(95))
        #expect(revocations.count == 2)
    }

    @Test("Where the clock is set back, what may have been forgotten counts as revoked")
    func clockSetBack() throws {
        let revocations = InMemorySessionRevocations()
        try revocations.revoke(record("1", until: 60), until: moment(60), at: moment())
        try revocations.revoke(record("2", until: 90), until: moment(90), at: moment(60))
        #expect(revocations.count == 1)
        let table: [(digest: String, until: Double, Bool)] = [
            ("1", 60, true), ("3", 60, true), ("3", 61, false), ("2", 90, true),
        ]
        for (digest, until, isRevoked) in table {
            #expect(try revocations.isRevoked(record(digest, until: until)) == isRevoked)
        }
    }

    // MARK: Stores of others

    @Test("A store that mixes up organizations mixes up no persons")
    func mixedUp() async throws {
        let sessions = try StoredSessions(
            store: OddStore { $0.found = [record("1", in: globex, until: 999)] }
        )
        await #expect(throws: SSOError(.wrongOrganization)) {
            try await sessions.check(String(repeating: "0", count: 64), organization: acme, at: moment())
        }
    }

    @Test("A session that another request ended meanwhile is not good")
    func endedMeanwhile() async throws {
        let month = 30 * SessionFixture.day
        let good = record("1", until: month)
        let expectations: [([SessionRecord?], Double?)] = [
            ([good, nil], nil), ([good, record("1", until: month + 99)], month + 99),
        ]
        for (found, end) in expectations {
            let store = OddStore { $0.found = found }
            let sessions = try StoredSessions(store: store, policy: SessionFixture.sliding())
            func check() async throws -> CheckedSession {
                try await sessions.check(
                    String(repeating: "0", count: 64),
                    organization: acme,
                    at: moment(7200)
                )
            }
            if let end {
                let checked = try await check()
                #expect(checked.session.expiresAt == moment(end))
                #expect(checked.cookie == nil)
            } else {
                await #expect(throws: SSOError(.unknownSession)) { try await check() }
            }
        }
    }

    @Test("An outage of the store passes through, and is not taken for an answer")
    func outage() async throws {
        let sessions = try StoredSessions(store: OddStore { $0.isBroken = true })
        let cookie = String(repeating: "0", count: 64)
        let person = try SessionFixture.person()
        await #expect(throws: OddStore.Outage.self) {
            try await sessions.start(for: person, organization: acme, replacing: nil, at: moment())
        }
        await #expect(throws: OddStore.Outage.self) {
            try await sessions.check(cookie, organization: acme, at: moment())
        }
        await #expect(throws: OddStore.Outage.self) {
            try await sessions.end(cookie, organization: acme, at: moment())
        }
        await #expect(throws: OddStore.Outage.self) {
            try await sessions.endAll(email: "ada@example.com", organization: acme, at: moment())
        }
    }

    @Test("Neither id nor cookie reaches the store")
    func digests() async throws {
        let store = OddStore { _ in }
        let sessions = try StoredSessions(store: store)
        let started = try await sessions.start(
            for: SessionFixture.person(),
            organization: acme,
            replacing: nil,
            at: moment()
        )
        _ = try? await sessions.check(started.cookie.value, organization: acme, at: moment())
        _ = try await sessions.end(started.cookie.value, organization: acme, at: moment())
        let seen = store.state.withLock { $0.digests }
        #expect(seen.count == 3)
        #expect(Set(seen).count == 1)
        #expect(seen[0].utf8.count == 64)
        #expect(!shows([started.cookie.value], seen[0]))
    }
}

/// A store that finds what it was told to, in that order, and prolongs nothing.
private final class OddStore: SessionStore {
    struct Outage: Error {}

    struct State {
        var found: [SessionRecord?] = []
        var isBroken = false
        var digests: [String] = []
    }

    let state: Mutex<State>

    init(_ change: (inout State) -> Void) {
        var state = State()
        change(&state)
        self.state = Mutex(state)
    }

    private func see(_ digest: String) throws {
        try state.withLock {
            if $0.isBroken { throw Outage() }
            $0.digests.append(digest)
        }
    }

    func insert(_ record: SessionRecord, at time: NumericDate) throws { try see(record.digest) }

    func find(_ digest: String, in organization: OrganizationID) throws -> SessionRecord? {
        try see(digest)
        return state.withLock { $0.found.isEmpty ? nil : $0.found.removeFirst() }
    }

    func prolong(
        _ digest: String,
        in organization: OrganizationID,
        from old: NumericDate,
        to new: NumericDate
    ) throws -> Bool {
        try see(digest)
        return false
    }

    func remove(_ digest: String, in organization: OrganizationID) throws { try see(digest) }

    func removeAll(of email: String, in organization: OrganizationID) throws { try see(email) }
}
