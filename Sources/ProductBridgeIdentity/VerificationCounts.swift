// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT
internal import Synchronization

/// Counts verified and refused tokens: by status, by kind of warning, and by the secret that signed them.
///
/// Each worker has its own ``Counter`` and passes it to its verifications, so no core waits for another.
/// ``total`` and ``prometheusText()`` add up all counters, from any thread and at any time.
///
/// ```swift
/// let counts = try VerificationCounts(listing: verifier)
///
/// // In each worker:
/// let counter = try counts.makeCounter()
/// let identity = try verifier.verify(token, counting: counter)
///
/// // Where metrics are collected:
/// let text = try counts.prometheusText()
/// ```
///
/// The numbers contain nothing from a token. One that exceeds 64 bits starts again from 0.
public final class VerificationCounts: Sendable {
    private let state: Mutex<State>

    private struct State {
        /// The counts of counters that no longer exist.
        let retired: CountsHandle
        var live: [ObjectIdentifier: CountsHandle] = [:]
    }

    /// Makes new counts, all 0.
    ///
    /// - Parameter verifier: One whose secrets are listed from the start; others are listed as they first
    ///   occur.
    /// - Throws: ``VerificationStatus/outOfMemory``.
    public init(listing verifier: IdentityVerifier? = nil) throws(VerificationError) {
        state = Mutex(State(retired: try CountsHandle(of: verifier?.handle)))
    }

    /// A counter for one worker. Its counts remain after it is released.
    ///
    /// - Throws: ``VerificationStatus/outOfMemory``.
    public func makeCounter() throws(VerificationError) -> Counter {
        let handle = try CountsHandle(of: nil)
        state.withLock { $0.live[ObjectIdentifier(handle)] = handle }
        return Counter(handle: handle, counts: self)
    }

    /// All numbers. Each is correct, though workers may keep counting between one and the next.
    ///
    /// - Throws: ``VerificationStatus/outOfMemory``.
    public var total: Total {
        get throws(VerificationError) { Total(try sum()) }
    }

    /// All numbers in Prometheus's text format, with HELP and TYPE.
    ///
    /// The counters are `pbjwt_verifications_total{status}`, `pbjwt_warnings_total{kind}`,
    /// `pbjwt_signatures_total{key}`, `pbjwt_would_refuse_tokens_total` and
    /// `pbjwt_would_refuse_total{status}`.
    ///
    /// - Throws: ``VerificationStatus/outOfMemory``.
    public func prometheusText() throws(VerificationError) -> String {
        let sum = try sum()
        return try unsafe sum.withPointer { counts throws(VerificationError) in
            try unsafe String.json { unsafe pbjwt_counts_prometheus(counts, $0, $1) }
        }
    }

    private func sum() throws(VerificationError) -> CountsHandle {
        let sum = try CountsHandle(of: nil)
        state.withLock { state in
            sum.add(state.retired)
            for handle in state.live.values { sum.add(handle) }
        }
        return sum
    }

    fileprivate func retire(_ handle: CountsHandle) {
        state.withLock { state in
            state.live[ObjectIdentifier(handle)] = nil
            state.retired.add(handle)
        }
    }
}

extension VerificationCounts {
    /// One worker's counts. It isn't Sendable: one thread at a time verifies with it.
    public final class Counter {
        private let handle: CountsHandle
        private let counts: VerificationCounts

        fileprivate init(handle: CountsHandle, counts: VerificationCounts) {
            self.handle = handle
            self.counts = counts
        }

        deinit {
            counts.retire(handle)
        }

        /// Counts each verification into `identity` here, until that changes.
        @unsafe func count(into identity: OpaquePointer) {
            unsafe handle.withPointer { unsafe pbjwt_identity_set_counts(identity, $0) }
        }
    }

    /// The counts at some moment.
    public struct Total: Hashable, Sendable {
        /// How many verifications ended with each status; statuses that never occurred are left out.
        public let statuses: [VerificationStatus: UInt64]

        /// How many warnings of a kind accepted tokens had.
        public let warnings: [Warning.Kind: UInt64]

        /// How many tokens each secret had signed, including those refused later for another reason, by the
        /// secret's id; `key 0` for one without an id, by its position in its verifier, and `other` for all
        /// those after the first 63 names. A rotation is done when the old secret's number stops growing.
        public let keys: [String: UInt64]

        /// How many accepted tokens the reported policy would refuse with a status, whether or not it comes
        /// first.
        public let wouldRefuse: [VerificationStatus: UInt64]

        /// How many accepted tokens the reported policy would refuse for any reason.
        public let wouldRefuseTokens: UInt64
    }
}

@available(*, unavailable)
extension VerificationCounts.Counter: Sendable {}

extension VerificationCounts.Total {
    fileprivate init(_ handle: CountsHandle) {
        statuses = unsafe handle.numbers { unsafe pbjwt_counts_status($0, $1) }
        var wouldRefuse = unsafe handle.numbers { unsafe pbjwt_counts_would_refuse($0, $1) }
        wouldRefuseTokens = wouldRefuse.removeValue(forKey: .ok) ?? 0
        self.wouldRefuse = wouldRefuse
        warnings = handle.warnings
        keys = handle.keys
    }
}

extension CountsHandle {
    /// The numbers above 0 that `number` returns for statuses, which are below 128.
    fileprivate func numbers(
        _ number: (OpaquePointer, pbjwt_status) -> UInt64
    ) -> [VerificationStatus: UInt64] {
        unsafe withPointer { counts in
            let all = (0..<128).map { code in
                let status = pbjwt_status(rawValue: .init(truncatingIfNeeded: code))
                return (VerificationStatus(status), unsafe number(counts, status))
            }
            return Dictionary(uniqueKeysWithValues: all.filter { $0.1 > 0 })
        }
    }

    fileprivate var warnings: [Warning.Kind: UInt64] {
        unsafe withPointer { counts in
            let all = (0..<64).map { code in
                let kind = pbjwt_warning(rawValue: .init(truncatingIfNeeded: code))
                return (Warning.Kind(kind), unsafe pbjwt_counts_warning(counts, kind))
            }
            return Dictionary(uniqueKeysWithValues: all.filter { $0.1 > 0 })
        }
    }

    fileprivate var keys: [String: UInt64] {
        unsafe withPointer { counts in
            var keys: [String: UInt64] = [:]
            for index in 0..<(unsafe pbjwt_counts_key_count(counts)) {
                var count = 0
                var tokens: UInt64 = 0
                let view = unsafe pbjwt_counts_key(counts, index, &count, &tokens)
                if let name = unsafe String(view: view, count: count) { keys[name] = tokens }
            }
            return keys
        }
    }
}
