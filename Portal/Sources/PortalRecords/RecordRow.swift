// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
package import ProductBridgeSSO

/// A record as columns of a table, without its version, which the database assigns.
package struct RecordRow: Sendable {
    /// What the record is kept under.
    package let name: RecordName
    /// A second key to find it by; nil if it has no such tag.
    package let tag1: String?
    /// As ``tag1``.
    package let tag2: String?
    /// When it expires, in seconds since 1970-01-01T00:00:00Z; nil if it never does.
    package let expiresAt: Double?
    /// The record in JSON; the other columns are copies of parts of it.
    package let body: [UInt8]

    /// Makes the row of a record.
    ///
    /// - Throws: ``RecordFailure``.
    package init(_ record: PortalRecord) throws(RecordFailure) {
        name = record.name
        let tags = record.tags
        guard tags.count <= 2 else { throw RecordFailure(name: record.name) }
        tag1 = tags.first
        tag2 = tags.count == 2 ? tags[1] : nil
        // The databases order NaN differently. Here no time is before it.
        expiresAt = record.expiresAt.map(\.secondsSinceEpoch).flatMap { $0.isNaN ? nil : $0 }
        body = try RecordBody.encode(record)
    }
}

/// A record that can't be written as JSON or read from it.
package struct RecordFailure: Error, Sendable {
    /// What the record is kept under.
    package let name: RecordName

    /// The kind of record and its id, which contains no personal data.
    package var description: String { "\(name.kind.rawValue)/\(name.id)" }

    package init(name: RecordName) {
        self.name = name
    }
}

/// A row that was read from the table of records.
package struct StoredRow: Sendable {
    /// The raw value of the record's kind.
    package let kind: String
    /// The record's id.
    package let id: String
    /// The record's version.
    package let version: Int64
    /// The record in JSON.
    package let body: [UInt8]

    package init(kind: String, id: String, version: Int64, body: [UInt8]) {
        self.kind = kind
        self.id = id
        self.version = version
        self.body = body
    }

    /// What the record is kept under; nil for a kind that this version doesn't know.
    package var name: RecordName? {
        PortalRecord.Kind(rawValue: kind).map { RecordName($0, id) }
    }
}

/// Collects the rows that are read of an organization.
package struct SnapshotBuilder: Sendable {
    private let tenant: Tenant
    private let version: Int64
    private var entries: [RecordName: PortalSnapshot.Entry] = [:]
    private var counters: [RecordName: Int64] = [:]

    /// Starts with the row of the tenant record.
    ///
    /// - Throws: ``RecordFailure``.
    package init(tenant row: StoredRow, by tenants: TenantDecoder) throws(RecordFailure) {
        tenant = try tenants.decode(row.body)
        version = row.version
    }

    /// Adds rows. Those of kinds that this version doesn't know are skipped.
    ///
    /// - Throws: ``RecordFailure``.
    package mutating func add(_ rows: [StoredRow]) throws(RecordFailure) {
        for row in rows {
            guard let name = row.name, entries[name] == nil else { continue }
            entries[name] = PortalSnapshot.Entry(
                record: try RecordBody.decode(row.body, name: name),
                version: row.version
            )
        }
    }

    /// Adds a counter.
    package mutating func add(counter name: RecordName, _ total: Int64) {
        counters[name] = total
    }

    /// The result.
    package var snapshot: PortalSnapshot {
        PortalSnapshot(tenant: tenant, tenantVersion: version, entries: entries, counters: counters)
    }
}

extension PortalCommit {
    /// The organization's hosts after the commit; nil if they don't change.
    package var newHosts: Set<String>? {
        for case .tenant(let tenant) in puts { return Set(tenant.hosts.map(\.origin)) }
        return removals.contains(.tenant) ? [] : nil
    }
}
