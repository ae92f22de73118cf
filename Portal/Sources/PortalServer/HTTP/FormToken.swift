// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// What stands in every form of the portal, so that no other site can send one (CSRF): a browser's random number in
/// a cookie that other hosts can't set, and in the form what is made of it.
struct FormToken: Sendable {
    static let cookie = "__Host-pb-form"
    static let field = "form_token"

    private let number: String
    /// Whether the browser has the number already.
    let isKnown: Bool

    /// Takes the number of a browser's cookie, or makes one.
    init(cookie: String?) throws {
        let isGood = cookie.map { $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) } ?? false
        isKnown = isGood
        number = if isGood, let cookie { cookie } else { try Secret.generate() }
    }

    /// What stands in forms.
    var text: String {
        get throws { try Secret(number).userHash(of: "PortalServer: forms, version 1") }
    }

    var setCookie: SetCookie {
        get throws { try SetCookie(name: Self.cookie, value: number) }
    }

    /// Whether a form is one of ours. The time that it takes tells nothing of use: what it is compared with is of
    /// this browser alone.
    func admits(_ form: Form) throws -> Bool {
        guard isKnown, let sent = form[Self.field] else { return false }
        return try sent == text
    }
}
