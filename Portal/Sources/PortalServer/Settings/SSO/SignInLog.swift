// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The sign-in log: refusals and their reasons.
enum SignInLog {
    static let path = "/settings/sso/log"

    static func add(to routes: Routes) {
        routes.adminGet("/settings/sso/log", page)
    }

    @Sendable
    private static func page(_ admin: AdminVisit) async throws -> Response {
        let log = try await admin.sso.refusals(of: admin.organization)
        let asked = admin.query["reference"] ?? ""
        return try admin.page(
            "Sign-in log",
            current: path,
            """
            <h1>Sign-in log</h1>
            <p class="intro">Refused sign-ins and tokens. It holds no byte of a token.</p>
            <section class="panel" aria-labelledby="reference">
            <h2 id="reference">Look up a reference number</h2>
            <form method="get" action="\(path)" class="form form-row">
            <label class="field"><span>Reference that a visitor was shown</span>
            <input type="text" name="reference" value="\(asked)" placeholder="K7QF-2MXA" autocomplete="off" spellcheck="false"></label>
            <button class="button">Look up</button>
            </form>
            \(try await found(asked, admin))
            </section>
            \(days(log))
            \(table("Tokens that were signed with your secret", log.signed, "what your own server sent"))
            \(table("All others", log.unsigned, "what anyone could have sent"))
            """
        )
    }

    private static func found(_ reference: String, _ admin: AdminVisit) async throws -> HTML {
        guard !reference.isEmpty else { return .empty }
        guard let entry = try await admin.services.refusals.find(reference, of: admin.organization) else {
            return Note(
                tone: .info,
                content: "<p>There is no refusal of this number, or it is too long ago.</p>"
            ).html
        }
        return """
            <dl class="facts">
            <dt>When</dt><dd>\(NumericDate(secondsSinceEpoch: Double(entry.at)).html)</dd>
            <dt>Where</dt><dd>\(place(entry.origin))</dd>
            <dt>What</dt><dd><code>\(entry.code)</code> \(entry.message)</dd>
            <dt>Request</dt><dd><code>\(entry.request)</code></dd>
            </dl>
            """
    }

    private static func days(_ log: RefusalLog) -> HTML {
        let days = log.counts.sorted { $0.key > $1.key }.prefix(14)
        guard !days.isEmpty else {
            return "<section class=\"panel\"><p class=\"empty\">Nobody has been refused yet.</p></section>"
        }
        let rows = days.map { day, counts -> HTML in
            let names = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            return """
                <tr><td><time datetime="\(day)">\(day)</time></td><td class="number">\(counts.values.reduce(0, +))</td>\
                <td>\(names.map { "<span class=\"count\"><code>\($0.key)</code> \($0.value)</span> " as HTML })</td></tr>
                """
        }
        return """
            <section class="panel" aria-labelledby="days">
            <h2 id="days">By day</h2>
            <div class="table-scroll" tabindex="0"><table class="table"><thead><tr><th>Day (UTC)</th><th class="number">Refusals</th>\
            <th>Reasons</th></tr></thead><tbody>\(rows)</tbody></table></div>
            </section>
            """
    }

    private static func table(_ title: String, _ entries: [RefusalEntry], _ what: String) -> HTML {
        guard !entries.isEmpty else { return .empty }
        let rows = entries.prefix(100).map { entry -> HTML in
            """
            <tr><td>\(entry.at.html)</td><td>\(place(entry.origin.rawValue))</td>\
            <td><code>\(entry.error.name)</code>\(if: entry.email != nil, "<br>\(entry.email)")</td>\
            <td class="text">\(entry.error.administratorMessage)\(causes(entry.causes))</td></tr>
            """
        }
        return """
            <section class="panel">
            <h2>\(title)</h2><p class="hint">The newest of \(what).</p>
            <div class="table-scroll" tabindex="0"><table class="table-stack"><thead><tr><th>When</th><th>Where</th><th>What</th><th>Why</th></tr>\
            </thead><tbody>\(rows)</tbody></table></div>
            </section>
            """
    }

    private static func causes(_ numbers: [Int]) -> HTML {
        guard !numbers.isEmpty else { return .empty }
        return
            "<ul class=\"plain fine\">\(numbers.prefix(3).map { "<li>\(CauseList.shared.html($0))</li>" as HTML })</ul>"
    }

    static func place(_ origin: String) -> HTML {
        switch origin {
        case "widget": "Widget"
        case "native": "ProductBridge login"
        default: "SSO callback"
        }
    }
}
