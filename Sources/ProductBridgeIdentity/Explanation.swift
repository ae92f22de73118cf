// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Why a token is refused or warned of: for people and programs that look for the cause.
///
/// Every check is run, not only the first that fails. Where the signature doesn't match, what people usually get
/// wrong with keys is tried. An explanation is NEVER a verification: an ``Identity`` only comes from an
/// ``IdentityVerifier``.
///
/// It holds no secret, no right signature or `user_hash`, and of a signature at most six characters. It does quote
/// the token's claims, verified or not, escaped for a terminal: show it to operators and to those who sign the
/// tokens, not to the sender of a token. It is slow (up to 256 MACs), so don't make one for every refused token of
/// a public endpoint.
///
/// ```swift
/// let explanation = try Explanation(of: token, secrets: [secret])
/// print(explanation.text())
/// ```
public struct Explanation: Hashable, Sendable {
    /// What the verifier gives for the token as it came.
    public let status: VerificationStatus

    /// The claim at fault in ``status``; nil where it has none.
    public let claim: ClaimName?

    /// What the verifier gives for the token without what was wrapped around it, such as quotes or `Bearer `.
    public let statusAfterCleaning: VerificationStatus

    /// The claim at fault in ``statusAfterCleaning``; nil where it has none.
    public let claimAfterCleaning: ClaimName?

    /// What became of each check, in the order of the checks.
    public let checks: [Check]

    /// The causes that fit, the most likely first. None for a token that is accepted without a warning.
    public let causes: [Cause]

    /// What other policies would say. Empty where the token can't be read that far.
    public let policies: [PolicyResult]

    private let plainText: String
    private let coloredText: String
    private let jsonText: String

    /// Explains a token.
    ///
    /// - Parameters:
    ///   - token: The token as it came, with what may be wrapped around it.
    ///   - secrets: The verifier's secrets, 1 to 8.
    ///   - otherSecrets: At most 32 other secrets, which are tried where none of `secrets` fits. Each is named in
    ///     the explanation by its id.
    ///   - policy: What the verifier demands of a token beyond its signature.
    ///   - secondToken: Another token, where the parts of two may be mixed.
    ///   - time: The time to judge by; by default the system's real-time clock.
    /// - Throws: ``VerificationStatus/invalidArgument`` where an ``IdentityVerifier`` of these secrets and this
    ///   policy would, and for too many other secrets or a time out of its range;
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

    /// Explains a token's bytes, which may be no UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: The token as it came, with what may be wrapped around it.
    ///   - secrets: The verifier's secrets, 1 to 8.
    ///   - otherSecrets: At most 32 other secrets, which are tried where none of `secrets` fits.
    ///   - policy: What the verifier demands of a token beyond its signature.
    ///   - secondToken: Another token, where the parts of two may be mixed.
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
    /// - Parameter color: Whether the text has ANSI colors, for a terminal.
    public func text(color: Bool = false) -> String {
        color ? coloredText : plainText
    }

    /// The explanation as one line of JSON, an object of these members; what is absent is `null`.
    ///
    /// `status`, `claim`, `status_after_cleaning`, `claim_after_cleaning`; `verified`, which is always false; `checks`
    /// (each `name`, `outcome`, `values`); `causes` (each `number`, `name`, `side`, `found`, `advice`); `policies`
    /// (each `name`, `status`, `claim`); `macs`, how many were computed; `search_ended`, whether their limit ended
    /// the search; `now`.
    public func json() -> String { jsonText }
}

extension Explanation: CustomStringConvertible, CustomDebugStringConvertible {
    /// The status and the names of the causes, such as `Explanation(expired: token_expired)`. Nothing of the token.
    public var description: String {
        let names = causes.isEmpty ? "no cause" : causes.map(\.name).joined(separator: ", ")
        return "Explanation(\(status.name): \(names))"
    }

    /// As ``description``.
    public var debugDescription: String { description }
}
