// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

extension Trial {
    func commitsChangeAll() async throws {
        let tenant = try await makeOrganization()
        let organization = tenant.organization
        try await put(.mark("replaced"), .mark("removed"), .mark("left", 7), of: organization)
        let before = try await read(organization, everything)

        var commit = PortalCommit(organization: organization)
        commit.expected = versions(before).merging([.mark("made"): 0]) { old, _ in old }
        commit.puts = [.mark("made", 2), .mark("replaced", 2)]
        commit.removals = [.mark("removed"), .mark("never there")]
        commit.additions = [.counter("c"): 3, .counter("d"): 1]
        try await expect(true, commit, "A commit that expects what is there")

        let after = try await read(organization, everything)
        let records = after.entries.values.map(\.record).sorted { $0.name.id < $1.name.id }
        try expect(
            records == [.mark("left", 7), .mark("made", 2), .mark("replaced", 2)],
            "After a commit there isn't what it said."
        )
        try expect(
            after.counters == [.counter("c"): 3, .counter("d"): 1],
            "After a commit counters are otherwise."
        )
        try expect(
            after.tenant == tenant && after.tenantVersion == before.tenantVersion
                && after.entries[.mark("left")] == before.entries[.mark("left")],
            "A commit changed what it didn't name."
        )

        // An empty commit is a commit, too.
        try await expect(true, PortalCommit(organization: organization), "An empty commit")
    }

    func conflictsChangeNothing() async throws {
        let tenant = try await makeOrganization()
        let organization = tenant.organization
        try await put(.mark("put"), .mark("removed"), .mark("seen"), of: organization)
        let old = try await read(organization, everything)
        // Each has another version now.
        try await put(.mark("put", 1), .mark("removed", 1), .mark("seen", 1), of: organization)
        var again = PortalCommit(organization: organization)
        again.puts = [.tenant(tenant)]
        again.additions = [.counter("c"): 5]
        try await expect(true, again, "A commit")
        let before = try await read(organization, everything)

        let moved = try await Specimens.tenant(organization, hosts: tenant.hosts + [Random.host()])
        let wrong: [(RecordName, Int64)] =
            versions(old).map { ($0.key, $0.value) } + [
                (.mark("put"), 0), (.mark("seen"), 0), (.tenant, 0), (.mark("made"), 1),
                (.mark("never there"), 1), (.mark("seen"), before.tenantVersion + 1_000_000),
            ]
        for (name, version) in wrong {
            var commit = PortalCommit(organization: organization)
            commit.expected = versions(before).merging([.mark("made"): 0]) { old, _ in old }
            commit.expected[name] = version
            commit.puts = [.mark("made"), .mark("put", 2), .tenant(moved)]
            commit.removals = [.mark("removed")]
            commit.additions = [.counter("c"): 1]
            for handle in [store, other] {
                try await expect(false, commit, by: handle, "A commit that expects another \(name.id)")
            }
            let after = try await read(organization, everything)
            try expect(after.isSame(as: before), "A commit that wasn't made changed something.")
            try expect(
                try await store.read(.host(moved.hosts[1]), []) == nil,
                "A commit that wasn't made took a host."
            )
        }
    }

    func absentIsZero() async throws {
        let organization = try await makeOrganization().organization
        var commit = PortalCommit(organization: organization)
        commit.expected = [.mark("a"): 0, .mark("b"): 0]
        commit.puts = [.mark("a")]
        try await expect(true, commit, "The commit that makes a record")
        try await expect(false, commit, "The same commit a second time")

        commit.expected = [.mark("a"): 1_000_000_000, .mark("b"): 0]
        try await expect(false, commit, "A commit that expects a version which no record has")
        commit.expected = [.mark("a"): 0]
        commit.puts = [.mark("c")]
        try await expect(false, commit, "A commit that makes one record and expects another not to be there")
        try expect(
            try await version(.mark("c"), of: organization) == 0,
            "A commit that wasn't made made a record."
        )

        commit.expected = [.mark("a"): try await version(.mark("a"), of: organization)]
        commit.puts = []
        commit.removals = [.mark("a")]
        try await expect(true, commit, "A removal")
        commit.expected = [.mark("a"): 0]
        commit.removals = []
        commit.puts = [.mark("a", 1)]
        try await expect(true, commit, "The commit that makes a removed record anew")

        // An organization that doesn't exist has no records; its first commit creates both.
        let absent = try await Specimens.tenant(Random.organization(), hosts: [Random.host()])
        var first = PortalCommit(organization: absent.organization)
        first.expected = [.tenant: 1]
        first.puts = [.tenant(absent), .mark("a")]
        try await expect(false, first, "The first commit that expects a tenant record")
        first.expected = [.tenant: 0, .mark("a"): 0]
        try await expect(true, first, "The first commit of an organization")
        try await expect(false, first, "The first commit a second time")
    }

