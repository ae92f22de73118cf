// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Why a token is refused or gets a warning, for people and programs that look for the cause.
///
/// It runs every check, not only the first that fails, and tries common mistakes with keys if the signature
/// doesn't match. An explanation is NEVER a verification: an ``Identity`` only comes from an
/// ``IdentityVerifier``.
///
/// It contains no secret, no correct signature or `user_hash`, and at most six characters of a signature. It
/// does quote the token's claims, verified or not, escaped for a terminal. Show it to operators and to those
/// who sign the tokens, not to the sender of a token. It is slow (up to 256 MACs), so don't make one for
/// every refused token of a public endpoint.
///
/// ```swift
/// let explanation = try Explanation(of: token, secrets: [secret])
/// print(explanation.text())
/// ```
public struct Explanation: Hashable, Sendable {
    /// The verifier's result for the token as received.
    public let status: VerificationStatus

    /// The claim at fault in ``status``; nil if it has none.
    public let claim: ClaimName?

    /// The verifier's result for the token without anything that was wrapped around it, such as quotes or
    /// `Bearer `.
    public let statusAfterCleaning: VerificationStatus

    /// The claim at fault in ``statusAfterCleaning``; nil if it has none.
    public let claimAfterCleaning: ClaimName?

    /// The outcome of each check, in the order of the checks.
    public let checks: [Check]

    /// The causes that fit, the most likely first. None for a token that is accepted without a warning.
    public let causes: [Cause]

    /// What other policies would say. Empty if the token can't be read that far.
    public let policies: [PolicyResult]

    private let plainText: String
    private let coloredText: String
    private let jsonText: String

    /// Explains a token.
    ///
    /// - Parameters:
    ///   - token: The token as received, with anything that is wrapped around it.
    ///   - secrets: The verifier's secrets, 1 to 8.
    ///   - otherSecrets: At most 32 other secrets to try if none of `secrets` fits. The explanation names
    ///     each by its id.
    ///   - policy: What the verifier requires of a token besides a valid signature.
    ///   - secondToken: Another token, if the parts of two may be mixed up.
    ///   - time: The time to judge by; by default the system's real-time clock.
    /// - Throws: ``VerificationStatus/invalidArgument`` if an ``IdentityVerifier`` with these secrets and
    ///   this policy would, and for too many other secrets or a time out of range;
    ///   ``VerificationStatus/outOfMemory``; ``VerificationStatus/internalFailure`` when OpenSSL fails.
    public init(
        of token: String,
        secrets: [Secret],
        otherSecrets: [Secret] = [],
        policy: VerificationPolicy = .sso,
        secondToken: String? = nil,
        at time: NumericDate? = nil
    ) throws(VerificationError) {
        try self.init(
            of: token.utf8,
            secrets: secrets,
            otherSecrets: otherSecrets,
            policy: policy,
            secondToken: secondToken.map { Array($0.utf8) },
            at: time
        )
    }

    /// Explains a token's bytes, which don't have to be UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: The token as received, with anything that is wrapped around it.
    ///   - secrets: The verifier's secrets, 1 to 8.
    ///   - otherSecrets: At most 32 other secrets to try if none of `secrets` fits.
    ///   - policy: What the verifier requires of a token besides a valid signature.
    ///   - secondToken: Another token, if the parts of two may be mixed up.
    ///   - time: The time to judge by; by default the system's real-time clock.
    /// - Throws: As the initializer that takes a `String`.
    public init(
        of bytes: some Collection<UInt8>,
        secrets: [Secret],
        otherSecrets: [Secret] = [],
        policy: VerificationPolicy = .sso,
        secondToken: [UInt8]? = nil,
        at time: NumericDate? = nil
    ) throws(VerificationError) {
        let report = try ReportHandle(
            token: bytes,
            secondToken: secondToken,
            secrets: secrets,
            otherSecrets: otherSecrets,
            policy: policy,
            seconds: (time ?? .now).wholeSeconds
        )
        (status, claim) = report.status
        (statusAfterCleaning, claimAfterCleaning) = report.statusAfterCleaning
        checks = report.checks
        causes = report.causes
        policies = report.policies
        plainText = try report.text(color: false)
        coloredText = try report.text(color: true)
        jsonText = try report.json()
    }

    /// The explanation as text for people: at most 80 columns, the hint last.
    ///
    /// - Parameter color: Whether the text has ANSI colours, for a terminal.
    public func text(color: Bool = false) -> String {
        color ? coloredText : plainText
    }

    /// The explanation as one line of JSON, an object with these members; absent values are `null`.
    ///
    /// `status`, `claim`, `status_after_cleaning`, `claim_after_cleaning`; `verified`, which is always false; `checks`
    /// (each `name`, `outcome`, `values`); `causes` (each `number`, `name`, `side`, `found`, `advice`); `policies`
    /// (each `name`, `status`, `claim`); `macs`, how many were computed; `search_ended`, whether their limit ended
    /// the search; `now`.
    public func json() -> String { jsonText }
}

extension Explanation: CustomStringConvertible, CustomDebugStringConvertible {
    /// The status and the names of the causes, such as `Explanation(expired: token_expired)`. Nothing from
    /// the token.
    public var description: String {
        let names = causes.isEmpty ? "no cause" : causes.map(\.name).joined(separator: ", ")
        return "Explanation(\(status.name): \(names))"
    }

    /// As ``description``.
    public var debugDescription: String { description }
}
