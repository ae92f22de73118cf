// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

/// Requirements on both stores beyond the conformance checks.
@Suite(.serialized)
struct StoreTests {
    /// If each of two commits creates a record whose absence the other expects, only one is made. Row locks can't
    /// ensure this, because there are no rows yet.
    @Test(arguments: Engine.allCases)
    func absentRecordsCannotSkew(_ engine: Engine) async throws {
        try await engine.withStorage { open in
            let stores = [try await open(), try await open()]
            try await makeTenant(stores[0])
            for round in 0..<100 {
                async let first = stores[0].commit(expecting: ["a\(round)": 0], putting: [used("b\(round)")])
                async let second = stores[1].commit(expecting: ["b\(round)": 0], putting: [used("a\(round)")])
                let made = try await [first, second]
                #expect(made.filter(\.self).count == 1)
            }
        }
    }

    /// Commits that name the same records in opposite order all finish, and each is made once.
    @Test(arguments: Engine.allCases)
    func ordersOfNamesDoNotMatter(_ engine: Engine) async throws {
        try await engine.withStorage { open in
            let stores = [try await open(), try await open()]
            try await makeTenant(stores[0])
            let records = (0..<12).map { used("r\($0)") }
            let made = try await withThrowingTaskGroup(of: Bool.self) { group in
                for task in 0..<40 {
                    group.addTask {
                        let store = stores[task % 2]
                        return try await store.commit(
                            putting: task % 4 < 2 ? records : Array(records.reversed())
                        )
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(made == 40)
            #expect(try await stores[0].version("r0") > 0)
        }
    }

    /// Organizations that exchange their hosts don't deadlock.
    @Test(arguments: Engine.allCases)
    func hostsGoRound(_ engine: Engine) async throws {
        try await engine.withStorage { open in
            let store = try await open()
            let sso = try SingleSignOn(store: store, masterKeys: MasterKeys(current: MasterKeys.generate()))
            let names = ["a", "b", "c", "d"]
            for name in names { try await makeTenant(store, name) }
            await withTaskGroup(of: Void.self) { group in
                for name in names {
                    group.addTask {
                        for round in 0..<25 {
                            let wanted = (0..<3).map { "host\((round * 7 + $0) % 6).portal.example" }
                            let own = "\(name).portal.example"
                            let hosts = try? ([own] + (name < "c" ? wanted : wanted.reversed())).map {
                                try PortalHost($0)
                            }
                            // Most are refused, because another organization has one of the hosts.
                            try? await sso.setHosts(hosts ?? [], of: organization(name), by: administrator)
                        }
                    }
                }
            }
            for host in try (0..<6).map({ try PortalHost("host\($0).portal.example") }) {
                let owner = try? await sso.tenant(host: host)
                #expect(owner?.hosts.contains(host) ?? true)
            }
        }
    }

    /// Several stores can open an empty database at the same moment.
    @Test(arguments: Engine.allCases)
    func openAtOnce(_ engine: Engine) async throws {
        for _ in 0..<5 {
            try await engine.withStorage { open in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<6 {
                        group.addTask { try await makeTenant(open(), "org\(index)") }
                    }
                    try await group.waitForAll()
                }
                let store = try await open()
                #expect(try await store.organizations(after: nil, limit: 10).count == 6)
            }
        }
    }

    /// The tenant record is always read, but is among the records only if it was requested.
    @Test(arguments: Engine.allCases)
    func theTenantIsARecordLikeOthers(_ engine: Engine) async throws {
        try await engine.withStorage { open in
            let store = try await open()
            try await makeTenant(store)
            #expect(try await store.commit(putting: [used("a")]))
            let host = TenantReference.host(try PortalHost("acme.portal.example"))
            for tenant in [.id(try organization()), host] {
                let plain = try #require(try await store.read(tenant, [.named(RecordName(.used, "a"))]))
                #expect(plain.entries.keys.map(\.kind) == [.used])
                #expect(try plain.tenant.organization == organization())
                let named = try #require(try await store.read(tenant, [.named(.tenant), .named(.tenant)]))
                #expect(named.entries[.tenant]?.version == plain.tenantVersion)
                #expect(named.entries.count == 1)
            }
        }
    }

    /// Expired records can be removed while commits write the same records.
    @Test(arguments: Engine.allCases)
    func removalBesideCommits(_ engine: Engine) async throws {
        try await engine.withStorage { open in
            let (writer, remover) = (try await open(), try await open())
            try await makeTenant(writer)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for round in 0..<100 {
                        let records = (0..<8).map { used("r\($0)", until: round.isMultiple(of: 2) ? 1 : 4e9) }
                        let isMade = try await writer.commit(putting: records)
                        #expect(isMade)
                    }
                }
                group.addTask {
                    for _ in 0..<100 {
                        _ = try await remover.removeRecords(
                            expiredBefore: NumericDate(secondsSinceEpoch: 2),
                            limit: 5
                        )
                    }
                }
                try await group.waitForAll()
            }
            for index in 0..<8 { #expect(try await writer.version("r\(index)") > 0) }
        }
    }

    /// Infinite and absent times never expire, and NaN is before no time.
    @Test(arguments: Engine.allCases)
    func oddTimes(_ engine: Engine) async throws {
        try await engine.withStorage { open in
            let store = try await open()
            try await makeTenant(store)
            let times: [Double] = [
                .infinity, -.infinity, .greatestFiniteMagnitude, -0.0, .leastNonzeroMagnitude, 0.1 + 0.2,
                253_402_300_799.000_03, 1e22, 9_007_199_254_740_994,
            ]
            for (index, time) in times.enumerated() {
                #expect(try await store.commit(putting: [used("t\(index)", until: time)]))
                let name = RecordName(.used, "t\(index)")
                let found = try await store.read(.id(organization()), [.named(name)])?.entries[name]?.record
                #expect(found?.expiresAt?.secondsSinceEpoch.bitPattern == time.bitPattern)
            }
            #expect(try await store.commit(putting: [used("nan", until: .nan)]))
            #expect(try await store.version("nan") > 0)
            let nan = NumericDate(secondsSinceEpoch: .nan)
            #expect(try await store.removeRecords(expiredBefore: nan, limit: 100) == 0)
            let infinity = NumericDate(secondsSinceEpoch: .infinity)
            #expect(try await store.removeRecords(expiredBefore: infinity, limit: 100) == times.count - 1)
            #expect(try await store.version("t0") > 0)
        }
    }

    /// A counter that would exceed 64 bits fails the commit, and changes nothing.
    @Test(arguments: Engine.allCases)
    func countersDoNotOverflow(_ engine: Engine) async throws {
        try await engine.withStorage { open in
            let store = try await open()
            try await makeTenant(store)
            let name = RecordName(.counter, "2026-01-01/expired")
            var commit = PortalCommit(organization: try organization())
            commit.additions[name] = Int64.max - 1
            #expect(try await store.commit(commit))
            commit.additions[name] = 2
            commit.puts = [used("a")]
            let beyond = commit
            await #expect(throws: (any Error).self) { _ = try await store.commit(beyond) }
            #expect(try await store.version("a") == 0)
            let snapshot = try await store.read(.id(organization()), [.named(name)])
            #expect(snapshot?.counters[name] == Int64.max - 1)
        }
    }

    /// Cancelled tasks leave the store usable.
    @Test(arguments: Engine.allCases)
    func cancellation(_ engine: Engine) async throws {
        try await engine.withStorage { open in
            let store = try await open()
            try await makeTenant(store)
            let outcomes = await withTaskGroup(of: Bool?.self) { group in
                for index in 0..<60 {
                    group.addTask { try? await store.commit(putting: [used("c\(index)")]) }
                    group.addTask {
                        _ = try? await store.read(.id(organization()), [.all(.used, after: "", limit: 100)])
                        return nil
                    }
                }
                try? await Task.sleep(for: .milliseconds(10))
                group.cancelAll()
                return await group.reduce(into: [Bool?]()) { $0.append($1) }
            }
            #expect(outcomes.count == 120)
            let made = outcomes.compactMap(\.self).count
            let found = try await store.read(.id(organization()), [.all(.used, after: "", limit: 100)])
            // All reported commits are there; tasks that were cancelled while committing may have made more.
            #expect(found?.entries.count ?? 0 >= made)
            #expect(try await store.commit(putting: [used("after")]))
        }
    }
}
