// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Sessions that a store keeps. The cookie holds nothing but a random id, which the store keeps a digest
/// of.
///
/// A session ends at once when it is ended, since each check asks the store. Another organization's
/// session, one that was ended and one that never was look alike: ``SSOError/Code/unknownSession``.
///
/// A policy with a shorter lifetime, or `atMost`, counts for the sessions that there are too.
///
/// ```swift
/// let sessions = try StoredSessions(store: InMemorySessionStore())
/// let started = try await sessions.start(for: person, organization: organization, replacing: nil)
/// send(started.cookie.headerValue)
/// ```
public struct StoredSessions<Store: SessionStore>: SessionManager {
    /// How long the sessions last, and in which cookie they travel.
    public let policy: SessionPolicy

    private let store: Store
    private let terms: SessionTerms

    /// Makes a manager of sessions.
    ///
    /// - Parameters:
    ///   - store: What keeps the sessions.
    ///   - policy: How long the sessions last, and in which cookie they travel.
    /// - Throws: ``SSOError/Code/invalidArgument`` for a setting of the policy out of its range.
    public init(store: Store, policy: SessionPolicy = SessionPolicy()) throws(SSOError) {
        terms = try SessionTerms(policy)
        self.policy = policy
        self.store = store
    }

    /// Begins a session; see ``SessionManager/start(for:organization:replacing:at:)``.
    ///
    /// - Throws: ``SSOError/Code/wrongOrganization``; ``SSOError/Code/invalidArgument`` for a time out of
    ///   its range; `VerificationError` when memory, the random generator or the crypto library fails;
    ///   and what the store throws.
    public func start(
        for person: VerifiedIdentity,
        organization: OrganizationID,
        replacing cookieValue: String?,
        at time: NumericDate
    ) async throws -> StartedSession {
        guard person.organization == organization else { throw SSOError(.wrongOrganization) }
        let now = try WholeSeconds.of(time)
        let end = try terms.end(ofNewAt: now)
        let id = try SessionID.generate()
        let record = SessionRecord(
            digest: try id.digest,
            of: person,
            createdAt: now,
            expiresAt: end
        )
        let cookie = try terms.cookie(id.rawValue, end: end, now: now)
        // The old one first: where the second step fails, the person has no session, and not two.
        try await remove(cookieValue, organization: organization)
        try await store.insert(record, at: NumericDate(now))
        return StartedSession(session: Session(id: id, record: record), cookie: cookie)
    }

    /// Checks a cookie; see ``SessionManager/check(_:organization:at:)``.
    ///
    /// - Throws: ``SSOError/Code/unknownSession``; ``SSOError/Code/sessionExpired``;
    ///   ``SSOError/Code/invalidArgument`` for a time out of its range; `VerificationError` when memory
    ///   or the crypto library fails; and what the store throws.
    public func check(
        _ cookieValue: String,
        organization: OrganizationID,
        at time: NumericDate
    ) async throws -> CheckedSession {
        let now = try WholeSeconds.of(time)
        guard let id = SessionID(rawValue: cookieValue) else { throw SSOError(.unknownSession) }
        let digest = try id.digest
        var record = try await find(digest, in: organization, at: now)

        let expiresAt = try WholeSeconds.of(record.expiresAt)
        let prolongedEnd = terms.prolongedEnd(
            createdAt: try WholeSeconds.of(record.createdAt),
            // What is prolonged ends its lifetime later, or can't be prolonged again.
            renewedAt: expiresAt - terms.lifetime,
            expiresAt: expiresAt,
            now: now
        )
        guard let prolongedEnd else {
            return CheckedSession(session: Session(id: id, record: record), cookie: nil)
        }
        let isDone = try await store.prolong(
            digest,
            in: organization,
            from: record.expiresAt,
            to: NumericDate(prolongedEnd)
        )
        guard isDone else {
            // Another request prolonged the session, or ended it.
            record = try await find(digest, in: organization, at: now)
            return CheckedSession(session: Session(id: id, record: record), cookie: nil)
        }
        record.expiresAt = NumericDate(prolongedEnd)
        return CheckedSession(
            session: Session(id: id, record: record),
            cookie: try terms.cookie(id.rawValue, end: prolongedEnd, now: now)
        )
    }

    /// Ends a session; see ``SessionManager/end(_:organization:at:)``.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for a time out of its range; `VerificationError` when
    ///   memory or the crypto library fails; and what the store throws.
    public func end(
        _ cookieValue: String,
        organization: OrganizationID,
        at time: NumericDate
    ) async throws -> SetCookie {
        _ = try WholeSeconds.of(time)
        try await remove(cookieValue, organization: organization)
        return try terms.deletingCookie()
    }

    /// Ends all sessions of a person; see ``SessionManager/endAll(email:organization:at:)``.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for a time out of its range; and what the store
    ///   throws.
    public func endAll(email: String, organization: OrganizationID, at time: NumericDate) async throws {
        _ = try WholeSeconds.of(time)
        try await store.removeAll(of: email, in: organization)
    }

    /// The record of a session that is good.
    private func find(
        _ digest: String,
        in organization: OrganizationID,
        at now: Int64
    ) async throws -> SessionRecord {
        guard var record = try await store.find(digest, in: organization) else {
            throw SSOError(.unknownSession)
        }
        // A store that mixes up organizations must not mix up persons.
        guard record.organization == organization else { throw SSOError(.wrongOrganization) }
        let latestEnd = NumericDate(terms.latestEnd(createdAt: try WholeSeconds.of(record.createdAt)))
        guard NumericDate(now) < min(record.expiresAt, latestEnd) else { throw SSOError(.sessionExpired) }
        if latestEnd < record.expiresAt { record.expiresAt = latestEnd }
        return record
    }

    private func remove(_ cookieValue: String?, organization: OrganizationID) async throws {
        guard let id = cookieValue.flatMap(SessionID.init(rawValue:)) else { return }
        try await store.remove(try id.digest, in: organization)
    }
}

extension StoredSessions: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The type.
    public var description: String { "StoredSessions" }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror with the policy alone.
    public var customMirror: Mirror { Mirror(self, children: ["policy": policy]) }
}
