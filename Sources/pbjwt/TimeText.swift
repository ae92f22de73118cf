// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// A time for people to read.
enum TimeText {
    /// Such as "2026-03-01T00:00:00Z, 2 hours ago".
    static func absoluteAndDistance(_ time: NumericDate, from now: NumericDate) -> String {
        "\(time), \(distance(to: time, from: now))"
    }

    /// Such as "in 59 minutes" or "2 hours ago": whole units, rounded down.
    static func distance(to time: NumericDate, from now: NumericDate) -> String {
        let seconds = time.secondsSinceEpoch - now.secondsSinceEpoch
        guard abs(seconds) >= 1 else { return "now" }
        let length = length(of: abs(seconds))
        return seconds > 0 ? "in \(length)" : "\(length) ago"
    }

    private static func length(of seconds: Double) -> String {
        let units: KeyValuePairs = ["year": 31_556_952.0, "day": 86_400, "hour": 3600, "minute": 60]
        // A unit is used from two on: "90 minutes" says more than "1 hour".
        let unit = units.first { seconds >= 2 * $0.value } ?? (key: "second", value: 1)
        let count = (seconds / unit.value).rounded(.down)
        return JSONText.number(count) + " " + unit.key + (count == 1 ? "" : "s")
    }
}
