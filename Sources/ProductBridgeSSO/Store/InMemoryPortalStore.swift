// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity
internal import Synchronization

/// A store in this process's memory, for tests and experiments. Its contents, including used tokens, are gone
/// when the process ends: a portal needs a durable one.
public final class InMemoryPortalStore: PortalStore {
    fileprivate struct State {
        var records: [OrganizationID: [RecordName: PortalSnapshot.Entry]] = [:]
        var counters: [OrganizationID: [RecordName: Int64]] = [:]
        var hosts: [PortalHost: OrganizationID] = [:]
        var lastVersion: Int64 = 0
    }

    private let state = Guarded(State())

    /// Makes an empty store.
    public init() {}

    /// Reads an organization's records.
    public func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        state.withLock { $0.read(tenant, queries) }
    }

    /// Makes all changes, or none.
    public func commit(_ commit: PortalCommit) async throws -> Bool {
        state.withLock { $0.commit(commit) }
    }

    /// The ids of organizations.
    public func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        state.withLock { state in
            let ids = state.records.filter { $0.value[.tenant] != nil }.map(\.key.rawValue).sorted()
            return ids.filter { $0 > (last?.rawValue ?? "") }.prefix(limit).compactMap(OrganizationID.init)
        }
    }

    /// Removes expired records.
    public func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        state.withLock { $0.remove(expiredBefore: time, limit: limit) }
    }
}

extension InMemoryPortalStore.State {
    fileprivate func read(_ reference: TenantReference, _ queries: [RecordQuery]) -> PortalSnapshot? {
        let organization: OrganizationID? =
            switch reference {
            case .host(let host): hosts[host]
            case .id(let id): id
            }
        guard let organization, let records = records[organization], let entry = records[.tenant],
            case .tenant(let tenant) = entry.record
        else { return nil }

        var found: [RecordName: PortalSnapshot.Entry] = [:]
        var sums: [RecordName: Int64] = [:]
        let counters = counters[organization] ?? [:]
        for query in queries {
            switch query {
            case .named(let name):
                found[name] = records[name]
                sums[name] = counters[name]
            case .tagged(let kind, let tag, let limit):
                let tagged = records.filter { $0.key.kind == kind && $0.value.record.tags.contains(tag) }
                for name in first(limit, of: tagged.keys) { found[name] = records[name] }
            case .all(let kind, let after, let limit):
                func isWanted(_ name: RecordName) -> Bool { name.kind == kind && name.id > after }
                for name in first(limit, of: records.keys.filter(isWanted)) { found[name] = records[name] }
                for name in first(limit, of: counters.keys.filter(isWanted)) { sums[name] = counters[name] }
            }
        }
        return PortalSnapshot(tenant: tenant, tenantVersion: entry.version, entries: found, counters: sums)
    }

    private func first(_ limit: Int, of names: some Sequence<RecordName>) -> some Sequence<RecordName> {
        names.sorted { $0.id < $1.id }.prefix(limit)
    }

    fileprivate mutating func commit(_ commit: PortalCommit) -> Bool {
        let organization = commit.organization
        var records = records[organization] ?? [:]
        for (name, version) in commit.expected where (records[name]?.version ?? 0) != version { return false }
        for case .tenant(let tenant) in commit.puts {
            for host in tenant.hosts where hosts[host] ?? organization != organization { return false }
        }

        for name in commit.removals {
            records[name] = nil
            counters[organization]?[name] = nil
        }
        for record in commit.puts {
            lastVersion += 1
            records[record.name] = PortalSnapshot.Entry(record: record, version: lastVersion)
        }
        self.records[organization] = records
        counters[organization, default: [:]].merge(commit.additions) { $0 + $1 }

        hosts = hosts.filter { $0.value != organization }
        if case .tenant(let tenant) = records[.tenant]?.record {
            for host in tenant.hosts { hosts[host] = organization }
        }
        return true
    }

    fileprivate mutating func remove(expiredBefore time: NumericDate, limit: Int) -> Int {
        var count = 0
        for (organization, all) in records {
            for (name, entry) in all where count < limit {
                guard let expiresAt = entry.record.expiresAt, expiresAt < time else { continue }
                records[organization]?[name] = nil
                count += 1
            }
        }
        return count
    }
}

/// A value that only one thread has at a time.
///
/// It is a `Mutex` with a number that each thread reads when it gets the lock and writes before it releases
/// it. The thread sanitizer sees nothing inside the lock, which comes with the compiler's own library, and
/// takes every guarded access for a race. The number shows it in which order threads had the lock, so it only
/// reports real races.
struct Guarded<Value>: ~Copyable, Sendable {
    private let value: Mutex<Value>
    private let turn = Atomic<UInt>(0)

    init(_ value: sending Value) {
        self.value = Mutex(value)
    }

    /// Runs `body` on the value, while no other thread has it.
    func withLock<Result>(_ body: (inout sending Value) throws -> sending Result) rethrows -> sending Result {
        try value.withLock { value in
            let turn = self.turn.load(ordering: .acquiring)
            defer { self.turn.store(turn &+ 1, ordering: .releasing) }
            return try body(&value)
        }
    }
}
