// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Keeps sessions in this process's memory.
///
/// For a portal that is one process, and whose people may sign in again after a restart. Any number of
/// threads may use one store. A call takes, on average, O(log n) of the sessions that are kept, and
/// ``removeAll(of:in:)`` that for each session of the person. What has expired is cleared away
/// little by little, two at each insertion.
public final class InMemorySessionStore: SessionStore {
    private let shelf = Guarded(Shelf())

    /// Makes an empty store.
    public init() {}

    /// How many sessions are kept, those that have expired and were not cleared away among them.
    public var count: Int {
        shelf.withLock { $0.sessions.count }
    }

    /// Keeps a new session.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for a time out of its range.
    public func insert(_ record: SessionRecord, at time: NumericDate) throws(SSOError) {
        let now = try WholeSeconds.of(time)
        let until = try WholeSeconds.of(record.expiresAt)
        shelf.withLock { $0.insert(record, until: until, at: now) }
    }

    /// The record of this digest in this organization.
    public func find(_ digest: String, in organization: OrganizationID) -> SessionRecord? {
        shelf.withLock { $0.sessions[SessionKey(organization: organization, digest: digest)]?.record }
    }

    /// Lets a session end at `new` instead of `old`.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for a time out of its range.
    public func prolong(
        _ digest: String,
        in organization: OrganizationID,
        from old: NumericDate,
        to new: NumericDate
    ) throws(SSOError) -> Bool {
        let until = try WholeSeconds.of(new)
        guard new > old else { return false }
        let key = SessionKey(organization: organization, digest: digest)
        return shelf.withLock { $0.prolong(key, from: old, to: new, until: until) }
    }

    /// Forgets a session.
    public func remove(_ digest: String, in organization: OrganizationID) {
        shelf.withLock { $0.remove(SessionKey(organization: organization, digest: digest)) }
    }

    /// Forgets all sessions of a person.
    public func removeAll(of email: String, in organization: OrganizationID) {
        shelf.withLock { $0.removeAll(of: PersonKey(email, in: organization)) }
    }
}

extension InMemorySessionStore: CustomStringConvertible, CustomReflectable {
    /// How many sessions are kept, such as `InMemorySessionStore(count: 3)`.
    public var description: String { "InMemorySessionStore(count: \(count))" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

private struct Shelf {
    struct Entry {
        var record: SessionRecord
        let slot: ExpiryQueue<SessionKey>.Slot
    }

    private(set) var sessions: [SessionKey: Entry] = [:]
    private var ofPersons: [PersonKey: Set<String>] = [:]
    private var queue = ExpiryQueue<SessionKey>()

    mutating func insert(_ record: SessionRecord, until: Int64, at time: Int64) {
        // Two for the one that comes, so that what has expired becomes less.
        for _ in 0..<2 {
            guard let key = queue.popFirst(expiredAt: time) else { break }
            forget(key)
        }
        remove(record.key)
        sessions[record.key] = Entry(record: record, slot: queue.insert(record.key, until: until))
        ofPersons[record.person, default: []].insert(record.digest)
    }

    mutating func prolong(
        _ key: SessionKey,
        from old: NumericDate,
        to new: NumericDate,
        until: Int64
    ) -> Bool {
        guard let entry = sessions[key], entry.record.expiresAt == old else { return false }
        sessions[key]?.record.expiresAt = new
        queue.change(entry.slot, until: until)
        return true
    }

    mutating func remove(_ key: SessionKey) {
        guard let slot = sessions[key]?.slot else { return }
        queue.remove(slot)
        forget(key)
    }

    mutating func removeAll(of person: PersonKey) {
        for digest in ofPersons[person] ?? [] {
            remove(SessionKey(organization: person.organization, digest: digest))
        }
    }

    /// Forgets a session that is not in the queue any more.
    private mutating func forget(_ key: SessionKey) {
        guard let person = sessions.removeValue(forKey: key)?.record.person else { return }
        ofPersons[person]?.remove(key.digest)
        if ofPersons[person]?.isEmpty == true { ofPersons[person] = nil }
    }
}
