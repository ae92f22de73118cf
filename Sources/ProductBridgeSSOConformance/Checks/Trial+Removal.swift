// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// These run in 1970, when no other check's records expire.
extension Trial {
    func removalOfExpired() async throws {
        let organization = try await makeOrganization().organization
        let person = try await Specimens.person(
            of: organization,
            email: "ada@example.com",
            userID: "1",
            at: second(10)
        )
        guard let company = try await Specimens.company(of: organization, mrr: 1) else {
            throw fail("No company was made.")
        }
        while try await remove(before: 10_000, limit: 1000) > 0 {}
        let times = [100, 200, 200.5, 300, 400, 500]
        var commit = PortalCommit(organization: organization)
        commit.puts =
            times.map { .used(digest: "\($0)", until: second($0)) } + [
                .user(person.user), .company(company), .mark("of today"), .session(person.session),
            ]
        commit.additions = [.counter("c"): 1]
        try await expect(true, commit, "A commit")

        // The session ends at 3610.
        for (time, limit, count, left) in [
            (50.0, 10, 0, 6), (100, 10, 0, 6), (100.25, 10, 1, 5), (200.5, 10, 1, 4), (200.75, 10, 1, 3),
            (1000, 2, 2, 1), (1000, 2, 1, 0), (1000, 2, 0, 0),
        ] {
            let removed = try await remove(before: time, limit: limit)
            try expect(
                removed == count,
                "Before second \(time) \(count) records had expired, and \(removed) were removed."
            )
            let marks = try await records(.used, of: organization).filter { $0 != .mark("of today") }
            try expect(marks.count == left, "\(left) records had to be left, and \(marks.count) were.")
            try expect(
                marks.allSatisfy { $0.expiresAt.map { $0 >= second(time) } ?? true } || removed == limit,
                "Records were removed that hadn't expired."
            )
        }
        let rest = try await read(
            organization,
            [
                .all(.user, after: "", limit: 10), .all(.company, after: "", limit: 10),
                .all(.session, after: "", limit: 10), .all(.used, after: "", limit: 10),
                .named(.counter("c")),
            ]
        )
        try expect(
            Set(rest.entries.values.map(\.record)) == [
                .user(person.user), .company(company), .session(person.session), .mark("of today"),
            ] && rest.counters == [.counter("c"): 1],
            "Something was removed that hadn't expired, or that never does."
        )
    }

    func removalLeavesNothing() async throws {
        let organization = try await makeOrganization().organization
        let other = try await makeOrganization().organization
        let session = try await Specimens.person(
            of: organization,
            email: "ada@example.com",
            userID: "1",
            at: second(10)
        ).session
        let tagged: [RecordQuery] = [.tagged(.session, tag: session.user, limit: 10)]
        while try await remove(before: 10_000, limit: 1000) > 0 {}
        try await put(.session(session), .used(digest: "a", until: second(5)), of: organization)
        // Another organization's record with the same name stays.
        try await put(.mark(session.digest), .mark("a"), of: other)
        try expect(
            try await remove(before: 10_000, limit: 10) == 2,
            "Two records had expired, and others were removed."
        )
        try expect(
            try await read(organization, tagged).entries.isEmpty,
            "A tag outlived a record that had expired."
        )
        try expect(
            try await records(.used, of: other).count == 2,
            "Another organization's record was removed."
        )

        var commit = PortalCommit(organization: organization)
        commit.expected = [RecordName(.session, session.digest): 0, .mark("a"): 0]
        commit.puts = [.session(session)]
        try await expect(true, commit, "A commit that makes a record anew which had expired")
        try expect(
            try await read(organization, tagged).entries.values.map(\.record) == [.session(session)],
            "A record that was made anew isn't found by its tag."
        )
        _ = try await remove(before: 10_000, limit: 10)
    }

    private func second(_ seconds: Double) -> NumericDate { NumericDate(secondsSinceEpoch: seconds) }

    private func remove(before seconds: Double, limit: Int) async throws -> Int {
        let removed = try await store.removeRecords(expiredBefore: second(seconds), limit: limit)
        try expect(
            (0...limit).contains(removed),
            "\(removed) records were removed where the limit was \(limit)."
        )
        return removed
    }
}
