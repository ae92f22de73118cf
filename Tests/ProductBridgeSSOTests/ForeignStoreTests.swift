// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Synchronization
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Stores and revocations of others")
struct ForeignStoreTests: UsesRecords {
    let acme: OrganizationID
    private let globex: OrganizationID

    init() throws {
        acme = try SessionFixture.organization()
        globex = try SessionFixture.organization("globex")
    }

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
    func storeOutage() async throws {
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
        let started = try await sessions.start()
        _ = try? await sessions.check(started.cookie.value, organization: acme, at: moment())
        _ = try await sessions.end(started.cookie.value, organization: acme, at: moment())
        let seen = store.state.withLock { $0.digests }
        #expect(seen.count == 3)
        #expect(Set(seen).count == 1)
        #expect(seen[0].utf8.count == 64)
        #expect(!shows([started.cookie.value], seen[0]))
    }

    @Test("An outage of the revocations is not taken for a good session, nor for an ended one")
    func outage() async throws {
        let sessions = try await SignedSessions(
            key: Secret(SessionFixture.sessionKey),
            notAnyOf: WidgetSecrets(),
            revocations: BrokenRevocations()
        )
        let person = try SessionFixture.person()
        let started = try await sessions.start(for: person, organization: acme, replacing: nil, at: moment())
        let cookie = started.cookie.value
        await #expect(throws: BrokenRevocations.Outage.self) {
            try await sessions.check(cookie, organization: acme, at: moment())
        }
        await #expect(throws: BrokenRevocations.Outage.self) {
            try await sessions.end(cookie, organization: acme, at: moment())
        }
        await #expect(throws: BrokenRevocations.Outage.self) {
            try await sessions.endAll(email: "ada@example.com", organization: acme, at: moment())
        }
        await #expect(throws: BrokenRevocations.Outage.self) {
            try await sessions.start(for: person, organization: acme, replacing: cookie, at: moment())
        }
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

/// Revocations that can not be had.
private struct BrokenRevocations: SessionRevocations {
    struct Outage: Error {}

    func revoke(_ session: SessionRecord, until: NumericDate, at time: NumericDate) throws { throw Outage() }

    func revokeAll(
        of email: String,
        in organization: OrganizationID,
        until: NumericDate,
        at time: NumericDate
    ) throws { throw Outage() }

    func isRevoked(_ session: SessionRecord) throws -> Bool { throw Outage() }
}
