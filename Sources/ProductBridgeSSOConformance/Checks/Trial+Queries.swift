// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

extension Trial {
    /// Ids in the order of their bytes, which is no language's collation.
    private static let ids = [
        "!", "%", "-1", "0", "10", "2", "A", "B", "Z", "Za", "_", "a", "a!", "a%", "aB", "a_", "ab", "b", "z",
        "~",
        "~" + String(repeating: "x", count: 127),
    ]

    func kindsInOrder() async throws {
        let organization = try await makeOrganization().organization
        let ids = Self.ids
        var commit = PortalCommit(organization: organization)
        commit.puts = ids.shuffled().map { .mark($0) }
        for id in ids { commit.additions[.counter(id)] = 1 }
        try await expect(true, commit, "A commit of many records")
        try await put(.user(try await person(organization).user), of: organization)

        for kind in [PortalRecord.Kind.used, .counter] {
            for (after, limit) in [
                ("", 100), ("", 1), ("", 7), ("a", 3), ("A", 100), ("aa", 2), ("~", 5), ("~~", 5),
            ] {
                let right = Array(
                    ids.filter { Array(after.utf8).lexicographicallyPrecedes($0.utf8) }.prefix(limit)
                )
                let found = try await read(organization, [.all(kind, after: after, limit: limit)])
                let names = kind == .counter ? Array(found.counters.keys) : Array(found.entries.keys)
                try expect(
                    names.allSatisfy { $0.kind == kind } && Set(names.map(\.id)) == Set(right)
                        && names.count == right.count,
                    "Of \(kind.rawValue) after “\(after)” the first \(limit) are \(right), not \(names.map(\.id).sorted())."
                )
            }
        }
        let all = try await read(organization, [.all(.tenant, after: "", limit: 10)])
        try expect(
            all.entries.keys.map(\.id) == ["tenant"],
            "The tenant record isn't among those of its kind."
        )

        // Several overlapping queries at once.
        let several = try await read(
            organization,
            [
                .named(.mark("z")), .all(.used, after: "b", limit: 2), .all(.used, after: "", limit: 1),
                .named(.mark("nothing")), .all(.user, after: "", limit: 5), .named(.counter("A")),
            ]
        )
        try expect(
            Set(several.entries.keys.filter { $0.kind == .used }.map(\.id)) == ["!", "z", "~"]
                && several.entries.count == 4 && several.counters == [.counter("A"): 1],
            "Several queries at once don't find what each finds."
        )
    }

    func tagsFind() async throws {
        let organization = try await makeOrganization().organization
        var people: [PortalUser] = []
        for _ in 0..<6 { people.append(try await person(organization, userID: "shared").user) }
        let stranger = try await person(organization, userID: "other").user
        let session = try await person(organization, userID: "shared").session
        var commit = PortalCommit(organization: organization)
        commit.puts = (people + [stranger]).shuffled().map { .user($0) } + [.session(session)]
        try await expect(true, commit, "A commit of many records")

        let tag = try tag(of: people[0])
        let ids = people.map(\.id).sorted()
        for limit in [1, 4, 6, 100] {
            let found = try await read(organization, [.tagged(.user, tag: tag, limit: limit)])
            try expect(
                Set(found.entries.keys.map(\.id)) == Set(ids.prefix(limit)) && found.entries.count <= limit,
                "A tag's first \(limit) records are others."
            )
        }
        let ofAnotherKind = try await read(organization, [.tagged(.session, tag: tag, limit: 10)])
        try expect(ofAnotherKind.entries.isEmpty, "A tag found records of another kind.")
        let part = try await read(organization, [.tagged(.user, tag: String(tag.dropLast()), limit: 10)])
        try expect(part.entries.isEmpty, "A part of a tag found records.")
        let sessions = try await read(organization, [.tagged(.session, tag: session.user, limit: 10)])
        try expect(
            sessions.entries.values.map(\.record) == [.session(session)],
            "A session isn't found by its person."
        )

        // A record with two tags is found by each.
        let merged = try await mergedPerson(organization)
        try expect(merged.tags.count == 2, "A merged person has \(merged.tags.count) tags.")
        try await put(.user(merged.user), of: organization)
        for tag in merged.tags {
            let found = try await read(organization, [.tagged(.user, tag: tag, limit: 10)])
            try expect(found.entries.keys.map(\.id) == [merged.user.id], "A record isn't found by each tag.")
        }
    }

