// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// How many tokens of each hour were accepted and refused.
struct HourlyCounts: Sendable {
    /// More hours than there are in ten years; any others are counted together.
    private static let most = 100_000

    private(set) var hours: [Int64: (accepted: Int, refused: Int)] = [:]
    private(set) var others = (accepted: 0, refused: 0)
    /// The latest hour, since most tokens have the same one as the token before.
    private var latest = (hour: Int64.min, accepted: 0, refused: 0)

    mutating func count(at seconds: Int64, isAccepted: Bool) {
        let hour = seconds / 3600
        if hour != latest.hour {
            settle()
            latest.hour = hour
        }
        if isAccepted { latest.accepted += 1 } else { latest.refused += 1 }
    }

    mutating func add(_ other: HourlyCounts) {
        var other = other
        other.settle()
        settle()
        for (hour, counts) in other.hours { add(counts.accepted, counts.refused, to: hour) }
        others.accepted += other.others.accepted
        others.refused += other.others.refused
    }

    private mutating func settle() {
        if latest.accepted + latest.refused > 0 { add(latest.accepted, latest.refused, to: latest.hour) }
        latest = (Int64.min, 0, 0)
    }

    private mutating func add(_ accepted: Int, _ refused: Int, to hour: Int64) {
        if hours[hour] == nil && hours.count >= Self.most {
            others.accepted += accepted
            others.refused += refused
        } else {
            hours[hour, default: (0, 0)].accepted += accepted
            hours[hour, default: (0, 0)].refused += refused
        }
    }
}

/// What `verify --summary` prints.
struct Summary {
    private let tally: Tally
    private let statuses: [(name: String, count: UInt64)]
    private let warnings: [(name: String, count: UInt64)]
    private let keys: [(name: String, count: UInt64)]
    private let hours: [(name: String, accepted: Int, refused: Int)]

    init(tally: Tally, counts: VerificationCounts.Total, hours hourly: HourlyCounts) {
        self.tally = tally
        statuses = Self.sorted(counts.statuses.map { ($0.key.name, $0.value) })
        warnings = Self.sorted(counts.warnings.map { ($0.key.name, $0.value) })
        keys = counts.keys.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
        var hours = hourly.hours.sorted { $0.key < $1.key }.map { hour, counts in
            (Self.name(ofHour: hour), counts.accepted, counts.refused)
        }
        if hourly.others.accepted + hourly.others.refused > 0 {
            hours.append(("other", hourly.others.accepted, hourly.others.refused))
        }
        self.hours = hours
    }

    /// The most frequent first.
    private static func sorted(_ counts: [(String, UInt64)]) -> [(name: String, count: UInt64)] {
        counts.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map { (name: $0.0, count: $0.1) }
    }

    /// Such as 2026-03-01T14:00Z.
    private static func name(ofHour hour: Int64) -> String {
        NumericDate(wholeSeconds: hour * 3600).description.replacing(":00:00Z", with: ":00Z")
    }

    var text: String {
        var lines = ["\(tally.all) tokens, \(tally.all - tally.refused) accepted, \(tally.refused) refused"]
        for (title, counts) in [("status", statuses), ("warning", warnings), ("key", keys)]
        where !counts.isEmpty {
            lines += ["", Self.row(title, "tokens")]
            lines += counts.map { Self.row(ResultText.printable($0.name), String($0.count)) }
        }
        if !hours.isEmpty {
            lines += ["", Self.row("hour", "accepted", "refused")]
            lines += hours.map { Self.row($0.name, String($0.accepted), String($0.refused)) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ name: String, _ numbers: String...) -> String {
        numbers.reduce(name.padded(to: 28)) { row, number in
            row + " " + String(repeating: " ", count: max(0, 11 - number.count)) + number
        }
    }

    var json: String {
        let tokens: KeyValuePairs = [
            "tokens": String(tally.all), "accepted": String(tally.all - tally.refused),
            "refused": String(tally.refused),
            "statuses": Self.array(
                statuses.map { ["status": JSONText.string($0.name), "tokens": String($0.count)] }
            ),
            "warnings": Self.array(
                warnings.map { ["kind": JSONText.string($0.name), "tokens": String($0.count)] }
            ),
            "keys": Self.array(keys.map { ["key": JSONText.string($0.name), "tokens": String($0.count)] }),
            "hours": Self.array(
                hours.map {
                    [
                        "hour": JSONText.string($0.name), "accepted": String($0.accepted),
                        "refused": String($0.refused),
                    ]
                }
            ),
        ]
        return JSONText.object(tokens)
    }

    private static func array(_ objects: [KeyValuePairs<String, String>]) -> String {
        "[" + objects.map(JSONText.object).joined(separator: ", ") + "]"
    }
}
