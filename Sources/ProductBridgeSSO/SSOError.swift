// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Why a request around the token was refused, or why a call failed.
///
/// An error holds no byte of any token, cookie, secret, address or URL, so it may be logged.
/// ``description`` and ``message`` are for the operator; of what the visitor may see,
/// ``publicMessage`` alone is. What a store throws of its own passes through this module unchanged;
/// answer it as a failure of the server.
///
/// ```swift
/// do {
///     let outcome = try await sso.callback(request)
/// } catch let error as SSOError {
///     log(error.description)
///     respond(error.publicMessage)
/// }
/// ```
public struct SSOError: Error, Hashable, Sendable {
    /// What is wrong.
    public let code: Code

    /// The verifier's error, for ``Code/tokenRefused`` and ``Code/sessionRefused``.
    public let verification: VerificationError?

    /// The name of the parameter at fault, such as `ssoToken`, where one is; never its value.
    public let parameter: String?

    /// Makes an error, for tests and for stores that refuse.
    public init(_ code: Code, verification: VerificationError? = nil, parameter: String? = nil) {
        self.code = code
        self.verification = verification
        self.parameter = parameter
    }

    /// One English sentence for the operator: what is wrong and what to do about it. May be reworded
    /// in any version.
    public var message: String {
        verification?.message ?? code.texts.message
    }

    /// One English sentence that is safe to show to the visitor. It gives nothing away about other
    /// persons and organizations, nor about the secret.
    public var publicMessage: String { code.texts.publicMessage }
}

extension SSOError: CustomStringConvertible {
    /// The code, the parameter or claim, and the operator's message, such as
    /// `missing_parameter (ssoToken): …`.
    public var description: String {
        if let verification { return "\(code.rawValue): \(verification.description)" }
        guard let parameter else { return "\(code.rawValue): \(message)" }
        return "\(code.rawValue) (\(parameter)): \(message)"
    }
}
