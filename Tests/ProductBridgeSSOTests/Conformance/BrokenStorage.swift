// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity

@testable import ProductBridgeSSO

/// An in-memory storage with one flaw, or none. It has a table of records and one of counters, like a database.
actor BrokenStorage {
    struct Key: Hashable {
        let organization: String
        let kind: String
        let id: String
    }

    private struct Row {
        var record: PortalRecord
        var version: Int64
        var tags: [String]
        let organization: OrganizationID
    }

    nonisolated let flaw: Flaw?
    private var rows: [Key: Row] = [:]
    private var counters: [Key: Int64] = [:]
    private var hosts: [String: OrganizationID] = [:]
    private var lastVersion: Int64 = 0
    private var additions = 0

    init(flaw: Flaw?) {
        self.flaw = flaw
    }

    // MARK: Reading

    func read(_ reference: TenantReference, _ queries: [RecordQuery]) -> PortalSnapshot? {
        let organization: OrganizationID?
        switch reference {
        case .id(let id): organization = id
        case .host(let host):
            organization = hosts[key(host)] ?? (flaw == .findsOrganizationByAnyHost ? anyOrganization : nil)
        }
        guard let organization, let row = rows[key(.tenant, organization)],
            case .tenant(let tenant) = row.record
        else { return nil }
        var snapshot = (entries: [RecordName: PortalSnapshot.Entry](), counters: [RecordName: Int64]())
        for query in queries {
            for name in names(query, organization) {
                let key = key(name, organization)
                if name.kind == .counter {
                    snapshot.counters[name] = counters[key]
                } else if let row = rows[key] {
                    snapshot.entries[row.record.name] = .init(record: row.record, version: row.version)
                }
            }
        }
        return PortalSnapshot(
            tenant: tenant,
            tenantVersion: row.version,
            entries: snapshot.entries,
            counters: snapshot.counters
        )
    }

    private func names(_ query: RecordQuery, _ organization: OrganizationID) -> [RecordName] {
        switch query {
        case .named(let name): return [name]
        case .tagged(let kind, let tag, let limit):
            let found = own(kind, organization, rows).filter { name in
                let tags = rows[key(name, organization)]?.tags ?? []
                return (flaw == .knowsOneTag ? Array(tags.prefix(1)) : tags).contains {
                    flaw == .matchesTagsByPrefix ? $0.hasPrefix(tag) : $0 == tag
                }
            }
            return flaw == .ignoresLimitOfTags ? found : Array(found.prefix(limit))
        case .all(let kind, let after, let limit):
            let all = kind == .counter ? own(kind, organization, counters) : own(kind, organization, rows)
            let found = all.filter { !isBefore($0.id, after) && (flaw == .startsAtAfter || $0.id != after) }
            return flaw == .ignoresLimit ? found : Array(found.prefix(limit))
        }
    }

    private func own<Value>(
        _ kind: PortalRecord.Kind,
        _ organization: OrganizationID,
        _ table: [Key: Value]
    ) -> [RecordName] {
        table.keys.filter { $0.kind == key(RecordName(kind, ""), organization).kind }
            .filter { $0.organization == key(.tenant, organization).organization }
            .map { RecordName(kind, $0.id) }.sorted { isBefore($0.id, $1.id) }
    }

    private func isBefore(_ left: String, _ right: String) -> Bool {
        guard flaw == .ordersByLanguage else { return left.utf8.lexicographicallyPrecedes(right.utf8) }
        let (lower, other) = (left.lowercased(), right.lowercased())
        return lower == other ? left < right : lower < other
    }

    private var anyOrganization: OrganizationID? { hosts.values.first }

    // MARK: Committing

    func commit(_ commit: PortalCommit) -> Bool {
        guard isPossible(commit) else {
            if flaw == .appliesUntilConflict {
                var first = PortalCommit(organization: commit.organization)
                first.puts = Array(commit.puts.prefix(1))
                _ = write(first)
            }
            if flaw == .addsInSpiteOfConflict { add(commit.additions, commit.organization) }
            if flaw == .takesHostsInSpiteOfConflict { takeHosts(commit.puts, commit.organization) }
            return flaw == .saysThatConflictsWereMade
        }
        return write(commit)
    }

    func isPossible(_ commit: PortalCommit) -> Bool {
        let put = Set(commit.puts.map(\.name))
        for (name, version) in commit.expected where flaw != .ignoresVersions {
            if flaw == .ignoresVersionsOfWhatIsNotPut && !put.contains(name) { continue }
            if flaw == .ignoresVersionOfTenant && name == .tenant { continue }
            if flaw == .ignoresVersionsOfRemoved && commit.removals.contains(name) { continue }
            if flaw == .takesZeroForAnyVersion && version == 0 { continue }
            if (rows[key(name, commit.organization)]?.version ?? 0) != version { return false }
        }
        if flaw == .refusesRemovalOfAbsent {
            guard commit.removals.allSatisfy({ rows[key($0, commit.organization)] != nil }) else {
                return false
            }
        }
        for case .tenant(let tenant) in commit.puts where flaw != .lacksUniquenessOfHosts {
            for host in tenant.hosts {
                guard hosts[key(host)] ?? commit.organization == commit.organization else { return false }
            }
        }
        return true
    }

    func write(_ commit: PortalCommit) -> Bool {
        let organization = commit.organization
        for name in commit.removals {
            let key = key(name, organization)
            if flaw == .removesCountersWithRecords {
                counters[self.key(RecordName(.counter, name.id), organization)] = nil
            }
            if flaw != .keepsCounters { counters[key] = nil }
            if flaw == .removesCountersOfAllOrganizations {
                counters = counters.filter { $0.key.kind != key.kind || $0.key.id != key.id }
            }
            guard let row = rows.removeValue(forKey: key) else { continue }
            if flaw == .keepsTagsOfRemoved { orphans[key] = row.tags }
            if name == .tenant { hosts = hosts.filter { $0.value != organization } }
        }
        for record in commit.puts { put(record, organization) }
        takeHosts(commit.puts, organization)
        add(commit.additions, organization)
        return true
    }

    private var orphans: [Key: [String]] = [:]

    private func put(_ record: PortalRecord, _ organization: OrganizationID) {
        let key = key(record.name, organization)
        let kept = flaw?.damaged(record) ?? record
        let old = rows[key]
        lastVersion += 1
        var version = flaw == .countsVersionsByRecord ? (old?.version ?? 0) + 1 : lastVersion
        if flaw == .keepsVersionOfEqualRecord, let old, old.record == kept { version = old.version }
        let tags =
            switch flaw {
            case .keepsTags: Array(Set((old?.tags ?? []) + record.tags))
            case .keepsTagsOfRemoved: record.tags + (orphans[key] ?? [])
            default: record.tags
            }
        rows[key] = Row(record: kept, version: version, tags: tags, organization: organization)
    }

    private func takeHosts(_ puts: [PortalRecord], _ organization: OrganizationID) {
        for case .tenant(let tenant) in puts {
            if flaw != .keepsHosts { hosts = hosts.filter { $0.value != organization } }
            for host in tenant.hosts { hosts[key(host)] = organization }
        }
    }

    private func add(_ amounts: [RecordName: Int64], _ organization: OrganizationID) {
        for (name, amount) in amounts {
            additions += 1
            if flaw == .losesAdditions && additions.isMultiple(of: 7) { continue }
            counters[key(name, organization), default: 0] += amount
            if flaw == .replacesCounters { counters[key(name, organization)] = amount }
            if flaw == .countsAdditionsAsVersions {
                lastVersion += 1
                rows[key(.tenant, organization)]?.version = lastVersion
            }
        }
    }

    // MARK: Upkeep

    func organizations(after last: OrganizationID?, limit: Int) -> [OrganizationID] {
        let all = rows.values.filter { flaw == .listsWithoutTenant || $0.record.name == .tenant }.map(
            \.organization
        )
        var ids = Set(all + (flaw == .listsWithoutTenant ? Array(seen) : [])).map(\.rawValue)
        seen.formUnion(all)
        ids = flaw == .listsInAnyOrder ? ids.sorted(by: >) : ids.sorted(by: isBefore)
        return ids.filter { isBefore(last?.rawValue ?? "", $0) }.prefix(limit)
            .compactMap(OrganizationID.init)
    }

    private var seen: Set<OrganizationID> = []

    func remove(expiredBefore time: NumericDate, limit: Int) -> Int {
        let margin = flaw == .removesADayEarly ? 86_400.0 : 0
        let limited = flaw == .removesWithoutLimit ? Int.max : limit
        let expired = rows.filter { _, row in
            guard let end = row.record.expiresAt else { return flaw == .removesTooMuch }
            let last = time.secondsSinceEpoch + margin
            return flaw == .removesAtTheSecond ? end.secondsSinceEpoch <= last : end.secondsSinceEpoch < last
        }.keys.prefix(limited)
        for key in expired {
            rows[key] = nil
            guard flaw == .removesOfAllOrganizations else { continue }
            for other in rows.keys where other.id == key.id { rows[other] = nil }
        }
        return flaw == .countsNothing ? 0 : expired.count
    }

    // MARK: Keys

    private func key(_ name: RecordName, _ organization: OrganizationID) -> Key {
        var id = organization.rawValue
        if flaw == .mixesUpOrganizations && name != .tenant { id = "" }
        if flaw == .ignoresCaseOfOrganizations { id = id.lowercased() }
        let kind =
            flaw == .ignoresKinds && ![.tenant, .counter].contains(name.kind) ? "record" : name.kind.rawValue
        return Key(
            organization: id,
            kind: kind,
            id: flaw == .ignoresCaseOfNames ? name.id.lowercased() : name.id
        )
    }

    private func key(_ host: PortalHost) -> String {
        flaw == .ignoresSchemeOfHosts ? host.description : host.origin
    }
}

extension BrokenStorage.Flaw {
    /// The stored form of a record.
    fileprivate func damaged(_ record: PortalRecord) -> PortalRecord {
        switch (self, record) {
        case (.losesMembers, .user(var user)):
            user.mergedInto = nil
            return .user(user)
        case (.roundsTimes, .used(let digest, let until)):
            let seconds = (until.secondsSinceEpoch * 1000).rounded() / 1000
            return .used(digest: digest, until: NumericDate(secondsSinceEpoch: seconds))
        case (.roundsNumbers, .company(var company)):
            company.company.mrr = company.company.mrr.map { Double(Float($0)) }
            return .company(company)
        case (_, .user(var user)):
            user.profile.name = user.profile.name.map(damaged)
            return .user(user)
        default: return record
        }
    }

    private func damaged(_ text: String) -> String {
        switch self {
        case .normalizesTexts: text.precomposedStringWithCanonicalMapping
        case .cutsAtZero: String(text.prefix { $0 != "\0" })
        case .cutsLongTexts: String(decoding: text.utf8.prefix(65_535), as: UTF8.self)
        default: text
        }
    }
}