    func oneMakesARecord() async throws {
        let organization = try await makeOrganization().organization
        for round in 0..<3 {
            let name = "mark-\(round)"
            let made = try await atOnce(concurrency) { number, handle in
                var commit = PortalCommit(organization: organization)
                commit.expected = [.mark(name): 0]
                commit.puts = [.mark(name, number), .mark("\(name)-by-\(number)", number)]
                return try await handle.commit(commit) ? number : nil
            }.compactMap(\.self)
            try expect(
                made.count == 1,
                "Of \(concurrency) who made one record, \(made.count) were told they did."
            )
            let marks = try await records(.used, of: organization).filter { $0.name.id.hasPrefix(name) }
            try expect(
                marks == [.mark(name, made[0]), .mark("\(name)-by-\(made[0])", made[0])],
                "The record isn't that of who was told to have made it, or others left something."
            )
        }
    }

    func noUpdateIsLost() async throws {
        let organization = try await makeOrganization().organization
        try await put(.mark("sum"), of: organization)
        _ = try await atOnce(concurrency) { _, handle in
            while true {
                let snapshot = try await read(organization, [.named(.mark("sum"))], by: handle)
                guard let entry = snapshot.entries[.mark("sum")], case .used(_, let sum) = entry.record else {
                    throw fail("A record was gone for a moment.")
                }
                var commit = PortalCommit(organization: organization)
                commit.expected = [.mark("sum"): entry.version]
                commit.puts = [.used(digest: "sum", until: sum + 1)]
                if try await handle.commit(commit) { return }
                try await Task.sleep(for: .microseconds(Int.random(in: 0...2000)))
            }
        }
        try expect(
            try await records(.used, of: organization) == [.mark("sum", concurrency)],
            "Of \(concurrency) changes of one record some were undone."
        )
    }

    // MARK: Versions

    func versionsChange() async throws {
        let tenant = try await makeOrganization()
        let organization = tenant.organization
        var seen: Set<Int64> = []
        var seenOfTenant: Set<Int64> = [try await read(organization).tenantVersion]
        for round in 0..<10 {
            try await put(.mark("a"), .tenant(tenant), .mark("b-\(round)"), of: organization)
            let snapshot = try await read(organization, [.named(.mark("a"))])
            let version = snapshot.entries[.mark("a")]?.version ?? 0
            try expect(version >= 1, "A version is \(version).")
            try expect(seen.insert(version).inserted, "A record that was put again kept a version.")
            try expect(
                seenOfTenant.insert(snapshot.tenantVersion).inserted,
                "A tenant record that was put again kept a version."
            )
        }
    }

    func versionsNeverRepeat() async throws {
        let organization = try await makeOrganization().organization
        var seen: Set<Int64> = []
        for round in 0..<6 {
            try await put(
                .mark("a"),
                .used(digest: "old", until: NumericDate(secondsSinceEpoch: 1)),
                of: organization
            )
            try expect(
                seen.insert(try await version(.mark("a"), of: organization)).inserted,
                "A record that was removed and made again has a version that it had before."
            )
            var removal = PortalCommit(organization: organization)
            removal.removals = [.mark("a")]
            try await expect(true, removal, by: round.isMultiple(of: 2) ? store : other, "A removal")
        }

        seen = []
        for _ in 0..<3 {
            try await put(.used(digest: "old", until: NumericDate(secondsSinceEpoch: 1)), of: organization)
            try expect(
                seen.insert(try await version(.mark("old"), of: organization)).inserted,
                "A record that had expired and was made again has a version that it had before."
            )
            while try await store.removeRecords(
                expiredBefore: NumericDate(secondsSinceEpoch: 2),
                limit: 100
            ) > 0 {}
        }
    }

    // MARK: Helpers

    private var everything: [RecordQuery] {
        [.all(.used, after: "", limit: 100), .all(.counter, after: "", limit: 100)]
    }

    private func versions(_ snapshot: PortalSnapshot) -> [RecordName: Int64] {
        snapshot.entries.mapValues(\.version).merging([.tenant: snapshot.tenantVersion]) { old, _ in old }
    }
}
