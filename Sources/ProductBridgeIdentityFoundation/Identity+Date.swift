// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import ProductBridgeIdentity

extension Identity {
    /// When the token was issued (`iat`): `Identity.issuedAt` as a `Date`.
    public var issueDate: Date? { issuedAt?.date }

    /// When the token becomes valid (`nbf`): `Identity.notBefore` as a `Date`.
    public var notBeforeDate: Date? { notBefore?.date }

    /// When the token expires (`exp`): `Identity.expiresAt` as a `Date`.
    public var expirationDate: Date? { expiresAt?.date }

    /// The time of the next renewal (`renewal_date`):
    /// `Identity.renewalTime` as a `Date`.
    public var nextRenewalDate: Date? { renewalTime?.date }
}
