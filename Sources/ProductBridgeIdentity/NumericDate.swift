// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Android)
internal import Android
#endif

/// A point in time, as in tokens: seconds since 1970-01-01T00:00:00Z without leap seconds, with or without a
/// fraction; RFC 7519, 2.
///
/// In tokens and in all parameters of this library, a time is between 0 and 253402300799, the last second of
/// the year 9999. The type itself can hold any number.
public struct NumericDate: Hashable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let secondsSinceEpoch: Double

    /// Makes a time from its seconds since 1970-01-01T00:00:00Z.
    public init(secondsSinceEpoch: Double) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// The time of the system's real-time clock, to the precision of a `Double` (better than a microsecond).
    public static var now: NumericDate {
        var time = timespec()
        let failure = unsafe clock_gettime(CLOCK_REALTIME, &time)
        precondition(failure == 0, "every POSIX system has a real-time clock")
        return NumericDate(secondsSinceEpoch: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    }
}

extension NumericDate: Codable {
    /// Reads the seconds since 1970-01-01T00:00:00Z, a number.
    public init(from decoder: any Decoder) throws {
        secondsSinceEpoch = try decoder.singleValueContainer().decode(Double.self)
    }

    /// Writes the seconds since 1970-01-01T00:00:00Z, a number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(secondsSinceEpoch)
    }
}

extension NumericDate: Comparable {
    /// Whether `lhs` is the earlier time.
    public static func < (lhs: NumericDate, rhs: NumericDate) -> Bool {
        lhs.secondsSinceEpoch < rhs.secondsSinceEpoch
    }
}

extension NumericDate: CustomStringConvertible {
    /// The time as ISO 8601 writes it in UTC, such as `2026-01-31T12:00:00Z` or, rounded to milliseconds if
    /// there is a fraction, `2026-01-31T12:00:00.250Z`.
    ///
    /// Outside the years 0 to 9999 of the proleptic Gregorian calendar, it is the seconds, such as
    /// `1e+300 s`.
    public var description: String {
        guard let time = Int64(exactly: (secondsSinceEpoch * 1000).rounded()) else {
            return "\(secondsSinceEpoch) s"
        }
        let (second, millisecond) = time.dividedByFloor(1000)
        let (day, secondOfDay) = second.dividedByFloor(86400)
        let date = CivilDate(daysSinceEpoch: day)
        guard (0...9999).contains(date.year) else { return "\(secondsSinceEpoch) s" }
        let (minuteOfDay, secondOfMinute) = secondOfDay.quotientAndRemainder(dividingBy: 60)
        let (hour, minute) = minuteOfDay.quotientAndRemainder(dividingBy: 60)
        let fraction = millisecond == 0 ? "" : "." + millisecond.padded(to: 3)
        return date.year.padded(to: 4) + "-" + date.month.padded(to: 2) + "-" + date.day.padded(to: 2)
            + "T" + hour.padded(to: 2) + ":" + minute.padded(to: 2) + ":" + secondOfMinute.padded(to: 2)
            + fraction + "Z"
    }
}

/// A day of the proleptic Gregorian calendar.
private struct CivilDate {
    let year: Int64
    let month: Int64
    let day: Int64

    /// The day `daysSinceEpoch` days after 1970-01-01.
    ///
    /// Counted in years that begin on 1 March, so that a leap day is the last day of its year. Such
    /// years make cycles of 400 (146097 days), and in them centuries of 36524 days and groups of
    /// four of 1461; the last century of a cycle and the last year of a group are a day longer,
    /// which is why 3 is the most that either division may give.
    init(daysSinceEpoch: Int64) {
        // 719468 days lie between 0000-03-01 and 1970-01-01.
        let (cycle, dayOfCycle) = (daysSinceEpoch + 719_468).dividedByFloor(146_097)
        let century = min(dayOfCycle / 36_524, 3)
        let dayOfCentury = dayOfCycle - century * 36_524
        let (group, dayOfGroup) = dayOfCentury.dividedByFloor(1461)
        let yearOfGroup = min(dayOfGroup / 365, 3)
        let dayOfYear = dayOfGroup - yearOfGroup * 365

        // The day of the year on which each month begins, from March on.
        let starts: [Int64] = [0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337]
        let monthsSinceMarch = (starts.lastIndex { $0 <= dayOfYear }) ?? 0
        let isNextCivilYear = monthsSinceMarch >= 10

        year = cycle * 400 + century * 100 + group * 4 + yearOfGroup + (isNextCivilYear ? 1 : 0)
        month = Int64(isNextCivilYear ? monthsSinceMarch - 9 : monthsSinceMarch + 3)
        day = dayOfYear - starts[monthsSinceMarch] + 1
    }
}

extension Int64 {
    /// The quotient rounded down, and the remainder, which is never negative.
    fileprivate func dividedByFloor(_ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// The number with leading zeros up to `width` characters.
    fileprivate func padded(to width: Int) -> String {
        var digits = String(self)
        while digits.utf8.count < width { digits = "0" + digits }
        return digits
    }
}
