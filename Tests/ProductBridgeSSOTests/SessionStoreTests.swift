// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("The session store in memory")
struct SessionStoreTests: UsesRecords {
    let acme: OrganizationID
    private let globex: OrganizationID

    init() throws {
        acme = try SessionFixture.organization()
        globex = try SessionFixture.organization("globex")
    }

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
        var strange = record("1")
        strange.expiresAt = bad
        #expect(throws: SSOError(.invalidArgument)) { try store.insert(record("1"), at: bad) }
        #expect(throws: SSOError(.invalidArgument)) { try store.insert(strange, at: moment()) }
        #expect(throws: SSOError(.invalidArgument)) {
            try store.prolong("1", in: acme, from: moment(), to: bad)
        }
        #expect(store.count == 0)
    }
}
