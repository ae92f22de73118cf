// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

extension Trial {
    func organizationsStayApart() async throws {
        // Ids that differ in case, and in pattern wildcards.
        let stem = try Random.text()
        let ids = try ["-a", "-A", "_a", "-a.b"].map { suffix in
            guard let id = OrganizationID(rawValue: stem + suffix) else { throw SSOError(.invalidArgument) }
            return id
        }
        var users: [PortalUser] = []
        for (number, id) in ids.enumerated() {
            _ = try await makeOrganization(id)
            let user = try await Specimens.person(of: id, email: "ada@example.com", userID: "1").user
            users.append(user)
            var commit = PortalCommit(organization: id)
            commit.expected = [.mark("a"): 0, RecordName(.user, user.id): 0]
            commit.puts = [.mark("a", number), .mark("removed", number), .user(user)]
            commit.additions = [.counter("c"): Int64(number + 1)]
            try await expect(true, commit, "A commit of names that another organization has, too,")
        }
        try expect(Set(users.map(\.id)).count == 1, "One address has several ids.")

        var removal = PortalCommit(organization: ids[0])
        removal.removals = [.mark("removed"), RecordName(.user, users[0].id)]
        removal.puts = [.mark("a", 100)]
        removal.additions = [.counter("c"): 100]
        try await expect(true, removal, "A removal")

        for (number, id) in ids.enumerated() {
            let isChanged = number == 0
            guard let tag = PortalRecord.user(users[number]).tags.first else {
                throw fail("A person has no tag.")
            }
            let queries: [RecordQuery] = [
                .all(.used, after: "", limit: 100), .tagged(.user, tag: tag, limit: 100),
                .named(.counter("c")),
                .all(.user, after: "", limit: 100),
            ]
            let snapshot = try await read(id, queries, by: other)
            let right: [PortalRecord] =
                isChanged
                ? [.mark("a", 100)] : [.mark("a", number), .mark("removed", number), .user(users[number])]
            try expect(
                snapshot.tenant.organization == id && Set(snapshot.entries.values.map(\.record)) == Set(right)
                    && snapshot.entries.count == right.count
                    && snapshot.counters == [.counter("c"): Int64(number + 1) + (isChanged ? 100 : 0)],
                "An organization has what another has done to its own."
            )
        }
    }

    func organizationsInOrder() async throws {
        let stem = try Random.text()
        let ids = ["-", "-1", ".", "10", "2", "A", "B", "_", "a", "b"].compactMap {
            OrganizationID(rawValue: stem + $0)
        }
        for id in ids.shuffled() { _ = try await makeOrganization(id) }
        // No other organization's id begins with the stem.
        guard let start = OrganizationID(rawValue: String(stem)) else { throw SSOError(.invalidArgument) }
        try expect(
            try await store.organizations(after: start, limit: 10) == ids,
            "Organizations aren't in the order of their bytes."
        )
        var (last, all) = (start, [OrganizationID]())
        for _ in 0..<4 {
            let page = try await other.organizations(after: last, limit: 3)
            try expect(
                (1...3).contains(page.count),
                "\(page.count) organizations came where 3 were asked for."
            )
            all += page.filter { $0.rawValue.hasPrefix(stem) }
            last = page.last ?? last
        }
        try expect(all == ids, "Page by page, organizations are others.")
        try expect(
            try await store.organizations(after: nil, limit: 1).count == 1,
            "There is no first organization."
        )

        // Without a tenant record there is no organization.
        var removal = PortalCommit(organization: ids[0])
        removal.removals = [.tenant]
        try await expect(true, removal, "The removal of a tenant record")
        try expect(
            try await store.organizations(after: start, limit: 1) == [ids[1]],
            "An organization without a tenant record is listed."
        )
        try expect(
            try await store.read(.id(ids[0]), []) == nil,
            "An organization without a tenant record is read."
        )
    }
}
