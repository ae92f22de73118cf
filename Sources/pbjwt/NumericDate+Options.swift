// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

extension NumericDate {
    /// The whole seconds that the library accepts as a time: up to the end of the year 9999.
    static let secondsRange: ClosedRange<Int64> = 0...253_402_300_799

    init(wholeSeconds: Int64) {
        self.init(secondsSinceEpoch: Double(wholeSeconds))
    }
}
