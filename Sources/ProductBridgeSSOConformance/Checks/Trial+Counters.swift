// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeSSO

extension Trial {
    func countersBelongToCommits() async throws {
        let organization = try await makeOrganization().organization
        var right: [RecordName: Int64] = [:]
        for round in 1...3 {
            var commit = PortalCommit(organization: organization)
            commit.additions = [.counter("2026-01-01/expired"): 2, .counter("\(round)"): 1 << 40]
            try await expect(true, commit, "A commit of only additions")
            right.merge(commit.additions) { $0 + $1 }
            commit.expected = [.mark("a"): 1]
            try await expect(false, commit, "A commit that expects what isn't there")
            let found = try await read(organization, [.all(.counter, after: "", limit: 100)], by: other)
            try expect(
                found.counters == right && found.entries.isEmpty,
                "Counters aren't what was added to them."
            )
        }
        let one = try await read(organization, [.named(.counter("2")), .named(.counter("4"))])
        try expect(one.counters == [.counter("2"): 1 << 40], "A counter isn't read by its name.")
    }

    func countersAreRemoved() async throws {
        let (one, another) = (
            try await makeOrganization().organization, try await makeOrganization().organization
        )
        for organization in [one, another] {
            var commit = PortalCommit(organization: organization)
            commit.additions = [.counter("2026-01-01/expired"): 2, .counter("2026-01-02/expired"): 3]
            try await expect(true, commit, "A commit of only additions")
        }
        var removal = PortalCommit(organization: one)
        removal.removals = [.counter("2026-01-01/expired"), .counter("2026-01-03/expired")]
        removal.expected = [.mark("a"): 1]
        try await expect(false, removal, "A commit that expects what isn't there")
        removal.expected = [:]
        for (organization, isRemoved) in [(one, false), (one, true), (another, false)] {
            if isRemoved { try await expect(true, removal, by: other, "A removal of counters") }
            var right: [RecordName: Int64] = [.counter("2026-01-02/expired"): 3]
            if !isRemoved { right[.counter("2026-01-01/expired")] = 2 }
            let found = try await read(organization, [.all(.counter, after: "", limit: 100)]).counters
            try expect(found == right, "Other counters are there than those that weren't removed.")
        }
        var again = PortalCommit(organization: one)
        again.additions = [.counter("2026-01-01/expired"): 1]
        try await expect(true, again, "A commit of only additions")
        let found = try await read(one, [.named(.counter("2026-01-01/expired"))]).counters
        try expect(found.values.map(\.self) == [1], "A counter that was removed doesn't begin anew.")
    }

    func countersAddUp() async throws {
        let organization = try await makeOrganization().organization
        _ = try await atOnce(concurrency) { number, handle in
            var commit = PortalCommit(organization: organization)
            commit.additions = [.counter("all"): 1, .counter("\(number % 2)"): Int64(number)]
            try await expect(true, commit, by: handle, "A commit of only additions")
        }
        let found = try await read(organization, [.all(.counter, after: "", limit: 100)]).counters
        let (odd, even) = (concurrency / 2, (concurrency + 1) / 2)
        let right: [RecordName: Int64] = [
            .counter("all"): Int64(concurrency), .counter("0"): Int64(even * (even - 1)),
            .counter("1"): Int64(odd * odd),
        ]
        try expect(
            found == right,
            "\(concurrency) additions of 1 at the same time gave \(found[.counter("all")] ?? 0)."
        )
    }

    func countersHaveNoVersion() async throws {
        let organization = try await makeOrganization().organization
        try await put(.mark("a"), of: organization)
        let queries: [RecordQuery] = [.all(.used, after: "", limit: 10)]
        let before = try await read(organization, queries)
        var addition = PortalCommit(organization: organization)
        addition.additions = [.counter("a"): 1, .counter("c"): 1]
        try await expect(true, addition, by: other, "A commit of only additions")
        let after = try await read(organization, queries)
        try expect(
            after.isSame(as: before),
            "An addition changed a record's version, or the tenant record's."
        )

        var commit = PortalCommit(organization: organization)
        commit.expected = before.entries.mapValues(\.version)
        commit.expected[.tenant] = before.tenantVersion
        commit.puts = [.mark("a", 1)]
        commit.additions = [.counter("c"): 1]
        try await expect(true, commit, "A commit that others' additions came before")
        commit.expected = [.mark("c"): 0]
        try await expect(true, commit, "A commit that expects no record where a counter has the id")
        // Removing a record doesn't remove a counter.
        var removal = PortalCommit(organization: organization)
        removal.removals = [.mark("a"), .mark("c")]
        try await expect(true, removal, "A removal")
        let counters = try await read(organization, [.all(.counter, after: "", limit: 10)]).counters
        try expect(counters == [.counter("a"): 1, .counter("c"): 3], "A removal changed a counter.")
    }
}
