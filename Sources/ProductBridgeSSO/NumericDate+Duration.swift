// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

extension NumericDate {
    /// The time that lies `duration` later, or earlier where that is negative.
    func advanced(by duration: Duration) -> NumericDate {
        let (seconds, attoseconds) = duration.components
        return NumericDate(secondsSinceEpoch: secondsSinceEpoch + Double(seconds) + Double(attoseconds) / 1e18)
    }

    /// Whether a verifier takes it: from 1970 to the end of the year 9999.
    var isInRange: Bool {
        (0..<253_402_300_800).contains(secondsSinceEpoch)
    }
}
