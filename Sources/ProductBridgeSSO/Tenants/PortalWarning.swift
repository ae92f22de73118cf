// SPDX-License-Identifier: Apache-2.0

/// Something about single sign-on to tell the organization's administrators. The raw values are stable names.
public enum PortalWarning: String, Hashable, Codable, Sendable, CustomStringConvertible {
    /// Single sign-on is on, and its test is stale.
    case testStale = "test_stale"
    /// As ``testStale``, and there is no other way to sign in.
    case lockoutPossible = "lockout_possible"
    /// The login page loses `returnTo`, or so much of it that an attempt's number can't be found: visitors
    /// are asked before they are signed in, or the newest attempt is used.
    case returnToLost = "return_to_lost"
    // If this or one of the next three is the only warning, visitors still come to the right page.
    /// `returnTo` came back encoded at least once more than it was sent.
    case returnToEncodedAgain = "return_to_encoded_again"
    /// `returnTo` came back decoded at least once more than it should be.
    case returnToDecodedAgain = "return_to_decoded_again"
    /// A `+` in `returnTo` came back as a space.
    case returnToPlusLost = "return_to_plus_lost"
    /// The part after the `#` in `returnTo` is lost.
    case returnToFragmentLost = "return_to_fragment_lost"
    /// `returnTo` came back changed in another way.
    case returnToChanged = "return_to_changed"

    /// One English sentence: what is wrong and what to do about it. May be reworded in any version.
    public var message: String {
        switch self {
        case .testStale:
            "The login URL or a secret has changed since the last test; single sign-on stays on, so run Test "
                + "Redirect Flow now."
        case .lockoutPossible:
            "ProductBridge login is disabled and the redirect flow is untested since it was changed; if it "
                + "fails nobody can sign in, so test it now or put ProductBridge login back."
        case .returnToLost:
            "The login page doesn't bring returnTo back; send it back exactly as it was received, so that a "
                + "sign-in can be told from one that somebody else began."
        case .returnToEncodedAgain:
            "The login page encodes returnTo once too often; encode it once, by the language's own URL functions."
        case .returnToDecodedAgain:
            "The login page decodes returnTo once too often; your framework has decoded the query already."
        case .returnToPlusLost:
            "The login page turns a + in returnTo into a space; encode returnTo (%2B for +) when you send it back."
        case .returnToFragmentLost:
            "The login page loses the part of returnTo after the #; encode returnTo (%23 for #) when you send "
                + "it back."
        case .returnToChanged:
            "The login page changes returnTo on its way; decode the query once, and encode returnTo once when "
                + "you send it back."
        }
    }

    /// The name and the sentence.
    public var description: String { "\(rawValue): \(message)" }
}

extension PortalWarning {
    /// What changed in `returnTo` on its way; nil if nothing did.
    static func found(sent: String, back: String?) -> PortalWarning? {
        let back = back ?? ""
        func isSame(_ one: String?, _ other: String) -> Bool {
            one.map { Array($0.utf8) } == Array(other.utf8)
        }
        func decoded(_ text: String) -> [String] {
            let once = PercentEncoding.decode(text.utf8)
            return [once, once.flatMap { PercentEncoding.decode($0.utf8) }].compactMap(\.self)
        }
        if isSame(back, sent) { return nil }
        if decoded(back).contains(where: { isSame($0, sent) }) { return .returnToEncodedAgain }
        if decoded(sent).contains(where: { isSame(back, $0) }) { return .returnToDecodedAgain }
        if isSame(back, sent.replacing("+", with: " ")) { return .returnToPlusLost }
        if isSame(back, sent.split(separator: "#").first.map(String.init) ?? "") {
            return .returnToFragmentLost
        }
        return .returnToChanged
    }
}
