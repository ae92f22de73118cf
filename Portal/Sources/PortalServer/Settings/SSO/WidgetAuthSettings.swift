// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// SSO → Widget Auth: who may use the widget, and which pages may embed it.
enum WidgetAuthSettings {
    static let path = "/settings/sso/widget"

    static func add(to routes: Routes) {
        routes.adminGet("/settings/sso/widget") { try await page($0) }
        routes.adminPost("/settings/sso/widget", save)
        routes.adminPost("/settings/sso/widget/origins", saveOrigins)
    }

    // MARK: Page

    private static func page(
        _ admin: AdminVisit,
        typed: String? = nil,
        problem: HTML? = nil
    ) async throws -> Response {
        let widget = admin.tenant.widget
        let figure = try await figure(admin)
        let origins = typed ?? admin.visit.profile.widgetOrigins.joined(separator: "\n")
        return try admin.page(
            "Widget Auth",
            current: path,
            status: problem == nil ? .ok : .badRequest,
            """
            <h1>Widget Auth</h1>
            <p class="intro">Control how the in-app widget handles user identity.</p>
            \(problem)
            <section class="panel" aria-labelledby="identity">
            <h2 id="identity">Identity</h2>
            \(try admin.form(path, """
                <label class="check"><input type="checkbox" name="requireIdentify"\(if: widget.requireIdentify, " checked")>
                <span>Require identify() for Widget
                <small>Anonymous visitors see a locked state. Feedback is only taken from people whom a token names.</small>
                </span></label>
                <label class="check"><input type="checkbox" name="requireUserHash"\(if: widget.requireUserHash, " checked")>
                <span>Require User Hash
                <small>A token has to carry <code>user_hash</code>: HMAC-SHA256 of the user ID, by your secret.</small>
                </span></label>
                \(if: !widget.requireUserHash, figure)
                <fieldset class="field"><legend>Identify Mode</legend>
                \(mode(.upsert, "Upsert", "Creates a record for an e-mail address that isn't known.", widget))
                \(mode(.updateOnly, "Update Only", "Refuses people whose e-mail address isn't known.", widget))
                </fieldset>
                <div class="buttons"><button class="button button-primary">Save</button></div>
                """))
            </section>
            <section class="panel" aria-labelledby="origins">
            <h2 id="origins">Pages that may embed the widget</h2>
            \(try admin.form("\(path)/origins", """
                <label class="field"><span>Origins, one a line</span>
                <textarea name="origins" rows="4" spellcheck="false" placeholder="https://app.example.com">\(origins)</textarea></label>
                <p class="hint">Without any, every page may: the widget works with a token or without one, and never with \
                cookies.</p>
                <div class="buttons"><button class="button">Save</button></div>
                """))
            </section>
            """
        )
    }

    private static func mode(_ mode: IdentifyMode, _ label: String, _ text: String, _ widget: WidgetSettings)
        -> HTML
    {
        """
        <label class="check"><input type="radio" name="identifyMode" value="\(mode.rawValue)"\
        \(if: widget.identifyMode == mode, " checked")><span>\(label) <small>\(text)</small></span></label>
        """
    }

    /// Who would be locked out. This is known before the switch is turned on, because each token is also checked as if
    /// it were on.
    private static func figure(_ admin: AdminVisit) async throws -> HTML {
        let trial = try await admin.services.tokenNotes.trial(of: admin.organization)
        guard trial.people > 0 else {
            return
                "<p class=\"hint\">Nobody has been identified in the widget yet, so it isn't known who would be refused.</p>"
        }
        guard !trial.refused.isEmpty else {
            return Note(
                tone: .good,
                content:
                    "<p>Nobody would be locked out: the last token of each person had the right hash.</p>"
            ).html
        }
        let who = trial.people == 1 ? "The only person" : "\(trial.refused.count) of \(trial.people) people"
        let reasons = Dictionary(grouping: trial.refused, by: \.refusal).sorted { $0.key < $1.key }
        let some = try await People(admin: admin).people(trial.refused.prefix(5).map(\.person))
        return Note(
            tone: .warn,
            content: """
                <p><strong>\(who) would be locked out</strong> by a required user \
                hash, by the last token of each:</p>
                <ul>\(reasons.map { "<li><code>\($0.key)</code>: \($0.value.count)</li>" as HTML })</ul>
                <ul class="plain">\(some.map { "<li>\($0.link)</li>" as HTML })</ul>
                \(if: trial.refused.count > some.count, "<p>and \(trial.refused.count - some.count) more</p>")
                """
        ).html
    }

    // MARK: Actions

    @Sendable
    private static func save(_ admin: AdminVisit) async throws -> Response {
        let requireIdentify = admin.form.isOn("requireIdentify")
        let requireUserHash = admin.form.isOn("requireUserHash")
        guard let mode = admin.form["identifyMode"].flatMap(IdentifyMode.init) else {
            throw PageError.malformed
        }
        if requireUserHash, !admin.tenant.widget.requireUserHash, admin.form["confirmed"] != "yes" {
            let trial = try await admin.services.tokenNotes.trial(of: admin.organization)
            if !trial.refused.isEmpty {
                return try Confirmation(
                    title: "Require the user hash?",
                    warning: try await figure(admin),
                    path: path,
                    fields: [("requireUserHash", "on"), ("identifyMode", mode.rawValue)]
                        + (requireIdentify ? [("requireIdentify", "on")] : []),
                    button: "Require it all the same",
                    back: path
                ).response(admin)
            }
        }
        try await admin.changeSettings { _, widget in
            widget.requireIdentify = requireIdentify
            widget.requireUserHash = requireUserHash
            widget.identifyMode = mode
        }
        return admin.done(path, "Saved.")
    }

    @Sendable
    private static func saveOrigins(_ admin: AdminVisit) async throws -> Response {
        let text = admin.form["origins"] ?? ""
        var origins: [String] = []
        for line in text.split(whereSeparator: \.isNewline).map({ String($0).trimmed }) where !line.isEmpty {
            guard let origin = WebOrigin(line) else {
                return try await page(
                    admin,
                    typed: text,
                    problem: """
                        <p class="alert alert-bad" role="alert">“\(line)” isn't an origin: write it like \
                        <code>https://app.example.com</code>, without a path; http is for localhost only.</p>
                        """
                )
            }
            if !origins.contains(origin.text) { origins.append(origin.text) }
        }
        guard origins.count <= WebOrigin.most else {
            let problem: HTML =
                "<p class=\"alert alert-bad\" role=\"alert\">There can be \(WebOrigin.most) origins.</p>"
            return try await page(admin, typed: text, problem: problem)
        }
        try await admin.services.organizations.setWidgetOrigins(
            origins,
            of: admin.organization,
            by: admin.name,
            at: admin.now
        )
        return admin.done(path, origins.isEmpty ? "Every page may embed the widget." : "Saved.")
    }
}

/// An origin as browsers send it: a scheme, a host, and the port unless it is the scheme's default.
struct WebOrigin: Hashable {
    static let most = 50

    let text: String

    /// Nil if the text isn't an origin.
    init?(_ text: String) {
        let lower = text.lowercased()
        let isSecure = lower.hasPrefix("https://")
        guard isSecure || lower.hasPrefix("http://"),
            let host = try? PortalHost(String(lower.dropFirst(isSecure ? 8 : 7)), insecureLoopback: !isSecure)
        else { return nil }
        self.text = host.origin
    }
}
