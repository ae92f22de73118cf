// SPDX-License-Identifier: Apache-2.0

import Metrics
import ProductBridgeIdentity

/// Hands the numbers of `VerificationCounts` to swift-metrics, for whatever backend the program chose.
///
/// One task has it and calls ``publish()`` every few seconds, and once at the end. The verifying workers
/// know nothing of it: they count with counters of their own.
///
/// ```swift
/// var metrics = IdentityMetrics(of: counts)
/// while !Task.isCancelled {
///     try metrics.publish()
///     try await Task.sleep(for: .seconds(10))
/// }
/// ```
public struct IdentityMetrics {
    private let counts: VerificationCounts
    private let factory: any MetricsFactory
    /// What was published, by counter.
    private var published: [Name: (counter: Counter, number: UInt64)] = [:]

    private struct Name: Hashable {
        let label: String
        let dimension: String
        let value: String
    }

    /// For the program's own backend, unless a test brings another.
    public init(of counts: VerificationCounts, factory: any MetricsFactory = MetricsSystem.factory) {
        self.counts = counts
        self.factory = factory
    }

    /// Adds to each counter what was counted since the last time.
    public mutating func publish() throws {
        let total = try counts.total
        for (status, number) in total.statuses {
            publish(number, Name(label: "pbjwt_verifications", dimension: "status", value: status.name))
        }
        for (kind, number) in total.warnings {
            publish(number, Name(label: "pbjwt_warnings", dimension: "kind", value: kind.name))
        }
        // A secret that nobody uses is there with 0, so that a rotation can be seen to be over.
        for (key, number) in total.keys {
            publish(number, Name(label: "pbjwt_signatures", dimension: "key", value: key))
        }
        for (status, number) in total.wouldRefuse {
            publish(number, Name(label: "pbjwt_would_refuse", dimension: "status", value: status.name))
        }
    }

    private mutating func publish(_ number: UInt64, _ name: Name) {
        let before =
            published[name]
            ?? (
                Counter(label: name.label, dimensions: [(name.dimension, name.value)], factory: factory), 0
            )
        before.counter.increment(by: Int64(clamping: number &- before.number))
        published[name] = (before.counter, number)
    }
}
