// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

/// A time on the command line: seconds since 1970, or ISO 8601 such as 2026-03-01T00:00:00Z.
struct TimeArgument: ExpressibleByArgument {
    static let help = "in seconds since 1970 or as 2026-03-01T00:00:00Z"

    let seconds: Int64

    init?(argument: String) {
        guard let seconds = Int64(argument) ?? Self.seconds(ofISO: argument) else { return nil }
        self.seconds = seconds
    }

    var date: NumericDate { NumericDate(wholeSeconds: seconds) }

    /// A date, which means midnight, or a date and a time with `Z` or an offset.
    private static func seconds(ofISO text: String) -> Int64? {
        var rest = text[...]
        guard let year = number(4, from: &rest), take("-", from: &rest), let month = number(2, from: &rest),
            take("-", from: &rest), let day = number(2, from: &rest), (1...12).contains(month),
            (1...daysOfMonth(month, of: year)).contains(day)
        else { return nil }
        let midnight = daysSinceEpoch(year, month, day) * 86_400
        if rest.isEmpty { return midnight }

        guard take("T", from: &rest) || take("t", from: &rest) || take(" ", from: &rest),
            let hour = number(2, from: &rest), take(":", from: &rest), let minute = number(2, from: &rest)
        else { return nil }
        var second: Int64 = 0
        if take(":", from: &rest) {
            guard let given = number(2, from: &rest) else { return nil }
            second = given
        }
        guard hour < 24, minute < 60, second < 60, let offset = offset(from: &rest), rest.isEmpty else {
            return nil
        }
        return midnight + hour * 3600 + minute * 60 + second - offset
    }

    /// The offset from UTC in seconds.
    private static func offset(from rest: inout Substring) -> Int64? {
        if take("Z", from: &rest) || take("z", from: &rest) { return 0 }
        let sign: Int64 = rest.first == "-" ? -1 : 1
        guard take("+", from: &rest) || take("-", from: &rest), let hours = number(2, from: &rest) else {
            return nil
        }
        _ = take(":", from: &rest)
        guard let minutes = number(2, from: &rest), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    private static func take(_ character: Character, from rest: inout Substring) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private static func number(_ digits: Int, from rest: inout Substring) -> Int64? {
        let text = rest.prefix(digits)
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        rest.removeFirst(digits)
        return Int64(text)
    }

    private static func daysOfMonth(_ month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Counted in years that begin on 1 March, so that a leap day is the last of its year.
    private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let monthsSinceMarch = (month + 9) % 12
        let years = month < 3 ? year - 1 : year
        let leapDays = years >= 0 ? years / 4 - years / 100 + years / 400 : -1
        return years * 365 + leapDays + (monthsSinceMarch * 306 + 5) / 10 + day - 1 - 719_468
    }
}
