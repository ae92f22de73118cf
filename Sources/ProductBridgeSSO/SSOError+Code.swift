// SPDX-License-Identifier: Apache-2.0

extension SSOError {
    /// What is wrong: a stable name, such as `unsafe_return_to`. New ones may come, so a `switch` needs
    /// a `default` that refuses.
    public struct Code: RawRepresentable, Hashable, Codable, Sendable {
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
    /// A portal host is no host name.
    public static let malformedPortalHost = Self(rawValue: "malformed_portal_host")
    /// A portal host is another organization's.
    public static let hostTaken = Self(rawValue: "host_taken")
    /// There is an organization of this id.
    public static let organizationExists = Self(rawValue: "organization_exists")

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

    /// The browser that brings the callback has not begun to sign in here, or not in this attempt.
    public static let unsolicited = Self(rawValue: "unsolicited")
    /// The attempt's time has passed.
    public static let attemptExpired = Self(rawValue: "attempt_expired")
    /// The attempt was used before.
    public static let attemptUsed = Self(rawValue: "attempt_used")
    /// Another site's page made the request.
    public static let notSameOrigin = Self(rawValue: "not_same_origin")

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
    /// A test's token is signed with a secret that was replaced, and that counts in its grace time alone.
    public static let secretRetiring = Self(rawValue: "secret_retiring")

    // MARK: Master keys

    /// A master key is not 64 hex characters, or is given twice.
    public static let malformedMasterKey = Self(rawValue: "malformed_master_key")
    /// A secret is sealed by a master key that isn't given.
    public static let unknownMasterKey = Self(rawValue: "unknown_master_key")
    /// A sealed secret was changed, or stands where it wasn't sealed for.
    public static let sealBroken = Self(rawValue: "seal_broken")

    // MARK: Tokens

    /// The verifier refused the token; ``SSOError/verification`` says why.
    public static let tokenRefused = Self(rawValue: "token_refused")
    /// The token was used before.
    public static let tokenReplayed = Self(rawValue: "token_replayed")

    // MARK: Widget

    /// The widget accepts submissions of identified users alone.
    public static let identifyRequired = Self(rawValue: "identify_required")
    /// No user has this e-mail address, and the identify mode is "Update Only".
    public static let unknownUser = Self(rawValue: "unknown_user")

    // MARK: Sessions

    /// There is no such session, or it has ended.
    public static let unknownSession = Self(rawValue: "unknown_session")

    /// ProductBridge's own login is disabled.
    public static let nativeLoginDisabled = Self(rawValue: "native_login_disabled")

    // MARK: Calls

    /// Others changed the same records again and again; try again.
    public static let storeBusy = Self(rawValue: "store_busy")

    /// The caller's mistake: an argument out of its range.
    public static let invalidArgument = Self(rawValue: "invalid_argument")
}
