// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// SSO → API Keys: the secrets that sign tokens. A secret's text is shown once, in one answer.
enum KeySettings {
    static let path = "/settings/sso/keys"

    static func add(to routes: Routes) {
        routes.adminGet("/settings/sso/keys") { try await page($0) }
        routes.adminPost("/settings/sso/keys/generate", generate)
        routes.adminPost("/settings/sso/keys/regenerate", regenerate)
        routes.adminPost("/settings/sso/keys/revoke", revoke)
        routes.adminPost("/settings/sso/keys/end-sessions", endSessions)
    }

    /// How long a replaced secret stays valid.
    enum Grace: String, CaseIterable {
        case none, hour, day, week

        var seconds: Int64 {
            switch self {
            case .none: 0
            case .hour: 3600
            case .day: 86_400
            case .week: 7 * 86_400
            }
        }

        var label: String {
            switch self {
            case .none: "No longer: every token signed with it is refused at once"
            case .hour: "1 hour"
            case .day: "24 hours"
            case .week: "7 days"
            }
        }
    }

    // MARK: Page

    private static func page(
        _ admin: AdminVisit,
        typed: String? = nil,
        problem: SSOError? = nil
    ) async throws -> Response {
        let uses = try await admin.services.tokenNotes.keyUses(of: admin.organization)
        let keys = live(admin)
        return try admin.page(
            "API Keys",
            current: path,
            status: problem?.pageStatus ?? .ok,
            """
            <h1>API Keys</h1>
            <p class="intro">Your server signs tokens with a secret; the portal and the widget check them with it.</p>
            \(problem?.alert)
            \(admin.tenant.settings.warnings.map { Note(tone: .warn, content: "<p>\($0.message)</p>").html })
            <section class="panel" aria-labelledby="keys">
            <h2 id="keys">Secrets</h2>
            \(if: keys.isEmpty, "<p class=\"empty\">There is no secret yet, so no token can be verified.</p>")
            <ul class="key-list">\(try keys.map { try row($0, uses[$0.id], admin) })</ul>
            </section>
            <section class="panel" aria-labelledby="generate">
            <h2 id="generate">\(keys.isEmpty ? "Generate a private key" : "Generate another key")</h2>
            \(try admin.form("\(path)/generate", """
                <label class="field"><span>Name</span>
                <input type="text" name="name" value="\(typed ?? (keys.isEmpty ? "production" : ""))" required maxlength="64" \
                pattern="[A-Za-z0-9 ._\\-]+" autocomplete="off" spellcheck="false"></label>
                <p class="hint">Letters, digits, spaces, hyphens, underscores and dots. At most \
                \(Tenant.maximumKeys) secrets count at a time.</p>
                <div class="buttons"><button class="button button-primary">Generate Private Key</button></div>
                """))
            </section>
            """
        )
    }

    /// The secrets that are valid now.
    private static func live(_ admin: AdminVisit) -> [TenantKey] {
        admin.tenant.keys.filter { key in key.retiresAt.map { admin.now <= $0 } ?? true }
    }

    private static func row(_ key: TenantKey, _ use: TokenNotes.KeyUse?, _ admin: AdminVisit) throws -> HTML {
        let isCurrent = key.retiresAt == nil
        let fields = [("name", key.name), ("key", key.id)]
        let actions =
            try isCurrent
            ? [
                admin.button("Regenerate", "\(path)/regenerate", look: "button button-small", fields: fields),
                admin.button(
                    "End its sessions",
                    "\(path)/end-sessions",
                    look: "button button-small",
                    fields: fields
                ),
                admin.button(
                    "Revoke",
                    "\(path)/revoke",
                    look: "button button-small button-danger",
                    fields: fields
                ),
            ] : []
        return """
            <li class="key">
            <div class="key-head"><strong>\(key.name)</strong> <code title="The secret's last four characters">…\(key.lastFour)</code>
            \(isCurrent
                ? Label(text: "In use", tone: .good).html : Label(text: "Replaced", tone: .warn).html)</div>
            <dl class="facts facts-row">
            <div><dt>Generated</dt><dd>\(key.createdAt.html)</dd></div>
            <div><dt>Last used</dt><dd>\(use.map { $0.lastAt.html } ?? "Never")</dd></div>
            <div><dt>Tokens accepted</dt><dd>\(use?.tokens ?? 0)</dd></div>
            <div><dt>Key ID</dt><dd><code>\(String(key.id.prefix(8)))</code></dd></div>
            \(key.retiresAt.map { "<div><dt>Counts until</dt><dd>\($0.html)</dd></div>" as HTML })
            </dl>
            <div class="buttons">\(actions)</div>
            </li>
            """
    }

    // MARK: Actions

    @Sendable
    private static func generate(_ admin: AdminVisit) async throws -> Response {
        let name = (admin.form["name"] ?? "").trimmed
        return try await admin.attempting {
            let secret = try await admin.sso.generateKey(
                name: name,
                of: admin.organization,
                by: admin.name,
                at: admin.now
            ).reveal()
            return try shown(secret, name, admin)
        } refused: {
            try await page(admin, typed: name, problem: $0)
        }
    }

