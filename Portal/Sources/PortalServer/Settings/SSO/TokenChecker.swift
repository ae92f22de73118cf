// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Explains why a token is refused: paste it, or the URL that contains it. No answer, record or log contains the
/// pasted text.
enum TokenChecker {
    static let path = "/settings/sso/checker"

    static func add(to routes: Routes) {
        routes.adminGet("/settings/sso/checker") { try page($0) }
        routes.adminPost("/settings/sso/checker", check)
    }

    @Sendable
    private static func check(_ admin: AdminVisit) async throws -> Response {
        let limits = admin.services.limits
        let key = "\(admin.organization) \(admin.name)"
        if let wait = limits.explain.take(key, at: admin.now.secondsSinceEpoch) {
            throw PageError.tooMany(retryAfter: wait)
        }
        let origin: PortalSession.Origin = admin.form["origin"] == "widget" ? .widget : .redirect
        guard let token = token(in: admin.form["token"] ?? "") else {
            return try page(
                admin,
                origin: origin,
                status: .badRequest,
                Note(tone: .bad, content: "<p>Paste a token first.</p>").html
            )
        }
        return try await admin.attempting {
            let explanation = try await admin.sso.explain(
                token,
                origin: origin,
                of: admin.organization,
                at: admin.now
            )
            return try page(admin, origin: origin, ExplanationView(explanation: explanation).html)
        } refused: {
            try page(admin, origin: origin, status: $0.pageStatus, $0.alert)
        }
    }

    /// The pasted token, or the token in a pasted URL; nil for nothing.
    static func token(in paste: String) -> String? {
        let text = paste.trimmed
        guard !text.isEmpty else { return nil }
        for name in ["ssoToken=", "userToken=", "token="] {
            guard let range = text.range(of: name),
                range.lowerBound == text.startIndex
                    || "?&#".contains(text[text.index(before: range.lowerBound)])
            else { continue }
            let value = text[range.upperBound...].prefix { $0 != "&" && $0 != "#" && !$0.isWhitespace }
            return String(value).removingPercentEncoding ?? String(value)
        }
        return text
    }

    private static func page(
        _ admin: AdminVisit,
        origin: PortalSession.Origin = .redirect,
        status: HTTPResponse.Status = .ok,
        _ result: HTML = .empty
    ) throws -> Response {
        func choice(_ value: PortalSession.Origin, _ label: String) -> HTML {
            """
            <label class="check"><input type="radio" name="origin" value="\(value.rawValue)"\
            \(if: origin == value, " checked")><span>\(label)</span></label>
            """
        }
        return try admin.page(
            "Token checker",
            current: path,
            status: status,
            """
            <h1>Token checker</h1>
            <p class="intro">Find out why a token is refused, and what to change.</p>
            \(result)
            <section class="panel">
            \(try admin.form(path, """
                <label class="field"><span>Token, or the URL that it came in</span>
                <textarea name="token" rows="5" required spellcheck="false" autocomplete="off" \
                placeholder="eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9…"></textarea></label>
                <fieldset class="field"><legend>Where does it come in?</legend>
                \(choice(.redirect, "At the SSO callback"))\(choice(.widget, "In the widget"))</fieldset>
                <div class="buttons"><button class="button button-primary">Explain</button></div>
                """))
            <p class="hint">It is checked with your organization's own secrets. What you paste isn't kept, and the token isn't \
            used up.</p>
            </section>
            """
        )
    }
}
