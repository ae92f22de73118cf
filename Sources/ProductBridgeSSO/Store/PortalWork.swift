// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// One step for an organization: what it has read, and what it is going to change. Its commit requires that
/// nothing it has read by name has changed since, including the tenant record.
struct PortalWork: Sendable {
    let tenant: Tenant
    private(set) var commit: PortalCommit
    private let store: any PortalStore
    private var records: [RecordName: PortalRecord] = [:]
    private var versions: [RecordName: Int64] = [:]
    private(set) var counters: [RecordName: Int64] = [:]
    private var removed: Set<RecordName> = []

    /// Nil if there is no such organization.
    init?(_ reference: TenantReference, _ queries: [RecordQuery] = [], store: any PortalStore) async throws {
        guard let snapshot = try await store.read(reference, queries) else { return nil }
        tenant = snapshot.tenant
        guard tenant.settings.isPossible else { throw SSOError(.storeInconsistent) }
        // A store that mixes up organizations must not mix up people.
        switch reference {
        case .host(let host): guard tenant.hosts.contains(host) else { throw SSOError(.storeInconsistent) }
        case .id(let id): guard tenant.organization == id else { throw SSOError(.storeInconsistent) }
        }
        self.store = store
        commit = PortalCommit(organization: tenant.organization)
        commit.expected[.tenant] = snapshot.tenantVersion
        try take(snapshot, queries)
    }

    /// Reads more. If the tenant record has changed meanwhile, the commit won't be made.
    mutating func load(_ queries: [RecordQuery]) async throws {
        guard !queries.isEmpty else { return }
        guard let snapshot = try await store.read(.id(tenant.organization), queries) else {
            throw SSOError(.unknownOrganization)
        }
        guard snapshot.tenant.organization == tenant.organization else { throw SSOError(.storeInconsistent) }
        try take(snapshot, queries)
    }

    /// Reads one record, unless it was read before.
    mutating func load(_ name: RecordName) async throws {
        if commit.expected[name] == nil { try await load([.named(name)]) }
    }

    /// Reads all counters.
    mutating func loadCounters() async throws {
        var known: Int
        repeat {
            known = counters.count
            let last = counters.keys.map(\.id).max() ?? ""
            try await load([.all(.counter, after: last, limit: 1000)])
        } while counters.count == known + 1000
    }

    private mutating func take(_ snapshot: PortalSnapshot, _ queries: [RecordQuery]) throws {
        for (name, entry) in snapshot.entries {
            guard entry.record.name == name else { throw SSOError(.storeInconsistent) }
            if case .session(let session) = entry.record, session.organization != tenant.organization {
                throw SSOError(.storeInconsistent)
            }
            records[name] = entry.record
            versions[name] = entry.version
        }
        counters.merge(snapshot.counters) { $1 }
        for case .named(let name) in queries where name.kind != .counter && commit.expected[name] == nil {
            commit.expected[name] = snapshot.entries[name]?.version ?? 0
        }
    }

    /// What was read or put under a name; nil if there is nothing.
    func record(_ name: RecordName) -> PortalRecord? { records[name] }

    /// All records of a kind that were read.
    func all(_ kind: PortalRecord.Kind) -> [PortalRecord] {
        records.filter { $0.key.kind == kind }.sorted { $0.key.id < $1.key.id }.map(\.value)
    }

    func user(_ id: String) -> PortalUser? {
        if case .user(let user) = records[RecordName(.user, id)] { user } else { nil }
    }

    /// The people with a user id, among those that were read.
    func users(ofUserID userID: String) -> [PortalUser] {
        all(.user).compactMap { user($0.name.id) }.filter { $0.mergedInto == nil && $0.has(userID: userID) }
    }

    func session(_ digest: String) -> PortalSession? {
        if case .session(let session) = records[RecordName(.session, digest)] { session } else { nil }
    }

    mutating func put(_ record: PortalRecord) {
        records[record.name] = record
        commit.puts.removeAll { $0.name == record.name }
        commit.puts.append(record)
    }

    /// Puts a record that must not exist yet.
    mutating func insert(_ record: PortalRecord) {
        commit.expected[record.name] = 0
        put(record)
    }

    /// Removes a record; one that was read must be unchanged.
    mutating func remove(_ name: RecordName) {
        records[name] = nil
        if let version = versions[name] { commit.expected[name] = version }
        commit.puts.removeAll { $0.name == name }
        if removed.insert(name).inserted { commit.removals.append(name) }
    }

    mutating func add(_ amount: Int64, to counter: RecordName) {
        commit.additions[counter, default: 0] += amount
    }

    /// Makes the changes. False if something has changed since it was read: then nothing happened, and the
    /// step begins again.
    ///
    /// If the store throws, the commit may have been made anyway, or may still be in progress. A record with
    /// a random number in its name shows which: since it must not exist before, the same commit can't be made
    /// twice. So the commit is tried again, which waits for one in progress, and then the record is looked
    /// up.
    func made() async throws -> Bool {
        try await commit.made(in: store)
    }
}

extension PortalCommit {
    /// Makes the changes, as ``PortalWork/made()`` does.
    func made(in store: any PortalStore) async throws -> Bool {
        do {
            return try await store.commit(self)
        } catch {
            // In a separate task, since this one may have been cancelled.
            let isMade = await Task { await isMadeAfterAll(in: store) }.value
            guard isMade else { throw error }
            return true
        }
    }

    private func isMadeAfterAll(in store: any PortalStore) async -> Bool {
        if !own.isEmpty, (try? await store.commit(self)) == true { return true }
        return await wasMade(in: store)
    }

    /// The new records with a random number in their name: nobody else can have made them.
    private var own: [RecordName] {
        puts.map(\.name).filter { [.session, .change, .test].contains($0.kind) && expected[$0] == 0 }
    }

    private func wasMade(in store: any PortalStore) async -> Bool {
        let names = puts.map(\.name) + removals
        guard !puts.isEmpty,
            let snapshot = try? await store.read(.id(organization), names.map(RecordQuery.named))
        else { return false }
        // Others may have changed everything else since.
        guard own.isEmpty else { return own.contains { snapshot.entries[$0] != nil } }
        return puts.allSatisfy { record in
            if case .tenant(let tenant) = record { return tenant == snapshot.tenant }
            return snapshot.entries[record.name]?.record == record
        } && removals.allSatisfy { snapshot.entries[$0] == nil }
    }
}
