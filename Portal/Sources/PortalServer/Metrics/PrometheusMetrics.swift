// SPDX-License-Identifier: Apache-2.0

internal import CoreMetrics
internal import Synchronization

/// A backend of swift-metrics that keeps numbers in memory and writes them in Prometheus's text format.
final class PrometheusMetrics: MetricsFactory {
    /// The maximum number of different metrics and labels; more are not counted.
    private static let capacity = 2000

    struct Key: Hashable, Sendable {
        let name: String
        let labels: [String]

        init(_ label: String, _ dimensions: [(String, String)]) {
            name = String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
            labels = dimensions.map { "\($0.0)=\"\(Self.escape($0.1))\"" }.sorted()
        }

        private static func escape(_ text: String) -> String {
            text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        }

        func line(_ suffix: String = "", _ more: [String] = [], _ value: String) -> String {
            let all = labels + more
            return name + suffix + (all.isEmpty ? "" : "{\(all.joined(separator: ","))}") + " \(value)\n"
        }
    }

    private let counters = Mutex<[Key: PrometheusCounter]>([:])
    private let gauges = Mutex<[Key: PrometheusGauge]>([:])
    private let histograms = Mutex<[Key: PrometheusHistogram]>([:])

    private static func find<Metric>(_ key: Key, _ all: inout [Key: Metric], _ make: () -> Metric) -> Metric {
        if let known = all[key] { return known }
        let metric = make()
        if all.count < capacity { all[key] = metric }
        return metric
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let key = Key(label, dimensions)
        return counters.withLock { Self.find(key, &$0) { PrometheusCounter() } }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let key = Key(label, dimensions)
        return gauges.withLock { Self.find(key, &$0) { PrometheusGauge() } }
    }

    func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        let key = Key(label, dimensions)
        return histograms.withLock { Self.find(key, &$0) { PrometheusHistogram() } }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let key = Key(label, dimensions)
        return histograms.withLock { Self.find(key, &$0) { PrometheusHistogram() } }
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything in Prometheus's text format (version 0.0.4).
    var text: String {
        Self.write(counters.withLock { $0 }, "counter") { key, counter in
            key.line("_total", [], String(counter.value))
        }
            + Self.write(gauges.withLock { $0 }, "gauge") { key, gauge in key.line("", [], "\(gauge.value)") }
            + Self.write(histograms.withLock { $0 }, "histogram") { $1.lines($0) }
    }

    private static func write<Metric>(
        _ metrics: [Key: Metric],
        _ type: String,
        _ lines: (Key, Metric) -> String
    ) -> String {
        let suffix = type == "counter" ? "_total" : ""
        return Dictionary(grouping: metrics, by: \.key.name).sorted { $0.key < $1.key }.map { name, group in
            let sorted = group.sorted { $0.key.labels.lexicographicallyPrecedes($1.key.labels) }
            return "# TYPE \(name)\(suffix) \(type)\n" + sorted.map { lines($0.key, $0.value) }.joined()
        }.joined()
    }
}

final class PrometheusCounter: CounterHandler {
    private let total = Atomic<Int64>(0)

    var value: Int64 { total.load(ordering: .relaxed) }

    func increment(by amount: Int64) { total.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { total.store(0, ordering: .relaxed) }
}

final class PrometheusGauge: MeterHandler {
    private let number = Mutex(0.0)

    var value: Double { number.withLock { $0 } }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { number.withLock { $0 = value } }
    func increment(by amount: Double) { number.withLock { $0 += amount } }
    func decrement(by amount: Double) { number.withLock { $0 -= amount } }
}

/// Durations in seconds.
final class PrometheusHistogram: TimerHandler, RecorderHandler {
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private struct State {
        var counts = [Int64](repeating: 0, count: bounds.count)
        var count: Int64 = 0
        var sum = 0.0
    }

    private let state = Mutex(State())

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        state.withLock { state in
            state.count += 1
            state.sum += value
            if let bucket = Self.bounds.firstIndex(where: { value <= $0 }) { state.counts[bucket] += 1 }
        }
    }

    func lines(_ key: PrometheusMetrics.Key) -> String {
        let state = state.withLock { $0 }
        var sum: Int64 = 0
        let buckets = zip(Self.bounds, state.counts).map { bound, count in
            sum += count
            return key.line("_bucket", ["le=\"\(bound)\""], String(sum))
        }
        return buckets.joined() + key.line("_bucket", ["le=\"+Inf\""], String(state.count))
            + key.line("_sum", [], "\(state.sum)") + key.line("_count", [], String(state.count))
    }
}
