// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Why a token was refused, or why a call failed.
///
/// An error consists of two numbers and contains no byte of any token, claim or secret, so it may be logged.
/// ``description`` and ``message`` are for the operator; only ``publicMessage`` is for the sender of the
/// token.
///
/// ```swift
/// do {
///     let identity = try verifier.verify(token)
/// } catch where error.status == .expired {
///     // Ask the client for a fresh token.
/// } catch {
///     log(error.description)
///     respond(error.publicMessage)
/// }
/// ```
public struct VerificationError: Error, Hashable, Codable, Sendable {
    /// What is wrong. Never ``VerificationStatus/ok`` in an error thrown by this library.
    public let status: VerificationStatus

    /// The claim at fault, by the name that the token uses.
    ///
    /// Only ``VerificationStatus/malformedClaim`` has one; nil there means that the fault lies in a
    /// custom claim, which has no ``ClaimName``.
    public let claim: ClaimName?

    /// Makes an error, for tests and fake verifiers.
    public init(status: VerificationStatus, claim: ClaimName? = nil) {
        self.status = status
        self.claim = claim
    }

    /// One English sentence for the operator: what is wrong and what to do about it. If there is a ``claim``,
    /// it says what that claim must be and what to send instead. May be reworded in any version.
    public var message: String {
        guard let claim else { return status.message }
        return unsafe String(staticText: pbjwt_claim_message(status.code, claim.code)) ?? ""
    }

    /// One English sentence that is safe to show to the person who sent the token.
    public var publicMessage: String { status.publicMessage }
}

extension VerificationError: CustomStringConvertible {
    /// The status, the claim and the operator's message, such as `malformed_claim (exp): …`.
    public var description: String {
        guard let claim else { return "\(status.name): \(message)" }
        return "\(status.name) (\(claim.name)): \(message)"
    }
}
