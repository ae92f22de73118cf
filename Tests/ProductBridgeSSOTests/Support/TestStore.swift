// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Synchronization

@testable import ProductBridgeSSO

/// A wrapper for another store, which runs a test's code before commits, loses connections, and counts.
final class TestStore: PortalStore {
    enum Fault: Error {
        /// The connection is lost before the commit is made.
        case beforeCommit
        /// The connection is lost after the commit is made.
        case afterCommit
    }

    private struct Plan {
        var hook: (@Sendable () async throws -> Void)?
        var lostHook: (@Sendable () async throws -> Void)?
        var faults: [Fault] = []
        var refusesCommits = false
        var commits: [PortalCommit] = []
        var queries: [RecordQuery] = []
    }

    private let base: any PortalStore
    private let plan = Mutex(Plan())

    init(_ base: any PortalStore = InMemoryPortalStore()) {
        self.base = base
    }

    /// Runs something once, just before the next commit.
    func beforeNextCommit(_ hook: @escaping @Sendable () async throws -> Void) {
        plan.withLock { $0.hook = hook }
    }

    /// Runs something once, just after a commit whose connection is then lost.
    func afterLostCommit(_ hook: @escaping @Sendable () async throws -> Void) {
        plan.withLock { $0.lostHook = hook }
    }

    /// The faults of the next commits, in order.
    func fail(_ faults: Fault...) {
        plan.withLock { $0.faults = faults }
    }

    /// Whether each commit meets a conflict.
    func refuseCommits(_ refuses: Bool) {
        plan.withLock { $0.refusesCommits = refuses }
    }

    /// Resets the counts.
    func reset() {
        plan.withLock { ($0.commits, $0.queries) = ([], []) }
    }

    /// The records read, except tenant records.
    var queries: [RecordQuery] { plan.withLock { $0.queries } }

    /// The commits that were tried.
    var commits: [PortalCommit] { plan.withLock { $0.commits } }

    func read(_ tenant: TenantReference, _ queries: [RecordQuery]) async throws -> PortalSnapshot? {
        plan.withLock { $0.queries += queries }
        return try await base.read(tenant, queries)
    }

    func commit(_ commit: PortalCommit) async throws -> Bool {
        let hook = plan.withLock { plan in
            defer { plan.hook = nil }
            return plan.hook
        }
        try await hook?()
        let fault = plan.withLock { plan -> Fault? in
            plan.commits.append(commit)
            return plan.faults.isEmpty ? nil : plan.faults.removeFirst()
        }
        if fault == .beforeCommit { throw Fault.beforeCommit }
        if plan.withLock({ $0.refusesCommits }) { return false }
        let result = try await base.commit(commit)
        if fault == .afterCommit {
            let hook = plan.withLock { plan in
                defer { plan.lostHook = nil }
                return plan.lostHook
            }
            try await hook?()
            throw Fault.afterCommit
        }
        return result
    }

    func organizations(after last: OrganizationID?, limit: Int) async throws -> [OrganizationID] {
        try await base.organizations(after: last, limit: limit)
    }

    func removeRecords(expiredBefore time: NumericDate, limit: Int) async throws -> Int {
        try await base.removeRecords(expiredBefore: time, limit: limit)
    }
}

extension Flow {
    /// Everything stored about an organization, with its versions; without the log of refusals unless requested.
    func contents(
        of organization: OrganizationID = Fixture.acme,
        withLog: Bool = false
    ) async throws -> [RecordName: PortalSnapshot.Entry] {
        let kinds = PortalRecord.Kind.allCases.filter { withLog || ![.refusal, .ring].contains($0) }
        let queries = kinds.map { RecordQuery.all($0, after: "", limit: 100_000) }
        return try await store.read(.id(organization), queries)?.entries ?? [:]
    }

    /// A unique token for a person.
    func token(
        _ email: String = "ada@example.com",
        userID: String? = nil,
        secret: String? = nil,
        at time: NumericDate = Fixture.now
    ) throws -> String {
        var claims = IdentityClaims(email: email, userID: userID ?? "id-of-" + email)
        claims.tokenID = try Attempt.newID()
        return try Fixture.token(claims, secret: secret ?? self.secret, at: time)
    }

    func changeSettings(
        at time: NumericDate = Fixture.now,
        _ change: (inout SSOSettings, inout WidgetSettings) throws -> Void
    ) async throws {
        try await sso.changeSettings(of: Fixture.acme, by: Self.administrator, at: time, change)
    }
}

extension Browser {
    /// A complete sign-in: a click, and the callback.
    mutating func signIn(
        _ token: String,
        page: String? = nil,
        at time: NumericDate = Fixture.now
    ) async throws -> (person: Identified, location: String) {
        let returnTo = try await clickSignIn(returnTo: page, at: time).returnTo
        return try await comeBack(token: token, returnTo: returnTo, at: time).signedIn
    }

    /// The cookies of attempts.
    var attempts: [(name: String, value: String)] {
        cookies.filter { $0.name.hasPrefix(AttemptCookies.namePrefix) }
    }
}

extension PortalAnswer {
    /// The existing session, and the redirect.
    var alreadySignedIn: (session: PortalSession, location: String) {
        get throws {
            guard case .alreadySignedIn(let session, let location) = action else {
                throw NotExpected("\(action)")
            }
            return (session, location)
        }
    }

    /// The person in the question, and the form.
    var confirmation: (identity: Identity, form: Redacted<[String: String]>) {
        get throws {
            guard case .confirm(let identity, let form) = action else { throw NotExpected("\(action)") }
            return (identity, form)
        }
    }

    /// The finished test.
    var tested: RedirectTest {
        get throws {
            guard case .tested(let test) = action else { throw NotExpected("\(action)") }
            return test
        }
    }
}
