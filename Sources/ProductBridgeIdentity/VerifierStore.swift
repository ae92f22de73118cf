// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Holds the verifier of a running program, so that secrets can be exchanged without a restart.
///
/// Any number of threads may use one store at the same time. There are two ways to verify with it:
///
/// - ``current`` takes a short lock and gives the verifier. Use it where tokens come in now and then,
///   or where a request has no place to keep anything.
/// - A ``Follower`` keeps the verifier and looks at one shared number to see whether it is still the
///   current one. Use it where many cores verify all the time: give each worker a follower of its own,
///   and they write to no memory that they share, not even a reference count.
///
/// ```swift
/// let store = VerifierStore(try IdentityVerifier(secret: old))
///
/// // When the key is regenerated: both secrets count for an hour.
/// let retiring = try Secret(oldText, id: "old", notAfter: inOneHour)
/// store.replace(with: try IdentityVerifier(secrets: [new, retiring]))
/// ```
///
/// A verification that began before ``replace(with:)`` ends with the old verifier; one that begins
/// after it returned has the new one.
public final class VerifierStore: Sendable {
    private let verifier: Mutex<IdentityVerifier>

    /// How often the verifier was replaced. Written under the lock, read without.
    private let generation = Atomic<UInt>(0)

    /// Makes a store that holds `verifier`.
    public init(_ verifier: IdentityVerifier) {
        self.verifier = Mutex(verifier)
    }

    /// The verifier that the store holds now.
    public var current: IdentityVerifier {
        verifier.withLock { $0 }
    }

    /// Puts `verifier` in the place of the one that the store holds.
    ///
    /// - Returns: The old verifier.
    @discardableResult
    public func replace(with verifier: IdentityVerifier) -> IdentityVerifier {
        self.verifier.withLock { held in
            let old = held
            held = verifier
            generation.wrappingAdd(1, ordering: .releasing)
            return old
        }
    }

    /// A follower for one worker.
    public func makeFollower() -> Follower {
        Follower(store: self)
    }
}

extension VerifierStore {
    /// The number that changes with every replacement.
    var currentGeneration: UInt {
        generation.load(ordering: .acquiring)
    }

    /// The current verifier and the generation that it belongs to.
    var snapshot: (verifier: IdentityVerifier, generation: UInt) {
        verifier.withLock { ($0, generation.load(ordering: .relaxed)) }
    }
}
