// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Remembers digests in this process's memory.
///
/// For a portal that is one process: a second one, or the same after a restart, knows nothing of them.
/// Any number of threads may use one store. A call takes, on average, O(log n) of the digests that are
/// kept, and clears away four at the most whose time has passed.
public final class InMemoryReplayStore: ReplayStore {
    /// How many digests are kept of one organization; 0 keeps none, and refuses every token. The bound is
    /// each organization's own, so that none can lock out another.
    public let capacityPerOrganization: Int

    private let memory = Guarded(Memory())

    /// Makes an empty store.
    ///
    /// - Parameter capacityPerOrganization: How many digests are kept of one organization, by default
    ///   100000, which allow 27 sign-ins a second of tokens that last an hour. One takes about 250 bytes.
    public init(capacityPerOrganization: Int = 100_000) {
        self.capacityPerOrganization = max(0, capacityPerOrganization)
    }

    /// How many digests are kept.
    public var count: Int {
        memory.withLock { $0.count }
    }

    /// Looks for a digest and remembers it.
    ///
    /// Over its bound the store refuses, since forgetting would let a token in twice. If the clock is set
    /// back, digests may be forgotten that would be needed again; so what would have been forgotten by
    /// then counts as known.
    public func insert(
        _ digest: String,
        in organization: OrganizationID,
        until: NumericDate,
        at time: NumericDate
    ) throws(SSOError) -> ReplayOutcome {
        let now = try WholeSeconds.of(time)
        // The latest `exp` with the largest leeway.
        guard let until = Int64(exactly: until.secondsSinceEpoch), now < until,
            until <= WholeSeconds.latest + 301
        else { throw SSOError(.invalidArgument) }
        return memory.withLock {
            $0.insert(digest, in: organization, until: until, at: now, capacity: capacityPerOrganization)
        }
    }
}

extension InMemoryReplayStore: CustomStringConvertible, CustomReflectable {
    /// How many digests are kept, such as `InMemoryReplayStore(count: 3)`.
    public var description: String { "InMemoryReplayStore(count: \(count))" }

    /// A mirror without children.
    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}

/// What is remembered of all organizations.
private struct Memory {
    private var shelves: [OrganizationID: Shelf] = [:]
    /// The organizations in the order in which their first digest may be forgotten, so that what one
    /// that has gone quiet leaves behind is cleared away by the calls of others.
    private var order = ExpiryQueue<OrganizationID>()
    /// The latest `until` that was forgotten.
    private var horizon = Int64.min

    var count: Int { shelves.values.reduce(0) { $0 + $1.digests.count } }

    mutating func insert(
        _ digest: String,
        in organization: OrganizationID,
        until: Int64,
        at time: Int64,
        capacity: Int
    ) -> ReplayOutcome {
        guard until > horizon else { return .replayed }
        if let other = order.first, other != organization {
            withShelf(of: other) { $0.forgetSome(at: time) }
        }
        return withShelf(of: organization) { shelf in
            shelf.forgetSome(at: time)
            guard !shelf.digests.contains(digest) else { return .replayed }
            guard shelf.digests.count < capacity else { return .full }
            shelf.digests.insert(digest)
            _ = shelf.queue.insert(digest, until: until)
            return .admitted
        }
    }

    /// Takes the shelf out while `body` works on it, so that there is one reference to what it holds and
    /// nothing is copied.
    @discardableResult
    private mutating func withShelf<Result>(
        of organization: OrganizationID,
        _ body: (inout Shelf) -> Result
    ) -> Result {
        var shelf = shelves.removeValue(forKey: organization) ?? Shelf()
        let result = body(&shelf)
        horizon = max(horizon, shelf.horizon)

        guard let earliest = shelf.queue.earliest else {
            if let slot = shelf.slot { order.remove(slot) }
            return result
        }
        if let slot = shelf.slot {
            order.change(slot, until: earliest)
        } else {
            shelf.slot = order.insert(organization, until: earliest)
        }
        shelves[organization] = shelf
        return result
    }
}

/// What is remembered of one organization.
private struct Shelf {
    var digests: Set<String> = []
    var queue = ExpiryQueue<String>()
    /// Where the organization is in the order of all.
    var slot: ExpiryQueue<OrganizationID>.Slot?
    /// The latest `until` that was forgotten.
    private(set) var horizon = Int64.min

    /// Forgets two whose time has passed: with the one that may come, their number still falls.
    mutating func forgetSome(at time: Int64) {
        for _ in 0..<2 {
            guard let until = queue.earliest, let digest = queue.popFirst(expiredAt: time) else { return }
            digests.remove(digest)
            horizon = max(horizon, until)
        }
    }
}
