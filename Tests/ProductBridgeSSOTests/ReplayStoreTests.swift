// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("The replay store in memory")
struct ReplayStoreTests {
    private let acme: OrganizationID
    private let globex: OrganizationID

    init() throws {
        acme = try #require(OrganizationID(rawValue: "acme"))
        globex = try #require(OrganizationID(rawValue: "globex"))
    }

    @Test("A digest is known until its time, and not forgotten a second before")
    func forgetting() throws {
        let store = InMemoryReplayStore(capacityPerOrganization: 1)
        #expect(try store.insert("a", in: acme, until: moment(10), at: moment()) == .admitted)
        #expect(try store.insert("a", in: acme, until: moment(99), at: moment(9.9)) == .replayed)
        #expect(try store.insert("b", in: acme, until: moment(99), at: moment(9.9)) == .full)
        #expect(try store.insert("b", in: acme, until: moment(99), at: moment(10)) == .admitted)
        #expect(store.count == 1)
    }

    @Test("Where the clock is set back, what may have been forgotten counts as known")
    func clockSetBack() throws {
        let store = InMemoryReplayStore()
        #expect(try store.insert("a", in: acme, until: moment(10), at: moment()) == .admitted)
        #expect(try store.insert("b", in: acme, until: moment(30), at: moment(20)) == .admitted)
        #expect(store.count == 1, "the first is forgotten")
        let table: [(digest: String, until: Double, ReplayOutcome)] = [
            ("a", 10, .replayed), ("new", 10, .replayed), ("new", 9, .replayed), ("new", 11, .admitted),
            ("b", 30, .replayed),
        ]
        for (digest, until, outcome) in table {
            #expect(
                try store.insert(digest, in: acme, until: moment(until), at: moment()) == outcome,
                "\(digest) until \(until)"
            )
        }
    }

    @Test("A call forgets four at most, and calls enough forget all that has passed, whosever it is")
    func bounded() throws {
        let store = InMemoryReplayStore()
        for index in 0..<10 {
            for organization in [acme, globex] {
                _ = try store.insert("\(index)", in: organization, until: moment(10), at: moment())
            }
        }
        #expect(store.count == 20)
        #expect(try store.insert("x", in: acme, until: moment(99), at: moment(20)) == .admitted)
        #expect((17...19).contains(store.count))
        for index in 0..<20 {
            #expect(
                try store.insert("new \(index)", in: acme, until: moment(99), at: moment(20)) == .admitted
            )
        }
        #expect(store.count == 21)
    }

    @Test("An organization that comes and goes keeps no other's digests from being forgotten")
    func turns() throws {
        let store = InMemoryReplayStore()
        let initech = try #require(OrganizationID(rawValue: "initech"))
        #expect(try store.insert("a", in: acme, until: moment(10), at: moment()) == .admitted)
        #expect(try store.insert("b", in: globex, until: moment(20), at: moment()) == .admitted)
        // Forgets that of acme, then that of globex, and leaves its own.
        #expect(try store.insert("c", in: initech, until: moment(99), at: moment(30)) == .admitted)
        #expect(store.count == 2)
        #expect(try store.insert("d", in: initech, until: moment(99), at: moment(30)) == .admitted)
        #expect(store.count == 2)
    }

    @Test("Shuffled expiries are forgotten each at its time", arguments: 0..<5)
    func shuffled(_ seed: UInt64) throws {
        var random = Pseudorandom(state: seed)
        let store = InMemoryReplayStore(capacityPerOrganization: 1 << 20)
        var untils: [String: Double] = [:]
        for second in 0..<2000 {
            let until = Double(second + Int.random(in: 1...400, using: &random))
            untils["\(second)"] = until
            #expect(
                try store.insert("\(second)", in: acme, until: moment(until), at: moment(Double(second)))
                    == .admitted
            )
            guard let (digest, known) = untils.randomElement(using: &random), known > Double(second) else {
                continue
            }
            #expect(
                try store.insert(digest, in: acme, until: moment(known), at: moment(Double(second)))
                    == .replayed
            )
        }
        #expect(store.count < 600)
    }

    @Test("A capacity of 0, or less, lets nothing in", arguments: [0, -1])
    func noCapacity(_ capacity: Int) throws {
        let store = InMemoryReplayStore(capacityPerOrganization: capacity)
        #expect(store.capacityPerOrganization == 0)
        #expect(try store.insert("a", in: acme, until: moment(10), at: moment()) == .full)
        #expect(store.count == 0)
    }

    @Test(
        "A time out of range is the caller's mistake",
        arguments: [
            (moment(), moment()), (moment(), moment(1)), (moment(0.5), moment()),
            (NumericDate(secondsSinceEpoch: .nan), moment()),
            (NumericDate(secondsSinceEpoch: .infinity), moment()),
            (NumericDate(secondsSinceEpoch: 253_402_301_101), moment()),
            (moment(), NumericDate(secondsSinceEpoch: -1)), (moment(), NumericDate(secondsSinceEpoch: .nan)),
        ]
    )
    func times(_ until: NumericDate, _ time: NumericDate) throws {
        let store = InMemoryReplayStore()
        #expect(throws: SSOError(.invalidArgument)) {
            try store.insert("a", in: acme, until: until, at: time)
        }
        #expect(store.count == 0)
    }

    @Test("Of eight tasks with the same thousands of tokens, each token gets in once")
    func concurrency() async throws {
        let tokens = (0..<2000).map { "header.payload.\($0)" }
        let store = InMemoryReplayStore(capacityPerOrganization: tokens.count)
        let replays = ReplayGuard(key: try Secret(Secret.generate()), store: store)
        let outcomes = await withTaskGroup(of: [String: [SSOError.Code?]].self) { group in
            for worker in 0..<8 {
                group.addTask { [acme] in
                    var outcomes: [String: [SSOError.Code?]] = [:]
                    for index in tokens.indices {
                        // Neighbours meet at the same token, each from another place.
                        let token = tokens[(index + worker / 2 * 500) % tokens.count]
                        do {
                            try await replays.admit(
                                token: token,
                                expiresAt: moment(60),
                                leeway: .zero,
                                organization: acme,
                                at: moment(Double(index % 50))
                            )
                            outcomes[token, default: []].append(nil)
                        } catch {
                            outcomes[token, default: []].append((error as? SSOError)?.code)
                        }
                    }
                    return outcomes
                }
            }
            return await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        }
        #expect(outcomes.count == tokens.count)
        for (token, outcomes) in outcomes {
            #expect(outcomes.count { $0 == nil } == 1, "\(token)")
            #expect(outcomes.count { $0 == .tokenReplayed } == 7, "\(token)")
        }
        #expect(store.count == tokens.count)
    }
}
