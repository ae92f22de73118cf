// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("The revocations in memory")
struct SessionRevocationTests: UsesRecords {
    let acme: OrganizationID
    private let globex: OrganizationID

    init() throws {
        acme = try SessionFixture.organization()
        globex = try SessionFixture.organization("globex")
    }

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
        try revocations.revoke(record("0"), until: moment(85), at: moment(82))
        try revocations.revoke(record("0"), until: moment(85), at: moment(82))
        #expect(try revocations.isRevoked(record("1", createdAt: 10)))
        #expect(revocations.count == 2)
        try revocations.revokeAll(of: "ada@example.com", in: acme, until: moment(95), at: moment(15))
        #expect(try revocations.isRevoked(record("1", createdAt: 15)))
        #expect(revocations.count == 2)
        try revocations.revoke(record("2"), until: moment(200), at: moment(94))
        #expect(revocations.count == 2, "that of one session is forgotten")
        try revocations.revoke(record("3"), until: moment(200), at: moment(95))
        #expect(revocations.count == 2, "and now that of the person")
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

    @Test("A time out of range is the caller's mistake", arguments: [-1, .nan, .infinity, 253_402_300_800])
    func times(_ seconds: Double) throws {
        let bad = NumericDate(secondsSinceEpoch: seconds)
        let revocations = InMemorySessionRevocations()
        var strange = record("1")
        strange.expiresAt = bad
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
        #expect(revocations.count == 0)
    }
}
