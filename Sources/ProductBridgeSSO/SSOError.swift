// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Why a request around the token was refused, or why a call failed.
///
/// An error contains no byte of any token, cookie, secret, address or URL, so it may be logged.
/// ``description`` is for the operator's log, ``administratorMessage`` for the organization's administrators,
/// and ``visitorMessage`` for the person at the browser. A store's own errors pass through this module
/// unchanged; answer them as a server failure.
public struct SSOError: Error, Hashable, Codable, Sendable {
    /// What is wrong.
    public let code: Code

    /// The verifier's error, for ``Code/tokenRefused``.
    public let verification: VerificationError?

    /// The name of the parameter at fault, such as `ssoToken`, if there is one; never its value.
    public let parameter: String?

    /// Makes an error, for tests and for stores that refuse.
    public init(_ code: Code, verification: VerificationError? = nil, parameter: String? = nil) {
        self.code = code
        self.verification = verification
        self.parameter = parameter
    }

    /// One English sentence for the organization's administrators and the customer's engineers: what is wrong
    /// and what to do about it. May be reworded in any version.
    public var administratorMessage: String {
        verification?.message ?? Code.messages[code] ?? "The request was refused."
    }

    /// One English sentence that is safe to show to the visitor. It reveals nothing about other people and
    /// organizations, or about the secret.
    public var visitorMessage: String {
        switch code {
        case .tokenRefused, .tokenReplayed, .identifyRequired, .unknownSession: "Please log in."
        case .attemptExpired: "Signing in took too long. Please try again."
        case .unknownUser: "Your account can't give feedback here. Please ask the owner of this site."
        case .unknownOrganization: "This portal does not exist."
        case .storeBusy: "Too many people are signing in at the moment. Please try again in a few minutes."
        case .hostTaken, .organizationExists, .malformedLoginURL, .insecureLoginURL, .loginURLNotSet,
            .testNotPassed, .ssoNotEnabled, .malformedSecretName, .secretNameTaken, .unknownSecret,
            .tooManySecrets, .noSecret, .malformedMasterKey, .unknownMasterKey, .sealBroken,
            .storeInconsistent, .invalidArgument:
            "This is not available at the moment."
        default: "That did not work. Please go back to the portal and sign in again."
        }
    }

    /// The HTTP status of an answer with this error.
    public var httpStatus: Int {
        switch code {
        case .unknownOrganization, .unknownTest: 404
        case .tokenRefused, .tokenReplayed, .identifyRequired, .unknownSession: 401
        case .unsolicited, .attemptExpired, .attemptUsed, .notSameOrigin, .unknownUser, .wrongOrganization,
            .nativeLoginDisabled:
            403
        case .ssoNotEnabled, .loginURLNotSet, .testNotPassed, .secretNameTaken, .tooManySecrets, .hostTaken,
            .organizationExists, .secretRetiring:
            409
        case .storeBusy, .noSecret: 503
        case .unknownMasterKey, .sealBroken, .malformedMasterKey, .storeInconsistent: 500
        default: 400
        }
    }

    /// Whether it is about what a visitor sent, not about the operator's own keys, store or clock.
    var isRefusal: Bool {
        ![.unknownMasterKey, .sealBroken, .malformedMasterKey, .storeInconsistent, .invalidArgument]
            .contains(code)
    }
}

extension SSOError: CustomStringConvertible {
    /// The code, the parameter or claim, and the administrators' message, such as
    /// `missing_parameter (ssoToken): …`.
    public var description: String {
        if let verification { return "\(code.rawValue): \(verification.description)" }
        guard let parameter else { return "\(code.rawValue): \(administratorMessage)" }
        return "\(code.rawValue) (\(parameter)): \(administratorMessage)"
    }
}
