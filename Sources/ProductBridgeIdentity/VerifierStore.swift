// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Holds the verifier of a running program, so that secrets can be replaced without a restart.
///
/// Any number of threads may use one store at the same time. There are two ways to verify with it:
///
/// - ``current`` takes a short lock and returns the verifier. Use it for occasional tokens, or if a request
///   has no place to keep anything.
/// - A ``Follower`` keeps the verifier and checks one shared number to see whether it is still current. Use
///   it if many cores verify all the time: give each worker its own follower, and they write to no shared
///   memory, not even a reference count.
///
/// ```swift
/// let store = VerifierStore(try IdentityVerifier(secret: old))
///
/// // When the key is regenerated: both secrets count for an hour.
/// let retiring = try Secret(oldText, id: "old", notAfter: inOneHour)
/// store.replace(with: try IdentityVerifier(secrets: [new, retiring]))
/// ```
///
/// A verification that began before ``replace(with:)`` uses the old verifier to the end; one that begins
/// after it returns uses the new one.
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

    /// Replaces the store's verifier with `verifier`.
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
