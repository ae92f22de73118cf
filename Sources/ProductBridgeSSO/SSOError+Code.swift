// SPDX-License-Identifier: Apache-2.0

extension SSOError {
    /// What is wrong: a stable name, such as `unsafe_return_to`. New ones may be added, so a `switch` needs a
    /// `default` that refuses.
    public struct Code: RawRepresentable, Hashable, Codable, Sendable {
        /// The stable name.
        public let rawValue: String

        /// Makes a code from its name, whether or not this version knows it.
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
    /// A portal host is not a host name.
    public static let malformedPortalHost = Self(rawValue: "malformed_portal_host")
    /// A portal host is another organization's.
    public static let hostTaken = Self(rawValue: "host_taken")
    /// There is already an organization with this id.
    public static let organizationExists = Self(rawValue: "organization_exists")

    // MARK: Redirect

    /// A login URL is not an absolute http or https URL, or two parsers could understand it differently.
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

    /// The browser that brings the callback has not begun to sign in here, or not with this attempt.
    public static let unsolicited = Self(rawValue: "unsolicited")
    /// The attempt has expired.
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
    /// The organization already has a secret with this name.
    public static let secretNameTaken = Self(rawValue: "secret_name_taken")
    /// The organization has no secret with this name.
    public static let unknownSecret = Self(rawValue: "unknown_secret")
    /// The organization has as many live secrets as a verifier can hold.
    public static let tooManySecrets = Self(rawValue: "too_many_secrets")
    /// The organization has no live secret.
    public static let noSecret = Self(rawValue: "no_secret")
    /// A test's token is signed with a replaced secret in its grace time.
    public static let secretRetiring = Self(rawValue: "secret_retiring")

    // MARK: Master keys

    /// A master key is not 64 hex characters, or is given twice.
    public static let malformedMasterKey = Self(rawValue: "malformed_master_key")
    /// A secret is sealed with a master key that isn't given.
    public static let unknownMasterKey = Self(rawValue: "unknown_master_key")
    /// A sealed secret was changed, or moved from the place that it was sealed for.
    public static let sealBroken = Self(rawValue: "seal_broken")

    // MARK: Tokens

    /// The verifier refused the token; ``SSOError/verification`` says why.
    public static let tokenRefused = Self(rawValue: "token_refused")
    /// The token was used before.
    public static let tokenReplayed = Self(rawValue: "token_replayed")

    // MARK: Widget

    /// The widget accepts submissions only from identified users.
    public static let identifyRequired = Self(rawValue: "identify_required")
    /// No user has this e-mail address, and the identify mode is "Update Only".
    public static let unknownUser = Self(rawValue: "unknown_user")

    // MARK: Sessions

    /// There is no such session, or it has ended.
    public static let unknownSession = Self(rawValue: "unknown_session")

    /// ProductBridge's own login is disabled.
    public static let nativeLoginDisabled = Self(rawValue: "native_login_disabled")

    // MARK: Calls

    /// Others kept changing the same records; try again.
    public static let storeBusy = Self(rawValue: "store_busy")
    /// The store returned a record with another organization or name, or contradictory settings.
    public static let storeInconsistent = Self(rawValue: "store_inconsistent")

    /// The caller's mistake: an argument out of range.
    public static let invalidArgument = Self(rawValue: "invalid_argument")
}

extension SSOError.Code {
    /// Every code that this version has, with the sentence for the administrators.
    static let messages: [Self: String] = [
        .unknownOrganization:
            "No organization has this portal host or id; add the host to the organization's list.",
        .wrongOrganization:
            "The request belongs to another organization; organizationId must be forwarded as it was "
            + "received.",
        .malformedPortalHost: "A portal host must be a host name such as feedback.example.com.",
        .hostTaken: "This portal host is another organization's.",
        .organizationExists: "An organization with this id already exists.",
        .malformedLoginURL:
            "The login URL must be an absolute URL such as https://yourapp.com/login, without user name, "
            + "fragment and the parameters that are appended to it, and only with RFC 3986's characters.",
        .insecureLoginURL: "The login URL must begin with https; http is only for localhost.",
        .malformedCallback:
            "The callback's query is not well-formed; build it with the language's own URL functions.",
        .missingParameter:
            "The callback lacks a parameter; both ssoToken and organizationId must be in the redirect back.",
        .repeatedParameter:
            "A parameter or cookie is repeated, so two readers could use different values.",
        .unsafeReturnTo: "The page in returnTo must be one of the portal, forwarded as it was received.",
        .unsolicited:
            "The browser has not begun this sign-in, or doesn't send its cookie; a sign-in starts at the "
            + "portal's Sign In button, in the same browser, and returnTo must come back exactly as it "
            + "was received.",
        .attemptExpired: "This attempt to sign in took too long; start again at the portal's Sign In button.",
        .attemptUsed: "This attempt to sign in was used before; start again at the portal's Sign In button.",
        .notSameOrigin: "Another site's page made this request; start at the portal's own page.",
        .loginURLNotSet: "Set the URL of your login page first.",
        .testNotPassed:
            "Run Test Redirect Flow first: this needs a test that passed after the last change to the login "
            + "URL and the secrets.",
        .ssoNotEnabled: "Single sign-on is switched off; enable it in the settings.",
        .unknownTest: "There is no such test; start a new one.",
        .malformedSecretName:
            "A secret's name must be 1 to 64 ASCII letters, digits, spaces, '-', '_' and '.'.",
        .secretNameTaken:
            "A secret with this name already exists; choose another name, or regenerate that one.",
        .unknownSecret: "There is no secret with this name.",
        .tooManySecrets:
            "An organization has at most 8 secrets at a time, those in their grace time included; revoke "
            + "one.",
        .noSecret:
            "The organization has no secret, so no token can be verified; generate one under API Keys.",
        .secretRetiring:
            "The token is signed with a secret that was replaced and stops working when its grace time ends; give "
            + "the login page the new one, and test again.",
        .malformedMasterKey:
            "A master key must be 64 hex characters, each key once; make one with MasterKeys.generate().",
        .unknownMasterKey:
            "A secret is sealed by a master key that was not given; give it as a previous key.",
        .sealBroken:
            "A sealed secret can't be opened: its record was changed, or moved to another organization.",
        .tokenRefused: "The token was refused.",
        .tokenReplayed:
            "The token was used before; the login page must make a new one for each redirect. Add a random "
            + "jti, since two tokens of one person in the same second are the same text otherwise.",
        .identifyRequired: "The widget is locked to identified users; pass a token to init or identify.",
        .unknownUser:
            "No user has this e-mail address, and the identify mode is Update Only; import the user, or "
            + "choose Upsert.",
        .unknownSession: "There is no such session.",
        .nativeLoginDisabled: "ProductBridge's own login is disabled; sign in by single sign-on.",
        .storeBusy: "Other requests kept changing the same records; try again.",
        .storeInconsistent:
            "The store returned a record of another organization or name, or settings that contradict one "
            + "another; check the store.",
        .invalidArgument: "An argument is outside its documented range.",
    ]
}
