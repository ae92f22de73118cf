// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// One running check, with two handles on the storage.
struct Trial: Sendable {
    let check: PortalStoreConformance.Check
    let store: any PortalStore
    let other: any PortalStore
    let concurrency: Int

    func run() async throws {
        switch check {
        case .whatIsNotThere: try await whatIsNotThere()
        case .readsAreOneMoment: try await readsAreOneMoment()
        case .handlesSeeEachOther: try await handlesSeeEachOther()
        case .commitsChangeAll: try await commitsChangeAll()
        case .conflictsChangeNothing: try await conflictsChangeNothing()
        case .absentIsZero: try await absentIsZero()
        case .oneMakesARecord: try await oneMakesARecord()
        case .noUpdateIsLost: try await noUpdateIsLost()
        case .versionsChange: try await versionsChange()
        case .versionsNeverRepeat: try await versionsNeverRepeat()
        case .hostsAreUnique: try await hostsAreUnique()
        case .oneGetsAHost: try await oneGetsAHost()
        case .hostsMove: try await hostsMove()
        case .kindsInOrder: try await kindsInOrder()
        case .tagsFind: try await tagsFind()
        case .tagsFollowRecords: try await tagsFollowRecords()
        case .namesAreBytes: try await namesAreBytes()
        case .countersBelongToCommits: try await countersBelongToCommits()
        case .countersAddUp: try await countersAddUp()
        case .countersHaveNoVersion: try await countersHaveNoVersion()
        case .countersAreRemoved: try await countersAreRemoved()
        case .organizationsStayApart: try await organizationsStayApart()
        case .organizationsInOrder: try await organizationsInOrder()
        case .removalOfExpired: try await removalOfExpired()
        case .removalLeavesNothing: try await removalLeavesNothing()
        case .recordsComeBack: try await recordsComeBack()
        case .timesComeBack: try await timesComeBack()
        case .textsComeBack: try await textsComeBack()
        case .longTextsComeBack: try await longTextsComeBack()
        case .numbersComeBack: try await numbersComeBack()
        case .firstLoginsMakeOnePerson: try await firstLoginsMakeOnePerson()
        case .tokensWorkOnce: try await tokensWorkOnce()
        case .regeneratingStopsSignIns: try await regeneratingStopsSignIns()
        case .deletingStopsSessions: try await deletingStopsSessions()
        case .lostAnswers: try await lostAnswers()
        case .lostAnswersAmongOthers: try await lostAnswersAmongOthers()
        case .lostRequests: try await lostRequests()
        case .crashesInSignIn: try await crashesInSignIn()
        case .crashesInIdentify: try await crashesInIdentify()
        case .crashesInRegenerate: try await crashesInRegenerate()
        case .crashesInRevoke: try await crashesInRevoke()
        case .crashesInNativeLogin: try await crashesInNativeLogin()
        case .crashesInMerge: try await crashesInMerge()
        case .crashesInDelete: try await crashesInDelete()
        case .clocksSetBack: try await clocksSetBack()
        }
    }
}

// MARK: - Expectations

extension Trial {
    func fail(_ message: String) -> ConformanceFailure {
        ConformanceFailure(check: check, message: message)
    }

    func expect(_ isRight: Bool, _ message: @autoclosure () -> String) throws(ConformanceFailure) {
        if !isRight { throw fail(message()) }
    }

    /// Expects a commit to be made, or not.
    func expect(
        _ isMade: Bool,
        _ commit: PortalCommit,
        by handle: (any PortalStore)? = nil,
        _ what: @autoclosure () -> String
    ) async throws {
        let answer = try await (handle ?? store).commit(commit)
        try expect(answer == isMade, "\(what()) \(answer ? "was" : "wasn't") made.")
    }

    /// Expects a call to throw an error of this module's.
    func expectRefusal(
        _ code: SSOError.Code,
        _ what: @autoclosure () -> String,
        _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as SSOError {
            return try expect(error.code == code, "\(what()) was refused as \(error.code.rawValue).")
        }
        throw fail("\(what()) was let through.")
    }
}

// MARK: - Reading

extension Trial {
    /// The contents of an existing organization.
    func read(
        _ organization: OrganizationID,
        _ queries: [RecordQuery] = [],
        by handle: (any PortalStore)? = nil
    ) async throws -> PortalSnapshot {
        guard let snapshot = try await (handle ?? store).read(.id(organization), queries) else {
            throw fail("The organization \(organization) isn't there.")
        }
        return snapshot
    }

    /// The version of a record; 0 if there is none.
    func version(_ name: RecordName, of organization: OrganizationID) async throws -> Int64 {
        try await read(organization, [.named(name)]).entries[name]?.version ?? 0
    }

    /// The records of a kind, in the order of their ids.
    func records(_ kind: PortalRecord.Kind, of organization: OrganizationID) async throws -> [PortalRecord] {
        try await read(organization, [.all(kind, after: "", limit: 10_000)]).entries.values.map(\.record)
            .sorted { $0.name.id < $1.name.id }
    }
}

// MARK: - Making

extension Trial {
    /// A new organization in the store, with this many hosts.
    func makeOrganization(_ id: OrganizationID? = nil, hosts count: Int = 1) async throws -> Tenant {
        let tenant = try await Specimens.tenant(
            id ?? Random.organization(),
            hosts: (0..<count).map { _ in try Random.host() }
        )
        var commit = PortalCommit(organization: tenant.organization)
        commit.expected[.tenant] = 0
        commit.puts = [.tenant(tenant)]
        try await expect(true, commit, "The first commit of an organization")
        return tenant
    }

    /// Puts records, whatever is already there.
    func put(_ records: PortalRecord..., of organization: OrganizationID) async throws {
        var commit = PortalCommit(organization: organization)
        commit.puts = records
        try await expect(true, commit, "A commit that expects nothing")
    }

    /// Runs a body this many times at once, alternating between the handles.
    func atOnce<Result: Sendable>(
        _ count: Int,
        _ body: @escaping @Sendable (Int, any PortalStore) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: Result.self) { group in
            for index in 0..<count {
                let handle = index.isMultiple(of: 2) ? store : other
                group.addTask { try await body(index, handle) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}

extension PortalSnapshot {
    /// Whether two snapshots are the same, including versions.
    func isSame(as other: PortalSnapshot) -> Bool {
        tenant == other.tenant && tenantVersion == other.tenantVersion && entries == other.entries
            && counters == other.counters
    }
}
