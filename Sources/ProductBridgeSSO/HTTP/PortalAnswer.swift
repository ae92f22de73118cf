// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// The answer for a browser: a status, cookies, and what to show or where to redirect.
public struct PortalAnswer: Sendable {
    /// What to show or where to lead on.
    public let action: Action

    /// The values of `Set-Cookie` headers to send, whatever the ``action``.
    public let cookies: [SetCookie]

    /// What the token says, with its warnings and custom claims, if one came and was verified.
    public let identity: Identity?

    init(_ action: Action, cookies: [SetCookie] = [], identity: Identity? = nil) {
        self.action = action
        self.cookies = cookies
        self.identity = identity
    }

    /// What to show or where to lead on.
    public enum Action: Sendable {
        /// Lead to the customer's login page.
        case redirect(to: String)
        /// Show ProductBridge's own login form: single sign-on is switched off.
        case nativeForm
        /// Show a page with a Sign In button, which POSTs to the URL of this request, with the page in
        /// `returnTo`: a page on another site led here, and it mustn't begin a sign-in.
        case signInButton(returnTo: String)
        /// The visitor is signed in: redirect.
        case signedIn(Identified, to: String)
        /// The visitor was already signed in, by this callback or as this person: redirect.
        case alreadySignedIn(PortalSession, to: String)
        /// Ask "Continue as …", with a form that POSTs the names and values of `form` (`form.wrappedValue`)
        /// as hidden fields to the callback's URL; show the person's name as text: nobody is signed in yet.
        /// The values are the visitor's secrets.
        case confirm(Identity, form: Redacted<[String: String]>)
        /// The callback belongs to a test: show its result, and close the popup.
        case tested(RedirectTest)
        /// The session has ended.
        case signedOut
        /// Say ``SSOError/visitorMessage``, with a way back to the portal.
        case refused(SSOError)
    }

    /// The HTTP status.
    public var status: Int {
        switch action {
        case .redirect, .signedIn, .alreadySignedIn: 303
        case .nativeForm, .signInButton, .confirm, .tested, .signedOut: 200
        case .refused(let error): error.httpStatus
        }
    }

    /// The headers to send with ``status``: the cookies, the location, and those that forbid storing the
    /// answer or passing on its URL, which may contain a token.
    public var headerFields: [(name: String, value: String)] {
        cookies.map { ("Set-Cookie", $0.headerValue) } + (location.map { [("Location", $0)] } ?? [])
            + [("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")]
    }

    /// The value of the `Location` header; nil if a page is shown.
    public var location: String? {
        switch action {
        case .redirect(let location), .signedIn(_, let location), .alreadySignedIn(_, let location): location
        default: nil
        }
    }
}
