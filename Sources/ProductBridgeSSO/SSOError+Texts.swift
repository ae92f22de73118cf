// SPDX-License-Identifier: Apache-2.0

extension SSOError.Code {
    /// The sentences of a code; of one that this version doesn't know, sentences that fit any.
    var texts: (message: String, publicMessage: String) {
        Self.texts[self] ?? ("The request was refused.", Self.tryAgain)
    }

    /// Every code that this version gives, with the sentence for the operator and that for the visitor.
    static let texts: [Self: (message: String, publicMessage: String)] = [
        .unknownOrganization: (
            "No organization has this portal host or id; add the host to the organization's list.",
            "This portal does not exist."
        ),
        .wrongOrganization: (
            "What came belongs to another organization; organizationId must be forwarded as it was received.",
            tryAgain
        ),
        .malformedPortalHost: ("A portal host must be a host name such as feedback.example.com.", tryAgain),
        .hostTaken: ("This portal host is another organization's.", notAvailable),
        .organizationExists: ("There is an organization of this id already.", notAvailable),
        .malformedLoginURL: (
            "The login URL must be an absolute URL such as https://yourapp.com/login, without user name, "
                + "fragment and the parameters that are appended to it, and in RFC 3986's characters alone.",
            notAvailable
        ),
        .insecureLoginURL: (
            "The login URL must begin with https; http is for localhost alone.", notAvailable
        ),
        .malformedCallback: (
            "The callback's query is not well-formed; build it with the language's own URL functions.",
            tryAgain
        ),
        .missingParameter: (
            "The callback lacks a parameter; both ssoToken and organizationId must be in the redirect back.",
            tryAgain
        ),
        .repeatedParameter: (
            "A parameter or cookie came twice, so that two readers could take different ones.", tryAgain
        ),
        .unsafeReturnTo: (
            "The page in returnTo must be one of the portal, forwarded as it was received.", tryAgain
        ),
        .unsolicited: (
            "The browser has not begun this sign-in, or doesn't send its cookie; a sign-in begins at the portal's Sign "
                + "In button, in the same browser, and returnTo must come back exactly as it was received.",
            tryAgain
        ),
        .attemptExpired: (
            "This attempt to sign in took too long; begin at the portal's Sign In button.",
            "Signing in took too long. Please try again."
        ),
        .attemptUsed: (
            "This attempt to sign in was used before; begin at the portal's Sign In button.", tryAgain
        ),
        .notSameOrigin: ("Another site's page made this request; begin at the portal's own page.", tryAgain),
        .loginURLNotSet: ("Set the URL of your login page first.", notAvailable),
        .testNotPassed: (
            "Run Test Redirect Flow first: this needs a test that passed after the last change of the login "
                + "URL and of the secrets.",
            notAvailable
        ),
        .ssoNotEnabled: ("Single sign-on is switched off; enable it in the settings.", notAvailable),
        .unknownTest: ("There is no such test; start a new one.", tryAgain),
        .malformedSecretName: (
            "A secret's name must be 1 to 64 ASCII letters, digits, spaces, '-', '_' and '.'.", notAvailable
        ),
        .secretNameTaken: (
            "There is a secret of this name already; choose another name, or regenerate that one.",
            notAvailable
        ),
        .unknownSecret: ("There is no secret of this name.", notAvailable),
        .tooManySecrets: (
            "An organization has at most 8 secrets at a time, those in their grace time included; revoke one.",
            notAvailable
        ),
        .noSecret: (
            "The organization has no secret, so no token can be verified; generate one under API Keys.",
            notAvailable
        ),
        .secretRetiring: (
            "The token is signed with a secret that was replaced and stops when its grace time ends; give the "
                + "login page the new one, and test again.",
            tryAgain
        ),
        .malformedMasterKey: (
            "A master key must be 64 hex characters, each key once; make one with MasterKeys.generate().",
            notAvailable
        ),
        .unknownMasterKey: (
            "A secret is sealed by a master key that was not given; give it as a previous key.", notAvailable
        ),
        .sealBroken: (
            "A sealed secret doesn't open: its record was changed, or moved to another organization.",
            notAvailable
        ),
        .tokenRefused: ("The token was refused.", logIn),
        .tokenReplayed: (
            "The token was used before; the login page must make a new one for each redirect. Add a random jti, since "
                + "two tokens of one person in the same second are the same text otherwise.",
            logIn
        ),
        .identifyRequired: (
            "The widget is locked to identified users; pass a token to init or identify.", logIn
        ),
        .unknownUser: (
            "No user has this e-mail address, and the identify mode is Update Only; import the user, or "
                + "choose Upsert.",
            "Your account can't give feedback here. Please ask the owner of this site."
        ),
        .unknownSession: ("There is no such session.", logIn),
        .nativeLoginDisabled: ("ProductBridge's own login is disabled; sign in by single sign-on.", tryAgain),
        .storeBusy: (
            "The same records were changed again and again meanwhile; try again.",
            "Too many people are signing in at the moment. Please try again in a few minutes."
        ),
        .invalidArgument: ("An argument lies outside its documented range.", notAvailable),
    ]

    private static let tryAgain = "That did not work. Please go back to the portal and sign in again."
    private static let logIn = "Please log in."
    private static let notAvailable = "This is not available at the moment."
}