    func tagsFollowRecords() async throws {
        let organization = try await makeOrganization().organization
        let email = try Random.email()
        let first = try await person(organization, email: email, userID: "1").user
        let second = try await person(organization, email: email, userID: "2").user
        try await put(.user(first), of: organization)
        try await expect(tag: tag(of: first), leadsTo: first, in: organization)
        // The same one twice, which must not duplicate it.
        try await put(.user(first), of: organization)
        try await expect(tag: tag(of: first), leadsTo: first, in: organization)

        try await put(.user(second), of: organization)
        try await expect(tag: tag(of: first), leadsTo: nil, in: organization)
        try await expect(tag: tag(of: second), leadsTo: second, in: organization)

        // A commit that isn't made changes no tag.
        var conflict = PortalCommit(organization: organization)
        conflict.expected = [.mark("a"): 1]
        conflict.puts = [.user(first)]
        try await expect(false, conflict, "A commit that expects what isn't there")
        try await expect(tag: tag(of: first), leadsTo: nil, in: organization)
        try await expect(tag: tag(of: second), leadsTo: second, in: organization)

        var removal = PortalCommit(organization: organization)
        removal.removals = [RecordName(.user, second.id)]
        try await expect(true, removal, "A removal")
        try await expect(tag: tag(of: second), leadsTo: nil, in: organization)
        try await put(.user(first), of: organization)
        try await expect(tag: tag(of: first), leadsTo: first, in: organization)
        try await expect(tag: tag(of: second), leadsTo: nil, in: organization)
    }

    func namesAreBytes() async throws {
        let organization = try await makeOrganization().organization
        let user = try await person(organization).user
        var commit = PortalCommit(organization: organization)
        commit.expected = [.mark("a"): 0, .mark("A"): 0]
        commit.puts = [.mark("a", 1), .mark("A", 2), .mark("%", 3), .mark(user.id, 4), .user(user)]
        commit.additions = [.counter("a"): 5, .counter("A"): 6]
        try await expect(true, commit, "A commit of names that are nearly one")
        var removal = PortalCommit(organization: organization)
        removal.removals = [.mark("A"), RecordName(.user, "a"), .mark("%")]
        try await expect(true, removal, "A removal")
        let all: [RecordQuery] = [
            .named(.mark("A")), .named(.counter("A")), .named(RecordName(.user, user.id)),
            .all(.used, after: "", limit: 10), .named(.counter("a")),
        ]
        let snapshot = try await read(organization, all)
        try expect(
            snapshot.entries.mapValues(\.record) == [
                .mark("a"): .mark("a", 1), .mark(user.id): .mark(user.id, 4),
                RecordName(.user, user.id): .user(user),
            ] && snapshot.counters == [.counter("a"): 5, .counter("A"): 6],
            "Names that differ only in case or kind were mixed up."
        )
    }

    // MARK: Helpers

    private func expect(
        tag: String,
        leadsTo user: PortalUser?,
        in organization: OrganizationID
    ) async throws {
        let found = try await read(organization, [.tagged(.user, tag: tag, limit: 10)], by: other)
        try expect(
            found.entries.values.map(\.record) == (user.map { [.user($0)] } ?? []),
            user == nil ? "A tag outlived its record." : "A tag doesn't lead to its record."
        )
    }

    private func person(
        _ organization: OrganizationID,
        email: String? = nil,
        userID: String = "1"
    ) async throws -> (user: PortalUser, session: PortalSession) {
        try await Specimens.person(of: organization, email: email ?? Random.email(), userID: userID)
    }

    private func mergedPerson(_ organization: OrganizationID) async throws -> (
        user: PortalUser, tags: [String]
    ) {
        let records = try await Specimens.all(of: organization, at: .start)
        for case .user(let user) in records where user.mergedInto != nil {
            return (user, PortalRecord.user(user).tags)
        }
        throw fail("No person was merged.")
    }

    private func tag(of user: PortalUser) throws -> String {
        guard let tag = PortalRecord.user(user).tags.first else { throw fail("A person has no tag.") }
        return tag
    }
}
