// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// What stores know random numbers by (attempts', and sessions' ids), so that who reads a store can't use
/// them.
enum Digest {
    /// 64 hex characters. The numbers have 256 random bits, so the key need not be secret, and needs
    /// no keeping.
    static func of(_ number: String) throws(VerificationError) -> String {
        guard let key else { throw VerificationError(status: .internalFailure) }
        return try key.userHash(of: number)
    }

    private static let key = try? Secret("pbjwt: the digest of a random number, version 1")
}
