// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// One run of a test of the customer's login page: a login that creates neither a person nor a session.
public struct RedirectTest: Hashable, Codable, Sendable, Identifiable {
    /// Its result.
    public enum Result: Hashable, Codable, Sendable {
        /// The login page has not sent the browser back yet.
        case waiting
        /// It never did. For ``comparesRedirect``, that is the right result.
        case noCallback
        /// The token is valid. Anything odd about it, and about `returnTo`, should also be shown.
        case passed(warnings: [Warning], returnTo: PortalWarning?)
        /// A check failed.
        case failed(SSOError)
        /// The login page doesn't compare `redirect`: the token arrived where it never should.
        case loginPageDoesNotCompareRedirect
    }

    /// The settings page asks for the result with this: 32 hex characters. The customer's login page sees
    /// them.
    public let id: String
    /// False for "Test Redirect Flow": whether a login returns with a valid token, which turns the badge
    /// green, and brings `returnTo` back. True for the test of whether the login page sends tokens to
    /// whatever `redirect` says, which it must not: such a page gives a logged-in person's unused token to
    /// anyone who makes up a link.
    public let comparesRedirect: Bool
    /// The tested settings; see ``SSOSettings/revision``.
    public let revision: UInt64
    /// When it began.
    public let startedAt: NumericDate
    /// The last second at which its callback is accepted.
    public let expiresAt: NumericDate

    private(set) var outcome = Result.waiting

    /// The test with its result, which doesn't change: the first callback counts, but a token that arrived
    /// where it never should is always reported.
    func finished(_ result: Result) -> RedirectTest {
        guard outcome == .waiting || result == .loginPageDoesNotCompareRedirect else { return self }
        var test = self
        test.outcome = result
        return test
    }

    /// Its result at a time.
    public func result(at now: NumericDate = .now) -> Result {
        outcome == .waiting && now.isAfter(lastSecond: expiresAt) ? .noCallback : outcome
    }

    var keptUntil: NumericDate { NumericDate(secondsSinceEpoch: expiresAt.secondsSinceEpoch + 86_400) }
}

extension RedirectTest {
    /// For the administrator: the result, and what to change.
    public func report(at now: NumericDate = .now) -> String {
        switch (result(at: now), comparesRedirect) {
        case (.waiting, _):
            return "Waiting for the login page to send the browser back."
        case (.noCallback, false):
            return
                "No callback came: the login page must redirect to the redirect parameter exactly as received, "
                + "with ssoToken and organizationId, in the window that the test opened."
        case (.noCallback, true):
            return
                "No token came where it never should. If you logged in at the login page, and didn't close its "
                + "window before it sent you on, it compares redirect."
        case (.passed(let warnings, let returnTo), _):
            let notes =
                ["The redirect flow works.", returnTo?.message].compactMap(\.self) + warnings.map(\.message)
            return notes.joined(separator: " ")
        case (.failed(let error), _):
            return error.administratorMessage
        case (.loginPageDoesNotCompareRedirect, _):
            return
                "login_page_does_not_compare_redirect: the login page sent a token to a redirect that isn't the "
                + "portal's callback. Anyone can make a link that sends your users' tokens to their own site. Compare "
                + "redirect with the callback URL shown in the settings, byte by byte, before you make a token."
        }
    }
}
