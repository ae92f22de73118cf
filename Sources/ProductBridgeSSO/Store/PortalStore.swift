// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Where a portal stores everything: a database, or ``InMemoryPortalStore``.
///
/// It stores ``PortalRecord``s of organizations under their ``RecordName``s, each with a version that changes
/// with the record. Only this module has to know what records mean and what may be written when: a store
/// needs no more than a table. <doc:StoresOfYourOwn> has a schema for one, and `PortalStoreConformance`
/// checks a store.
///
/// Each function is one atomic step, and reads come from the primary, not from a replica. Any number of tasks
/// and processes call at the same time. If a function throws, its caller doesn't know whether the step was
/// made, but it is never half made.
public protocol PortalStore: Sendable {
    /// Reads an organization's tenant record and the records that `queries` name, all from the same moment.
    ///
    /// - Parameters:
    ///   - tenant: Which organization: by its id, or by a host in its tenant record.
    ///   - queries: What to read in addition to the tenant record.
    /// - Returns: The records found, or nil if there is no such tenant record. Records whose
    ///   ``PortalRecord/expiresAt`` has passed may or may not be included.
    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot?

    /// Makes all changes of a commit, or none, in one transaction that is durable when this returns.
    ///
    /// - Returns: Whether the changes were made. They are not if a record's version differs from
    ///   ``PortalCommit/expected``, or if a host of a new tenant record belongs to another organization's.
    func commit(_ commit: PortalCommit) async throws -> Bool

    /// The ids of organizations that have a tenant record, in the order of their bytes.
    ///
    /// - Parameters:
    ///   - last: Where to continue: only ids after this one.
    ///   - limit: The maximum number, 1 or more.
    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID]

    /// Removes records whose ``PortalRecord/expiresAt`` is before a time. Call it now and then, such as once
    /// an hour; only the store's size depends on it.
    ///
    /// - Parameters:
    ///   - time: The time.
    ///   - limit: The maximum number of records, 1 or more.
    /// - Returns: How many were removed.
    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int
}

/// Which organization a read is about.
public enum TenantReference: Hashable, Sendable {
    /// The organization with a portal host.
    case host(PortalHost)
    /// The organization with an id.
    case id(OrganizationID)
}

/// What to read from an organization.
public enum RecordQuery: Hashable, Sendable {
    /// The record with this name.
    case named(RecordName)
    /// The first records of a kind with a tag, at most `limit`, in the order of their names.
    case tagged(PortalRecord.Kind, tag: String, limit: Int)
    /// The first records of a kind whose id comes after `after`, at most `limit`, in the order of the
    /// ids' bytes.
    case all(PortalRecord.Kind, after: String, limit: Int)
}

/// What was read from an organization at one moment.
public struct PortalSnapshot: Sendable {
    /// A record as a store has it.
    public struct Entry: Hashable, Sendable {
        /// The record.
        public let record: PortalRecord
        /// The record's version: a number from 1 on that the store has never given to this name before, not
        /// even before the record was removed and created again. Each put gives a new one, even if the record
        /// is equal.
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
    /// The requested records that exist.
    public let entries: [RecordName: Entry]
    /// The requested counters that exist.
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
    /// The version that each of these records must have; 0 if there must be no such record. Records that are
    /// not changed may also be listed.
    public var expected: [RecordName: Int64] = [:]
    /// Records to create or to replace; no two have the same name.
    public var puts: [PortalRecord] = []
    /// Records and counters to remove, whether or not they exist. None of them is also put or added to.
    public var removals: [RecordName] = []
    /// How much to add to counters; one that doesn't exist is 0.
    public var additions: [RecordName: Int64] = [:]

    /// Makes a commit without changes.
    public init(organization: OrganizationID) {
        self.organization = organization
    }
}