    @Sendable
    private static func regenerate(_ admin: AdminVisit) async throws -> Response {
        let name = admin.form["name"] ?? ""
        return try await admin.attempting {
            try demand(admin)
            guard let grace = admin.form["grace"].flatMap(Grace.init), admin.form["confirmed"] == "yes" else {
                return try regenerateQuestion(admin, name)
            }
            let secret = try await admin.sso.regenerateKey(
                name: name,
                grace: .seconds(grace.seconds),
                of: admin.organization,
                by: admin.name,
                at: admin.now
            ).reveal()
            return try shown(secret, name, admin)
        } refused: {
            try await page(admin, problem: $0)
        }
    }

    @Sendable
    private static func revoke(_ admin: AdminVisit) async throws -> Response {
        let name = admin.form["name"] ?? ""
        return try await admin.attempting {
            try demand(admin)
            guard admin.form["confirmed"] == "yes" else { return try revokeQuestion(admin, name) }
            try await admin.sso.revokeKey(name: name, of: admin.organization, by: admin.name, at: admin.now)
            return admin.done(path, "The secret “\(name)” is revoked.")
        } refused: {
            try await page(admin, problem: $0)
        }
    }

    @Sendable
    private static func endSessions(_ admin: AdminVisit) async throws -> Response {
        let name = admin.form["name"] ?? ""
        return try await admin.attempting {
            try demand(admin)
            try await admin.sso.endSessions(
                ofKey: name,
                of: admin.organization,
                by: admin.name,
                at: admin.now
            )
            return admin.done(path, "All sessions that “\(name)” made have ended.")
        } refused: {
            try await page(admin, problem: $0)
        }
    }

    /// Checks that the form is about the secret that now has the name: a page that was loaded before the regeneration,
    /// or a form that a reload sends again, must not end the new secret.
    private static func demand(_ admin: AdminVisit) throws {
        let key = admin.tenant.keys.first { $0.id == admin.form["key"] }
        guard let key, key.name == admin.form["name"], key.retiresAt == nil else {
            throw SSOError(.unknownSecret)
        }
    }

    // MARK: Pages for the actions

    private static func shown(_ secret: String, _ name: String, _ admin: AdminVisit) throws -> Response {
        try admin.page(
            "Your new secret",
            current: path,
            """
            <h1>Your new secret</h1>
            <section class="panel">
            \(Note(tone: .warn, content: """
                <p><strong>This is the only time that you see it.</strong> Copy it now, and store it in your server's \
                environment. Never put it into a page or a repository.</p>
                """).html)
            \(CopyField(label: "Secret “\(name)”", text: secret, id: "secret").html)
            \(CopyField(label: "For your server's environment", text: "PRODUCTBRIDGE_WIDGET_SECRET=\(secret)", id: "line").html)
            <div class="buttons"><a class="button button-primary" href="\(path)">I have stored it</a></div>
            </section>
            """
        )
    }

    private static func lockOut(_ admin: AdminVisit) -> HTML {
        let settings = admin.tenant.settings
        guard settings.isEnabled else { return .empty }
        return """
            <p>Single sign-on is on\(if: settings.isNativeLoginDisabled, " and ProductBridge login is disabled"): \
            <strong>until your server has a secret that counts, nobody can sign in\
            \(if: !settings.isNativeLoginDisabled, " by it")</strong>. Test the redirect flow afterwards.</p>
            """
    }

    private static func regenerateQuestion(_ admin: AdminVisit, _ name: String) throws -> Response {
        let choices = Grace.allCases.map { grace -> HTML in
            """
            <label class="check"><input type="radio" name="grace" value="\(grace.rawValue)"\
            \(if: grace == .day, " checked") required><span>\(grace.label)</span></label>
            """
        }
        return try Confirmation(
            title: "Regenerate “\(name)”?",
            warning: """
                <p>A new secret takes the place of this one. The sessions that the old one made end with it.</p>
                \(lockOut(admin))
                """,
            path: "\(path)/regenerate",
            fields: [("name", name), ("key", admin.form["key"] ?? "")],
            more:
                "<fieldset class=\"field\"><legend>How long is the old secret still accepted?</legend>\(choices)</fieldset>",
            button: "Regenerate",
            back: path
        ).response(admin)
    }

    private static func revokeQuestion(_ admin: AdminVisit, _ name: String) throws -> Response {
        try Confirmation(
            title: "Revoke “\(name)”?",
            warning: """
                <p>Every token that is signed with it is refused at once, and the sessions that it made end. \
                This can't be undone.</p>
                \(lockOut(admin))
                """,
            path: "\(path)/revoke",
            fields: [("name", name), ("key", admin.form["key"] ?? "")],
            button: "Revoke",
            back: path
        ).response(admin)
    }
}
