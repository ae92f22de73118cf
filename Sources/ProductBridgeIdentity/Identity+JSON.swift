// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

extension Identity {
    /// What the identity says, as one line of JSON: the member `identity` of ``resultJSON()``.
    ///
    /// - Throws: ``VerificationStatus/outOfMemory``.
    public func json() throws(VerificationError) -> String {
        try unsafe handle.json(pbjwt_identity_json)
    }

    /// The result as one line of JSON, the same bytes as from the C library, the command line and other
    /// languages: `{"status":"ok","verified":true,"key":…,"warnings":[…],…}`.
    ///
    /// Control characters, line separators and format characters are escaped, so it can be logged or shown on
    /// a terminal.
    ///
    /// - Throws: ``VerificationStatus/outOfMemory``.
    public func resultJSON() throws(VerificationError) -> String {
        try unsafe handle.json { unsafe pbjwt_result_json(PBJWT_OK, PBJWT_CLAIM_NONE, $0, $1, $2) }
    }
}

extension VerificationError {
    /// The refusal as one line of JSON: `{"status":…,"verified":false,"claim":…,"message":…}`. See
    /// ``Identity/resultJSON()``.
    ///
    /// - Throws: ``VerificationStatus/outOfMemory``; ``VerificationStatus/invalidArgument`` for an error with
    ///   ``VerificationStatus/ok``.
    public func resultJSON() throws(VerificationError) -> String {
        let code = pbjwt_status(rawValue: .init(truncatingIfNeeded: status.rawValue))
        let claim = claim?.code ?? PBJWT_CLAIM_NONE
        return try unsafe String.json { unsafe pbjwt_result_json(code, claim, nil, $0, $1) }
    }
}
