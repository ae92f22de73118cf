// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The token in every form of the portal, so that no other site can send one (CSRF): the browser has a random number
/// in a cookie that other hosts can't set, and the form has a value derived from it.
struct FormToken: Sendable {
    static let cookie = "__Host-pb-form"
    static let field = "form_token"

    private let number: String
    /// Whether the browser already has the number.
    let isKnown: Bool

    /// Takes the number from the browser's cookie, or creates one.
    init(cookie: String?) throws {
        let isGood = cookie.map { $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) } ?? false
        isKnown = isGood
        number = if isGood, let cookie { cookie } else { try Secret.generate() }
    }

    /// The token for forms.
    var text: String {
        get throws { try Secret(number).userHash(of: "PortalServer: forms, version 1") }
    }

    var setCookie: SetCookie {
        get throws { try SetCookie(name: Self.cookie, value: number) }
    }

    /// Whether a form is one of ours. The comparison doesn't need constant time, because the expected value belongs to
    /// this browser only.
    func admits(_ form: Form) throws -> Bool {
        guard isKnown, let sent = form[Self.field] else { return false }
        return try sent == text
    }
}
