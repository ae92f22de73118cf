// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

extension Secret {
    /// What tells whether two secrets sign alike: 32 lower-case hex characters, the first 16 bytes of
    /// HMAC-SHA256 of a fixed text.
    ///
    /// Equal fingerprints mean equal keys of HMAC, also where the two are written differently: RFC
    /// 2104, 2 fills a short key up with zeros, and hashes one that is longer than 64 bytes. The
    /// `Secret.id` and `Secret.notAfter` count for nothing. A fingerprint can't be turned back into
    /// a key of 32 random bytes, and signs nothing, so it may be stored beside a secret that is stored
    /// elsewhere; but a key that a person made up can be guessed with it, so don't show it.
    ///
    /// - Throws: `VerificationStatus.outOfMemory`; `VerificationStatus.internalFailure`.
    public func fingerprint() throws(VerificationError) -> String {
        String(try userHash(of: "pbjwt: the fingerprint of a secret, version 1").prefix(32))
    }
}

/// The fingerprints of all organizations' widget secrets; the store of the secrets is one.
///
/// Any number of tasks may ask at the same time.
public protocol WidgetSecretFingerprints: Sendable {
    /// Whether any organization has a secret, be it live or in its grace time, of this fingerprint.
    ///
    /// - Parameter fingerprint: What ``ProductBridgeIdentity/Secret/fingerprint()`` gives.
    /// - Throws: What the store throws of its own.
    func hasSecret(fingerprint: String) async throws -> Bool
}
