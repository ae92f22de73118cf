// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

extension Explanation {
    /// Who has to change something: a stable number with a stable name. New ones may be added.
    public struct Side: RawRepresentable, Hashable, Sendable {
        /// The stable number, that of the C library's `pbjwt_side`.
        public let rawValue: UInt32

        /// Makes a side from its number, whether or not this version knows it.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }
    }
}

extension Explanation.Side {
    /// Nobody: this is only for information. (`PBJWT_SIDE_NOBODY`)
    public static let nobody = Self(PBJWT_SIDE_NOBODY)

    /// The customer's server, which makes the token. (`PBJWT_SIDE_SIGNER`)
    public static let signer = Self(PBJWT_SIDE_SIGNER)

    /// Whatever passes the token on: page, redirect, proxy, script. (`PBJWT_SIDE_CARRIER`)
    public static let carrier = Self(PBJWT_SIDE_CARRIER)

    /// The settings and secrets on the verifying side. (`PBJWT_SIDE_VERIFIER`)
    public static let verifier = Self(PBJWT_SIDE_VERIFIER)

    /// The stable name, such as `signer`; `unknown_side` for a number that this version doesn't know.
    public var name: String {
        unsafe String(staticText: pbjwt_side_name(pbjwt_side(rawValue: .init(truncatingIfNeeded: rawValue))))
            ?? "unknown_side"
    }

    init(_ code: pbjwt_side) {
        self.init(rawValue: .init(truncatingIfNeeded: code.rawValue))
    }
}

extension Explanation.Side: CustomStringConvertible {
    /// The stable name.
    public var description: String { name }
}
