// SPDX-License-Identifier: Apache-2.0

extension SSOError {
    /// What is wrong: a stable name, such as `unsafe_return_to`. New ones may come, so a `switch` needs
    /// a `default` that refuses.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable name.
        public let rawValue: String

        /// Makes a code from its name, be it known to this version or not.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}

extension SSOError.Code {
    // MARK: Tenants

    /// No organization has this portal host, or this id.
    public static let unknownOrganization = Self(rawValue: "unknown_organization")
    /// The token's callback, the session, the identity or the record is another organization's.
    public static let wrongOrganization = Self(rawValue: "wrong_organization")
    /// A portal host is no host name, or it is another organization's already.
    public static let malformedPortalHost = Self(rawValue: "malformed_portal_host")

    // MARK: Redirect

    /// A login URL is no absolute http or https URL, or one that two parsers could understand differently.
    public static let malformedLoginURL = Self(rawValue: "malformed_login_url")
    /// A login URL is not https, and its host is not the loopback.
    public static let insecureLoginURL = Self(rawValue: "insecure_login_url")
    /// The callback's query is not well-formed.
    public static let malformedCallback = Self(rawValue: "malformed_callback")
    /// The callback lacks a parameter.
    public static let missingParameter = Self(rawValue: "missing_parameter")
    /// The callback, or a Cookie header, gives a value twice.
    public static let repeatedParameter = Self(rawValue: "repeated_parameter")
    /// `returnTo` leaves the portal, or could be understood so.
    public static let unsafeReturnTo = Self(rawValue: "unsafe_return_to")

    // MARK: Attempts

    /// The browser that brings the callback has not begun to sign in here.
    public static let unsolicited = Self(rawValue: "unsolicited")
    /// The attempt is not known any more: it was used, or its time has passed.
    public static let attemptExpired = Self(rawValue: "attempt_expired")
    /// The callback doesn't belong to the attempt that the browser began.
    public static let attemptMismatch = Self(rawValue: "attempt_mismatch")

    // MARK: Settings

    /// The organization has no login URL.
    public static let loginURLNotSet = Self(rawValue: "login_url_not_set")
    /// The redirect flow has not passed a test, or not since it was changed.
    public static let testNotPassed = Self(rawValue: "test_not_passed")
    /// Single sign-on is not enabled.
    public static let ssoNotEnabled = Self(rawValue: "sso_not_enabled")
    /// There is no such test.
    public static let unknownTest = Self(rawValue: "unknown_test")

    // MARK: Secrets

    /// A secret's name is not 1 to 64 ASCII letters, digits, spaces, `-`, `_` and `.`.
    public static let malformedSecretName = Self(rawValue: "malformed_secret_name")
    /// The organization has a secret of this name already.
    public static let secretNameTaken = Self(rawValue: "secret_name_taken")
    /// The organization has no secret of this name.
    public static let unknownSecret = Self(rawValue: "unknown_secret")
    /// The organization has as many live secrets as a verifier can hold.
    public static let tooManySecrets = Self(rawValue: "too_many_secrets")
    /// The organization has no live secret.
    public static let noSecret = Self(rawValue: "no_secret")
    /// A change of the organization's secrets failed, and which of them count was not read since.
    public static let secretsNotRead = Self(rawValue: "secrets_not_read")
    /// A test's token is signed with a secret that was replaced, and that counts in its grace time alone.
    public static let secretRetiring = Self(rawValue: "secret_retiring")
    /// The key of the signed sessions is also an organization's widget secret.
    public static let sessionKeyReused = Self(rawValue: "session_key_reused")

    // MARK: Tokens

    /// The verifier refused the token; ``SSOError/verification`` says why.
    public static let tokenRefused = Self(rawValue: "token_refused")
    /// The token was used before.
    public static let tokenReplayed = Self(rawValue: "token_replayed")
    /// As many tokens are remembered as the replay guard can hold.
    public static let replayGuardFull = Self(rawValue: "replay_guard_full")

    // MARK: Widget

    /// The widget accepts submissions of identified users alone.
    public static let identifyRequired = Self(rawValue: "identify_required")
    /// No user has this e-mail address, and the identify mode is "Update Only".
    public static let unknownUser = Self(rawValue: "unknown_user")

    // MARK: Sessions

    /// There is no such session, or its cookie is malformed.
    public static let unknownSession = Self(rawValue: "unknown_session")
    /// The session's time has passed.
    public static let sessionExpired = Self(rawValue: "session_expired")
    /// The session was ended.
    public static let sessionRevoked = Self(rawValue: "session_revoked")
    /// The session's token was refused; ``SSOError/verification`` says why.
    public static let sessionRefused = Self(rawValue: "session_refused")

    // MARK: Surroundings

    /// The caller's mistake: an argument out of its range.
    public static let invalidArgument = Self(rawValue: "invalid_argument")
}
