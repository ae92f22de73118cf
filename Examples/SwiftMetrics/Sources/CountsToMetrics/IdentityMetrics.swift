// SPDX-License-Identifier: Apache-2.0

import Metrics
import ProductBridgeIdentity

/// Publishes the numbers of `VerificationCounts` with swift-metrics, to the backend that the program chose.
///
/// One task owns it and calls ``publish()`` every few seconds, and once at the end. The workers that verify
/// don't use it: they count with their own counters.
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
    /// The number published so far, by counter.
    private var published: [Name: (counter: Counter, number: UInt64)] = [:]

    private struct Name: Hashable {
        let label: String
        let dimension: String
        let value: String
    }

    /// Uses the program's own backend, unless a test passes another.
    public init(of counts: VerificationCounts, factory: any MetricsFactory = MetricsSystem.factory) {
        self.counts = counts
        self.factory = factory
    }

    /// Adds to each counter the number counted since the last call.
    public mutating func publish() throws {
        let total = try counts.total
        for (status, number) in total.statuses {
            publish(number, Name(label: "pbjwt_verifications", dimension: "status", value: status.name))
        }
        for (kind, number) in total.warnings {
            publish(number, Name(label: "pbjwt_warnings", dimension: "kind", value: kind.name))
        }
        // A secret without use is published as 0, so that the end of a rotation is visible.
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
