// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// The contents of a token, WITHOUT any check of who wrote it. Only for troubleshooting.
///
/// The sender may have made all of it up: never let anyone in, or look anyone up, based on it. An
/// ``Identity`` is what a verified token says.
public struct UnverifiedToken: Hashable, Sendable {
    /// The header's JSON text; nil if it is not strict base64url of a strict JSON object.
    public let headerJSON: String?

    /// The payload's JSON text; nil if it is not strict base64url of a strict JSON object.
    public let payloadJSON: String?

    /// ``VerificationStatus/ok``, or what is wrong with the form of the first segment that can't be read.
    public let form: VerificationStatus

    /// Takes a token apart.
    ///
    /// - Parameter bytes: The token in compact form, at most 1 MiB. Nothing is trimmed.
    /// - Throws: ``VerificationStatus/malformedToken`` and ``VerificationStatus/tokenTooLarge`` if there is
    ///   nothing to take apart; ``VerificationStatus/outOfMemory``; ``VerificationStatus/internalFailure`` if
    ///   OpenSSL can't provide random bytes.
    public init(inspecting bytes: some Collection<UInt8>) throws(VerificationError) {
        var header: UnsafeMutablePointer<CChar>?
        var payload: UnsafeMutablePointer<CChar>?
        var headerCount = 0
        var payloadCount = 0
        let status = unsafe bytes.withBytes { start, count in
            unsafe pbjwt_inspect_unverified(
                start,
                count,
                &header,
                &headerCount,
                &payload,
                &payloadCount
            )
        }
        headerJSON = unsafe String(taking: header, count: headerCount)
        payloadJSON = unsafe String(taking: payload, count: payloadCount)
        form = VerificationStatus(status)

        let told: [VerificationStatus] = [.ok, .malformedHeader, .malformedPayload, .duplicateMember]
        if !told.contains(form) { try check(status) }
    }
}
