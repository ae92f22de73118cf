// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

extension Trial {
    func whatIsNotThere() async throws {
        let (id, host) = (try Random.organization(), try Random.host())
        let queries: [RecordQuery] = [
            .named(.mark("a")), .named(.counter("c")), .tagged(.user, tag: "t", limit: 10),
            .all(.used, after: "", limit: 10), .all(.counter, after: "", limit: 10),
        ]
        try expect(
            try await store.read(.id(id), queries) == nil,
            "An organization that isn't there was read."
        )
        try expect(
            try await store.read(.host(host), queries) == nil,
            "A host that no organization has was read."
        )

        let tenant = try await makeOrganization()
        let snapshot = try await read(tenant.organization, queries)
        try expect(snapshot.tenant == tenant, "The tenant record isn't the one that was put.")
        try expect(snapshot.tenantVersion >= 1, "A version is \(snapshot.tenantVersion).")
        try expect(
            snapshot.entries.isEmpty && snapshot.counters.isEmpty,
            "What was never put was read."
        )
        try expect(
            try await store.read(.host(host), []) == nil,
            "A host that no organization has was read."
        )
        let byHost = try await store.read(.host(tenant.hosts[0]), queries)
        try expect(
            byHost.map { $0.isSame(as: snapshot) } ?? false,
            "By its host the organization reads otherwise."
        )
        let named = try await read(tenant.organization, [.named(.tenant)])
        let entry = PortalSnapshot.Entry(record: .tenant(tenant), version: snapshot.tenantVersion)
        try expect(named.entries == [.tenant: entry], "The tenant record can't be read by its name.")
    }

    func handlesSeeEachOther() async throws {
        let organization = try await makeOrganization().organization
        for number in 1...20 {
            let (writer, reader) = number % 4 < 2 ? (store, other) : (other, store)
            var commit = PortalCommit(organization: organization)
            commit.puts = [.mark("a", number)]
            commit.additions = [.counter("c"): 1]
            try await expect(true, commit, by: writer, "A commit")
            let names = [RecordName.mark("a"), .counter("c")]
            let seen = try await read(organization, names.map(RecordQuery.named), by: reader)
            try expect(
                seen.entries[.mark("a")]?.record == .mark("a", number)
                    && seen.counters[.counter("c")] == Int64(number),
                "What one handle committed, the next read of another handle didn't see."
            )
        }
    }

    /// One task writes two records, the tenant record and a counter in step; no reader may see them differ.
    func readsAreOneMoment() async throws {
        let first = try await makeOrganization(hosts: 1)
        let hosts = first.hosts + [try Random.host()]
        let second = try await Specimens.tenant(first.organization, hosts: hosts)
        let organization = first.organization
        try await put(.mark("a"), .mark("b"), of: organization)

        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await write(first, second) }
            defer { group.cancelAll() }
            try await readInStep(organization, hosts: first.hosts[0])
        }
    }

    private func write(_ first: Tenant, _ second: Tenant) async throws {
        var number = 0
        while !Task.isCancelled {
            number += 1
            var commit = PortalCommit(organization: first.organization)
            commit.puts = [
                .mark("a", number), .tenant(number.isMultiple(of: 2) ? first : second), .mark("b", number),
            ]
            commit.additions = [.counter("c"): 1]
            do {
                try await expect(true, commit, by: other, "A commit")
            } catch  where Task.isCancelled {
                return
            }
            await Task.yield()
        }
    }

    private func readInStep(_ organization: OrganizationID, hosts host: PortalHost) async throws {
        let queries: [RecordQuery] = [
            .named(.mark("a")), .named(.counter("c")), .all(.used, after: "", limit: 10),
        ]
        for round in 0..<50 {
            let reference: TenantReference = round.isMultiple(of: 2) ? .id(organization) : .host(host)
            guard let snapshot = try await store.read(reference, queries) else {
                throw fail("The organization was gone for a moment.")
            }
            let count = Int(snapshot.counters[.counter("c")] ?? 0)
            try expect(
                snapshot.entries[.mark("a")]?.record == .mark("a", count)
                    && snapshot.entries[.mark("b")]?.record == .mark("b", count)
                    && (snapshot.tenant.hosts.count == 1) == count.isMultiple(of: 2),
                "A read saw a part of a commit."
            )
        }
    }
}
