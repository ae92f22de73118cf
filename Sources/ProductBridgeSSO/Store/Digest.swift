// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// What stores know texts by that are secret, personal, or of any length and any characters.
enum Digest: String {
    case attempt, token, session, email, userID, companyID, companyName

    /// 64 hex characters of HMAC-SHA256; one text has another digest of each kind. The key is no secret:
    /// who reads a store can't turn the digest of a random number or of a token back, and can try addresses,
    /// which the records hold anyway.
    func of(_ text: String) throws(VerificationError) -> String {
        guard let key = Self.key else { throw VerificationError(status: .internalFailure) }
        return try key.userHash(of: "\(rawValue):\(text)")
    }

    private static let key = try? Secret("ProductBridgeSSO: digests of a store, version 1")
}
