// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// What goes wrong with a call to a store.
struct Fault: Sendable, CustomStringConvertible {
    enum Moment: String, CaseIterable { case before, after }

    /// At which call, from 1 on.
    let call: Int
    /// Whether the call throws before or after it has had its effect.
    let moment: Moment
    /// Whether all calls fail from then on, as in a process that has ended, or only that one, as with a lost
    /// connection.
    let isLasting: Bool
    /// Whether only commits are counted.
    var isOfCommits = false

    var description: String {
        let what = isOfCommits ? "commit" : "call"
        return (isLasting ? "a crash" : "a lost connection") + " \(moment.rawValue) \(what) \(call)"
    }
}

/// What a ``FaultyStore`` throws.
struct Interruption: Error {}

/// A store that fails once, or from some call on.
struct FaultyStore: PortalStore {
    private let base: any PortalStore
    private let fault: Fault
    private let count = Count()

    init(_ base: any PortalStore, _ fault: Fault) {
        self.base = base
        self.fault = fault
    }

    /// Whether the fault has happened.
    var wasHit: Bool {
        get async { await count.value >= fault.call }
    }

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        try await step { try await base.read(tenant, queries) }
    }

    func commit(_ commit: PortalCommit) async throws -> Bool {
        try await step(isCommit: true) { try await base.commit(commit) }
    }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        try await step { try await base.organizations(after: last, limit: limit) }
    }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        try await step { try await base.removeRecords(expiredBefore: time, limit: limit) }
    }

    private func step<Result>(
        isCommit: Bool = false,
        _ body: () async throws -> Result
    ) async throws -> Result {
        guard isCommit || !fault.isOfCommits else { return try await body() }
        let number = await count.next()
        if fault.isLasting && number > fault.call { throw Interruption() }
        guard number == fault.call else { return try await body() }
        if fault.moment == .after { _ = try await body() }
        throw Interruption()
    }
}

/// A store in which something else happens just before or just after its first commit.
struct InterruptedStore: PortalStore {
    private let base: any PortalStore
    private let count = Count()
    private let before: @Sendable () async throws -> Void
    private let after: @Sendable () async throws -> Void

    init(
        _ base: any PortalStore,
        before: @escaping @Sendable () async throws -> Void = {},
        after: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.base = base
        self.before = before
        self.after = after
    }

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        try await base.read(tenant, queries)
    }

    func commit(_ commit: PortalCommit) async throws -> Bool {
        guard await count.next() == 1 else { return try await base.commit(commit) }
        try await before()
        let isMade = try await base.commit(commit)
        try await after()
        return isMade
    }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        try await base.organizations(after: last, limit: limit)
    }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        try await base.removeRecords(expiredBefore: time, limit: limit)
    }
}

/// A number that tasks count up.
private actor Count {
    private(set) var value = 0

    func next() -> Int {
        value += 1
        return value
    }
}
