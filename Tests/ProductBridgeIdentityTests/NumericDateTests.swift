// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import ProductBridgeIdentityFoundation
import Testing

@Suite("Times")
struct NumericDateTests {
    @Test(
        "A time reads as ISO 8601",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (0.001, "1970-01-01T00:00:00.001Z"),
            (-1, "1969-12-31T23:59:59Z"), (-0.25, "1969-12-31T23:59:59.750Z"),
            (951_782_400, "2000-02-29T00:00:00Z"), (951_868_799, "2000-02-29T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (1_709_164_800, "2024-02-29T00:00:00Z"),
            (1_767_225_600, "2026-01-01T00:00:00Z"), (1_767_225_599.9996, "2026-01-01T00:00:00Z"),
            (1_798_761_599.25, "2026-12-31T23:59:59.250Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"), (-62_167_219_200, "0000-01-01T00:00:00Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
        ]
    )
    func description(_ seconds: Double, _ text: String) {
        #expect(NumericDate(secondsSinceEpoch: seconds).description == text)
    }

    @Test(
        "A time outside the years 0 to 9999 is written as its seconds",
        arguments: [
            (253_402_300_800, "253402300800.0 s"), (-62_167_219_201, "-62167219201.0 s"),
            (1e300, "1e+300 s"), (.infinity, "inf s"), (.nan, "nan s"),
        ]
    )
    func far(_ seconds: Double, _ text: String) {
        #expect(NumericDate(secondsSinceEpoch: seconds).description == text)
    }

    @Test("Each day of eight centuries is written as Foundation writes it")
    func days() {
        let style = Date.ISO8601FormatStyle()
        // From 1600 to 2400, with a stride that covers every day of the year and many times of day.
        let differing = stride(from: -11_676_096_000, to: 13_569_465_600, by: 100_003).filter {
            let seconds = Double($0)
            return NumericDate(secondsSinceEpoch: seconds).description
                != style.format(Date(timeIntervalSince1970: seconds))
        }
        #expect(differing == [])
    }

    @Test("Times are ordered")
    func order() {
        #expect(Fixture.time < Fixture.time(0.5))
        #expect(!(Fixture.time < Fixture.time))
        #expect(Fixture.time == Fixture.time(0))
        #expect(Set([Fixture.time, Fixture.time(0), Fixture.time(1)]).count == 2)
    }

    @Test("Now is between two readings of another clock")
    func now() {
        let before = Date()
        let now = NumericDate.now
        let after = Date()
        // Both round to a Double.
        #expect(now.date >= before.addingTimeInterval(-0.001))
        #expect(now.date <= after.addingTimeInterval(0.001))
    }

    @Test("Times and dates are the same thing", arguments: [0, -1.5, 1_767_225_600.25])
    func dates(_ seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(NumericDate(date).secondsSinceEpoch == seconds)
        #expect(NumericDate(secondsSinceEpoch: seconds).date == date)
    }
}
