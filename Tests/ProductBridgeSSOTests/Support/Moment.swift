// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// 2026-01-01T00:00:00Z and some seconds.
func moment(_ offset: Double = 0) -> NumericDate {
    NumericDate(secondsSinceEpoch: 1_767_225_600 + offset)
}
