// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Remembers ended sessions in this process's memory.
///
/// For a portal that is one process. After a restart it knows nothing of them, so that a session that was
/// ended is good again; where that must not be, keep them elsewhere, or use ``StoredSessions``. Any
/// number of threads may use one. A call takes O(log n) of what is kept; what may be forgotten is
/// cleared away little by little, two at each revocation.
public final class InMemorySessionRevocations: SessionRevocations {
    private let memory = Guarded(Memory())

    /// Makes an empty list.
    public init() {}

    /// How many sessions and persons are kept, those that may be forgotten among them.
    public var count: Int {
        memory.withLock { $0.count }
    }

    /// Revokes one session.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for a time out of its range.
    public func revoke(_ session: SessionRecord, until: NumericDate, at time: NumericDate) throws(SSOError) {
        let now = try WholeSeconds.of(time)
        let until = try WholeSeconds.of(until)
        memory.withLock { $0.revoke(session.key, until: until, at: now) }
    }

    /// Revokes all sessions of a person that began at `time` or before.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for a time out of its range.
    public func revokeAll(
        of email: String,
        in organization: OrganizationID,
        until: NumericDate,
        at time: NumericDate
    ) throws(SSOError) {
        let now = try WholeSeconds.of(time)
        let until = try WholeSeconds.of(until)
        memory.withLock { $0.revokeAll(of: PersonKey(email, in: organization), until: until, at: now) }
    }

    /// Whether a session was revoked.
    ///
    /// If the clock is set back, revocations may be forgotten that would be needed again; so a session
    /// whose revocation would have been forgotten counts as revoked.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for a time out of its range.
    public func isRevoked(_ session: SessionRecord) throws(SSOError) -> Bool {
        let createdAt = try WholeSeconds.of(session.createdAt)
        let expiresAt = try WholeSeconds.of(session.expiresAt)
        return memory.withLock { $0.isRevoked(session, createdAt: createdAt, expiresAt: expiresAt) }
    }
}

extension InMemorySessionRevocations: CustomStringConvertible, CustomReflectable {
    /// How much is kept, such as `InMemorySessionRevocations(count: 3)`.
    public var description: String { "InMemorySessionRevocations(count: \(count))" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

private struct Memory {
    private enum Target {
        case session(SessionKey)
        case person(PersonKey)
    }

    private struct Person {
        var createdUpTo: Int64
        let slot: ExpiryQueue<Target>.Slot
    }

    private var sessions: [SessionKey: ExpiryQueue<Target>.Slot] = [:]
    private var persons: [PersonKey: Person] = [:]
    private var queue = ExpiryQueue<Target>()
    /// The latest `until` that was forgotten.
    private var horizon = Int64.min

    var count: Int { queue.count }

    mutating func revoke(_ session: SessionKey, until: Int64, at time: Int64) {
        forgetSome(at: time)
        if let slot = sessions[session] {
            queue.change(slot, until: max(until, queue.until(slot)))
        } else {
            sessions[session] = queue.insert(.session(session), until: until)
        }
    }

    mutating func revokeAll(of person: PersonKey, until: Int64, at time: Int64) {
        forgetSome(at: time)
        if let known = persons[person] {
            persons[person]?.createdUpTo = max(time, known.createdUpTo)
            queue.change(known.slot, until: max(until, queue.until(known.slot)))
        } else {
            persons[person] = Person(
                createdUpTo: time,
                slot: queue.insert(.person(person), until: until)
            )
        }
    }

    func isRevoked(_ session: SessionRecord, createdAt: Int64, expiresAt: Int64) -> Bool {
        if expiresAt <= horizon || sessions[session.key] != nil { return true }
        guard let person = persons[session.person] else { return false }
        return createdAt <= person.createdUpTo
    }

    private mutating func forgetSome(at time: Int64) {
        for _ in 0..<2 {
            guard let until = queue.earliest, let target = queue.popFirst(expiredAt: time) else { return }
            horizon = max(horizon, until)
            switch target {
            case .session(let key): sessions[key] = nil
            case .person(let key): persons[key] = nil
            }
        }
    }
}
