// SPDX-License-Identifier: Apache-2.0

extension VerifierStore {
    /// One worker's view of a store: it keeps the current verifier, and fetches a new one only after a
    /// replacement.
    ///
    /// A follower can't be copied, since each worker needs its own: it holds a reference to the verifier that
    /// nothing else counts. It may move between threads, but only one thread may use it at a time. It keeps a
    /// replaced verifier alive until it is next used.
    ///
    /// It keeps the memory of its latest identity too, and verifies the next token into it if no one has that
    /// identity any more, so a loop that lets go of each identity allocates nothing. An identity that you keep
    /// doesn't change, and nothing in one comes from another.
    ///
    /// ```swift
    /// var follower = store.makeFollower()
    /// for await token in tokens {
    ///     let identity = try follower.verify(token)
    /// }
    /// ```
    public struct Follower: ~Copyable, Sendable {
        private let store: VerifierStore
        private var verifier: IdentityVerifier
        private var generation: UInt
        /// What the latest token was verified into. Its identity may still be someone's.
        private var latest: IdentityHandle?

        init(store: VerifierStore) {
            self.store = store
            let (verifier, generation) = store.snapshot
            self.verifier = verifier.unshared
            self.generation = generation
        }

        /// The verifier that the store holds now.
        ///
        /// A copy doesn't follow later replacements, and shares its reference count with the follower.
        public var current: IdentityVerifier {
            mutating get {
                refresh()
                return verifier
            }
        }

        private mutating func refresh() {
            guard generation != store.currentGeneration else { return }
            let (verifier, generation) = store.snapshot
            self.verifier = verifier.unshared
            self.generation = generation
        }
    }
}

extension VerifierStore.Follower {
    /// Verifies a token with the current verifier; see ``IdentityVerifier/verify(_:at:counting:)-(String,_,_)``.
    ///
    /// - Parameters:
    ///   - token: The token in compact form. Nothing is trimmed.
    ///   - time: The time to judge by; by default the system's real-time clock.
    ///   - counter: Where to count the result.
    /// - Returns: What the token says about the person.
    /// - Throws: As the verifier does.
    public mutating func verify(
        _ token: String,
        at time: NumericDate? = nil,
        counting counter: VerificationCounts.Counter? = nil
    ) throws(VerificationError) -> Identity {
        refresh()
        return try unsafe token.withUTF8Bytes { start, count throws(VerificationError) in
            try unsafe verify(start, count, at: time, counting: counter)
        }
    }

    /// Verifies a token's bytes with the current verifier; see
    /// ``IdentityVerifier/verify(utf8:at:counting:)-(Span<UInt8>,_,_)``.
    ///
    /// - Parameters:
    ///   - bytes: The token in compact form. Nothing is trimmed.
    ///   - time: The time to judge by; by default the system's real-time clock.
    ///   - counter: Where to count the result.
    /// - Returns: What the token says about the person.
    /// - Throws: As the verifier does.
    public mutating func verify(
        utf8 bytes: Span<UInt8>,
        at time: NumericDate? = nil,
        counting counter: VerificationCounts.Counter? = nil
    ) throws(VerificationError) -> Identity {
        refresh()
        return try unsafe bytes.withUnsafeBufferPointer { buffer throws(VerificationError) in
            try unsafe withStart(of: buffer) { start, count throws(VerificationError) in
                try unsafe verify(start, count, at: time, counting: counter)
            }
        }
    }

    /// Verifies into the memory of the latest identity, unless someone still has that.
    private mutating func verify(
        _ start: UnsafeRawPointer,
        _ count: Int,
        at time: NumericDate?,
        counting counter: VerificationCounts.Counter?
    ) throws(VerificationError) -> Identity {
        try unsafe verifier.handle.borrowing { verifier throws(VerificationError) in
            let handle: IdentityHandle
            if latest?.isUniquelyReferenced() == true, let latest {
                handle = latest
            } else {
                handle = unsafe verifier.makeIdentity(forTokenOf: count)
                latest = handle
            }
            try unsafe verifier.verify(start, count, at: time, counting: counter, into: handle)
            return Identity(handle: handle)
        }
    }
}

extension IdentityVerifier {
    /// The same verifier, with its own reference count.
    fileprivate var unshared: IdentityVerifier {
        IdentityVerifier(handle: VerifierHandle(sharing: handle))
    }
}
