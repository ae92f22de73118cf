// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import ProductBridgeIdentity

extension IdentityIssuer {
    /// Builds and signs a token whose `iat` is given as a `Date`.
    ///
    /// - Parameters:
    ///   - claims: What the token says.
    ///   - date: The `iat`, from 1970 to the end of the year 9999; a fraction of a second is rounded
    ///     down.
    /// - Returns: The token in compact form.
    /// - Throws: The same as the issuer without a time; `invalidArgument` for a time out of range.
    public func issue(_ claims: IdentityClaims, at date: Date) throws(VerificationError) -> String {
        try issue(claims, at: NumericDate(date))
    }
}
