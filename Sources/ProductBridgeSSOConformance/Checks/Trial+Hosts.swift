// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeSSO

extension Trial {
    func hostsAreUnique() async throws {
        let owner = try await makeOrganization(hosts: 2)
        let tenant = try await makeOrganization()
        let organization = tenant.organization
        try await put(.mark("a"), of: organization)
        let before = try await read(organization, [.all(.used, after: "", limit: 10)])

        for host in owner.hosts {
            var commit = PortalCommit(organization: organization)
            let free = try Random.host()
            commit.puts = [
                .mark("a", 1),
                .tenant(try await Specimens.tenant(organization, hosts: tenant.hosts + [free, host])),
            ]
            commit.additions = [.counter("c"): 1]
            try await expect(false, commit, by: other, "A commit with another organization's host")
            let queries: [RecordQuery] = [.all(.used, after: "", limit: 10), .named(.counter("c"))]
            let after = try await read(organization, queries)
            try expect(
                after.isSame(as: before),
                "A commit with another organization's host changed something."
            )
            try await expect(owns: owner, host, "A host")
            try expect(try await store.read(.host(free), []) == nil, "A commit that wasn't made took a host.")
        }

        let thief = try await Specimens.tenant(Random.organization(), hosts: [owner.hosts[1]])
        var first = PortalCommit(organization: thief.organization)
        first.expected = [.tenant: 0]
        first.puts = [.tenant(thief)]
        try await expect(false, first, "The first commit with another organization's host")
        try expect(
            try await store.read(.id(thief.organization), []) == nil,
            "The first commit with another organization's host made the organization."
        )
    }

    func oneGetsAHost() async throws {
        let host = try Random.host()
        let made = try await atOnce(min(concurrency, 20)) { _, handle in
            let tenant = try await Specimens.tenant(Random.organization(), hosts: [Random.host(), host])
            var commit = PortalCommit(organization: tenant.organization)
            commit.expected = [.tenant: 0]
            commit.puts = [.tenant(tenant)]
            let isMade = try await handle.commit(commit)
            let isThere = try await handle.read(.id(tenant.organization), []) != nil
            try expect(isMade == isThere, "A commit was said to be made and wasn't, or the other way round.")
            return isMade ? tenant : nil
        }.compactMap(\.self)
        try expect(made.count == 1, "\(made.count) organizations got one host at the same time.")
        try await expect(owns: made[0], host, "The host that all wanted")
    }

    func hostsMove() async throws {
        let first = try await makeOrganization(hosts: 3)
        let second = try await makeOrganization()
        let (kept, moved) = (first.hosts[0], first.hosts[1])

        // Another order and one host less; then the same hosts once more.
        let less = try await Specimens.tenant(first.organization, hosts: [first.hosts[2], kept])
        try await put(.tenant(less), of: first.organization)
        try await put(.tenant(less), of: first.organization)
        try expect(
            try await store.read(.host(moved), []) == nil,
            "A host that was given up still leads somewhere."
        )
        for host in less.hosts { try await expect(owns: less, host, "A host that was kept") }

        let more = try await Specimens.tenant(second.organization, hosts: [moved] + second.hosts)
        try await put(.tenant(more), of: second.organization)
        for host in more.hosts { try await expect(owns: more, host, "A host that was taken") }
        var back = PortalCommit(organization: first.organization)
        back.puts = [.tenant(first)]
        try await expect(false, back, "A commit with a host that another organization has taken")

        // The scheme and the port are part of a host.
        let text = "\(try Random.text()).localhost"
        let hosts = [
            try PortalHost(text), try PortalHost(text, insecureLoopback: true),
            try PortalHost("\(text):8443"),
        ]
        for host in hosts {
            let tenant = try await Specimens.tenant(Random.organization(), hosts: [host])
            try await put(.tenant(tenant), of: tenant.organization)
            try await expect(owns: tenant, host, "The host \(host.origin)")
        }
    }

    private func expect(owns tenant: Tenant, _ host: PortalHost, _ what: String) async throws {
        for handle in [store, other] {
            let owner = try await handle.read(.host(host), [])?.tenant
            try expect(owner == tenant, "\(what) doesn't lead to its organization.")
        }
    }
}
