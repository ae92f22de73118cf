// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Where a portal keeps everything: a database, or ``InMemoryPortalStore``.
///
/// It keeps ``PortalRecord``s of organizations under their ``RecordName``s, and beside each record a
/// version that changes with the record. What records mean, and what may be written when, is this
/// module's to know: a store needs no more than a table. <doc:StoresOfYourOwn> has a schema for one, and
/// `PortalStoreConformance` checks a store.
///
/// Each function is one atomic step, and reads come from the primary, not from a replica. Any number of
/// tasks and processes call at the same time. Where a function throws, its caller doesn't know whether
/// the step was made; it never was by half.
public protocol PortalStore: Sendable {
    /// Reads an organization's tenant record and the records that `queries` name, all as of one moment.
    ///
    /// - Parameters:
    ///   - tenant: Which organization: by its id, or by a host that its tenant record has.
    ///   - queries: What to read beside the tenant record.
    /// - Returns: What there is of it, or nil where there is no such tenant record. Records whose
    ///   ``PortalRecord/expiresAt`` has passed may be there or not.
    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot?

    /// Makes all changes of a commit, or none, in one transaction that is durable when this returns.
    ///
    /// - Returns: Whether the changes were made. They are not where a record's version is not the one
    ///   that ``PortalCommit/expected`` names, and where a host of a tenant record that is put belongs to
    ///   another organization's tenant record.
    func commit(_ commit: PortalCommit) async throws -> Bool

    /// The ids of organizations that have a tenant record, in the order of their bytes.
    ///
    /// - Parameters:
    ///   - last: Where to go on: only ids after this one.
    ///   - limit: At most how many, 1 or more.
    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID]

    /// Removes records whose ``PortalRecord/expiresAt`` is before a time. Call it now and then, such as
    /// once an hour; nothing depends on it but the store's size.
    ///
    /// - Parameters:
    ///   - time: The time.
    ///   - limit: At most how many records, 1 or more.
    /// - Returns: How many were removed.
    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int
}

/// Which organization a read is about.
public enum TenantReference: Hashable, Sendable {
    /// That of a portal's host.
    case host(PortalHost)
    /// That of an id.
    case id(OrganizationID)
}

/// What to read of an organization.
public enum RecordQuery: Hashable, Sendable {
    /// The record of this name.
    case named(RecordName)
    /// The first records of a kind that bear a tag, at most `limit`, in the order of their names.
    case tagged(PortalRecord.Kind, tag: String, limit: Int)
    /// The first records of a kind whose id comes after `after`, at most `limit`, in the order of the
    /// ids' bytes.
    case all(PortalRecord.Kind, after: String, limit: Int)
}

/// What was read of an organization at one moment.
public struct PortalSnapshot: Sendable {
    /// A record as a store keeps it.
    public struct Entry: Hashable, Sendable {
        /// The record.
        public let record: PortalRecord
        /// The record's version: a number from 1 on that the store has never given to this name before,
        /// also not before the record was removed and made again. Each put gives a new one, also that of an
        /// equal record.
        public let version: Int64

        /// Makes an entry.
        public init(record: PortalRecord, version: Int64) {
            self.record = record
            self.version = version
        }
    }

    /// The tenant record.
    public let tenant: Tenant
    /// The tenant record's version.
    public let tenantVersion: Int64
    /// What there is of the records asked for.
    public let entries: [RecordName: Entry]
    /// What there is of the counters asked for.
    public let counters: [RecordName: Int64]

    /// Makes a snapshot.
    public init(
        tenant: Tenant,
        tenantVersion: Int64,
        entries: [RecordName: Entry] = [:],
        counters: [RecordName: Int64] = [:]
    ) {
        self.tenant = tenant
        self.tenantVersion = tenantVersion
        self.entries = entries
        self.counters = counters
    }
}

/// Changes of one organization's records that are made together or not at all.
public struct PortalCommit: Sendable {
    /// Whose records.
    public let organization: OrganizationID
    /// The version that each of these records must have; 0 where there must be no such record. Also
    /// records that are not changed may stand here.
    public var expected: [RecordName: Int64] = [:]
    /// Records to make or to replace; no two have one name.
    public var puts: [PortalRecord] = []
    /// Records and counters to remove; there need be none of the name. None of them is put or added to, too.
    public var removals: [RecordName] = []
    /// How much to add to counters; one that doesn't exist is 0.
    public var additions: [RecordName: Int64] = [:]

    /// Makes a commit without changes.
    public init(organization: OrganizationID) {
        self.organization = organization
    }
}
