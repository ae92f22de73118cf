// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// One run of a test of the customer's login page: a login that makes neither a person nor a session.
public struct RedirectTest: Hashable, Codable, Sendable, Identifiable {
    /// What is tested.
    public enum Kind: String, Hashable, Codable, Sendable {
        /// "Test Redirect Flow": whether a login leads back with a good token. Turns the badge green. Also
        /// learns whether the login page brings `returnTo` back.
        case flow
        /// Whether the login page sends tokens to wherever `redirect` says, which it must not: such a page
        /// hands a logged-in person's unused token to anyone who makes up a link.
        case redirectComparison
    }

    /// What has come of it.
    public enum Result: Hashable, Codable, Sendable {
        /// The login page has not sent the browser back yet.
        case waiting
        /// It never did. For ``Kind/redirectComparison`` that is as it should be.
        case noCallback
        /// The token is good. What is odd about it nevertheless, and what the login page lost of the page in
        /// `returnTo`, should be shown, too.
        case passed(warnings: [Warning], losses: [Loss])
        /// A check failed.
        case failed(SSOError)
        /// The login page doesn't compare `redirect`: the token came where it never should.
        case loginPageDoesNotCompareRedirect
    }

    /// What the login page lost of the page in `returnTo`.
    public enum Loss: String, Hashable, Codable, Sendable {
        /// All of it, or so much that an attempt's number can't be found: visitors are asked before they are
        /// signed in, or the newest attempt counts.
        case state
        // Of the rest visitors come to the right page all the same.
        /// It came back encoded once more than it was sent, or oftener.
        case encodedAgain
        /// It came back decoded once more than it should be, or oftener.
        case decodedAgain
        /// A `+` came back as a space.
        case plus
        /// What stands behind the `#` is gone.
        case fragment
        /// It came back changed in another way.
        case page
    }

    /// What the settings page asks for its result by: 32 hex characters. The customer's login page sees them.
    public let id: String
    /// What is tested.
    public let kind: Kind
    /// The settings that are tested; see ``SSOSettings/revision``.
    public let revision: UInt64
    /// When it began.
    public let startedAt: NumericDate
    /// The last second at which its callback is taken.
    public let expiresAt: NumericDate

    private var outcome = Result.waiting

    init(id: String, kind: Kind, revision: UInt64, startedAt: NumericDate, expiresAt: NumericDate) {
        self.id = id
        self.kind = kind
        self.revision = revision
        self.startedAt = startedAt
        self.expiresAt = expiresAt
    }

    /// The test with what came of it, which it keeps: the first callback counts, but a token that came where it
    /// never should is always told.
    func finished(_ result: Result) -> RedirectTest {
        guard outcome == .waiting || result == .loginPageDoesNotCompareRedirect else { return self }
        var test = self
        test.outcome = result
        return test
    }

    /// What has come of it at a time.
    public func result(at now: NumericDate = .now) -> Result {
        outcome == .waiting && now.isAfter(lastSecond: expiresAt) ? .noCallback : outcome
    }

    var keptUntil: NumericDate { NumericDate(secondsSinceEpoch: expiresAt.secondsSinceEpoch + 86_400) }
}

extension RedirectTest {
    /// For the administrator: what came of it, and what to change.
    public func report(at now: NumericDate = .now) -> String {
        switch (result(at: now), kind) {
        case (.waiting, _):
            return "Waiting for the login page to send the browser back."
        case (.noCallback, .flow):
            return
                "No callback came: the login page must redirect to the redirect parameter exactly as received, "
                + "with ssoToken and organizationId, in the window that the test opened."
        case (.noCallback, .redirectComparison):
            return
                "No token came where it never should. If you logged in at the login page, and didn't close its "
                + "window before it sent you on, it compares redirect."
        case (.passed(let warnings, let losses), _):
            let notes = losses.map(\.message) + warnings.map(\.message)
            return notes.isEmpty
                ? "The redirect flow works." : "The redirect flow works. " + notes.joined(separator: " ")
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

extension RedirectTest.Loss {
    /// One English sentence for the administrator. May be reworded in any version.
    public var message: String {
        switch self {
        case .state:
            "The login page doesn't bring returnTo back; send it back exactly as it was received, so that a "
                + "sign-in can be told from one that somebody else began."
        case .encodedAgain:
            "The login page encodes returnTo once too often; encode it once, by the language's own URL functions."
        case .decodedAgain:
            "The login page decodes returnTo once too often; your framework has decoded the query already."
        case .plus:
            "The login page turns a + in returnTo into a space; encode returnTo (%2B for +) when you send it back."
        case .fragment:
            "The login page loses what stands behind the # in returnTo; encode returnTo (%23 for #) when you send "
                + "it back."
        case .page:
            "The login page changes returnTo on its way; decode the query once, and encode returnTo once when "
                + "you send it back."
        }
    }
}

extension RedirectTest.Loss {
    /// What became of a page on its way; nil where nothing did.
    static func found(sent: String, back: String?) -> RedirectTest.Loss? {
        let back = back ?? ""
        func isSame(_ one: String?, _ other: String) -> Bool {
            one.map { Array($0.utf8) } == Array(other.utf8)
        }
        func decoded(_ text: String) -> [String] {
            let once = PercentEncoding.decode(text.utf8)
            return [once, once.flatMap { PercentEncoding.decode($0.utf8) }].compactMap(\.self)
        }
        if isSame(back, sent) { return nil }
        if decoded(back).contains(where: { isSame($0, sent) }) { return .encodedAgain }
        if decoded(sent).contains(where: { isSame(back, $0) }) { return .decodedAgain }
        if isSame(back, sent.replacing("+", with: " ")) { return .plus }
        if isSame(back, sent.split(separator: "#").first.map(String.init) ?? "") { return .fragment }
        return .page
    }
}
