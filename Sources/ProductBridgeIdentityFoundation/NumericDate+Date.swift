// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import ProductBridgeIdentity

extension NumericDate {
    /// Makes a time from a `Date`, to the precision of a `Double`.
    public init(_ date: Date) {
        self.init(secondsSinceEpoch: date.timeIntervalSince1970)
    }

    /// The same time as a `Date`.
    public var date: Date {
        Date(timeIntervalSince1970: secondsSinceEpoch)
    }
}
