// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Owns a `pbjwt_report`, and copies its parts out.
@safe final class ReportHandle {
    private let pointer: OpaquePointer

    init(
        token: some Collection<UInt8>,
        secondToken: [UInt8]?,
        secrets: [Secret],
        otherSecrets: [Secret],
        policy: VerificationPolicy,
        seconds: Int64
    ) throws(VerificationError) {
        var input = unsafe pbjwt_explain_input()
        unsafe input.size = MemoryLayout<pbjwt_explain_input>.size
        unsafe input.secret_count = secrets.count
        unsafe input.other_secret_count = otherSecrets.count
        unsafe input.now = seconds
        let second = secondToken ?? []
        var report: OpaquePointer?
        let status = try unsafe policy.withPointer { policy throws(VerificationError) in
            try unsafe SecretHandle.withPointers(of: secrets.map(\.handle)) {
                secrets throws(VerificationError) in
                try unsafe SecretHandle.withPointers(of: otherSecrets.map(\.handle)) { others in
                    unsafe secrets.withUnsafeBufferPointer { secrets in
                        unsafe others.withUnsafeBufferPointer { others in
                            unsafe token.withBytes { start, count in
                                unsafe second.withBytes { secondStart, secondCount in
                                    unsafe input.policy = policy
                                    unsafe input.secrets = secrets.baseAddress
                                    unsafe input.other_secrets = others.baseAddress
                                    unsafe input.token = start
                                    unsafe input.token_length = count
                                    unsafe input.second_token = secondToken == nil ? nil : secondStart
                                    unsafe input.second_token_length = secondCount
                                    return unsafe pbjwt_explain(&input, &report)
                                }
                            }
                        }
                    }
                }
            }
        }
        unsafe pointer = try made(status, report)
    }

    deinit {
        unsafe pbjwt_report_free(pointer)
    }

    var status: (VerificationStatus, ClaimName?) {
        unsafe status(by: pbjwt_report_status)
    }

    var statusAfterCleaning: (VerificationStatus, ClaimName?) {
        unsafe status(by: pbjwt_report_status_after_cleaning)
    }

    var checks: [Explanation.Check] {
        unsafe (0..<pbjwt_report_check_count(pointer)).map { index in
            var name: UnsafePointer<CChar>?
            var values: UnsafePointer<CChar>?
            let outcome = unsafe pbjwt_report_check(pointer, index, &name, &values)
            return unsafe Explanation.Check(
                name: String(staticText: name) ?? "",
                outcome: Explanation.Outcome(outcome),
                values: String(staticText: values)
            )
        }
    }

    var causes: [Explanation.Cause] {
        unsafe (0..<pbjwt_report_cause_count(pointer)).compactMap { index in
            var cause = unsafe pbjwt_cause()
            guard unsafe pbjwt_report_cause(pointer, index, &cause) else { return nil }
            return unsafe Explanation.Cause(
                number: Int(cause.number),
                name: String(staticText: cause.name) ?? "",
                side: Explanation.Side(cause.side),
                found: String(staticText: cause.found),
                advice: String(staticText: cause.advice) ?? ""
            )
        }
    }

    var policies: [Explanation.PolicyResult] {
        unsafe (0..<pbjwt_report_policy_count(pointer)).map { index in
            var name: UnsafePointer<CChar>?
            var claim = PBJWT_CLAIM_NONE
            let status = unsafe pbjwt_report_policy(pointer, index, &name, &claim)
            return unsafe Explanation.PolicyResult(
                name: String(staticText: name) ?? "",
                status: VerificationStatus(status),
                claim: ClaimName(claim)
            )
        }
    }

    func text(color: Bool) throws(VerificationError) -> String {
        try unsafe String.json { unsafe pbjwt_report_text(pointer, color, $0, $1) }
    }

    func json() throws(VerificationError) -> String {
        try unsafe String.json { unsafe pbjwt_report_json(pointer, $0, $1) }
    }

    private func status(
        by read: (OpaquePointer?, UnsafeMutablePointer<pbjwt_claim>?) -> pbjwt_status
    ) -> (VerificationStatus, ClaimName?) {
        var claim = PBJWT_CLAIM_NONE
        let status = unsafe read(pointer, &claim)
        return (VerificationStatus(status), ClaimName(claim))
    }
}
