// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// SSO → SSO Redirect: the login page, its test, and the two switches.
enum RedirectSettings {
    static let path = "/settings/sso/redirect"

    static func add(to routes: Routes) {
        routes.adminGet("/settings/sso/redirect") { try await page($0) }
        routes.adminGet("/settings/sso/redirect/live") { admin in
            Response(fragment: try await RedirectSteps(admin).html)
        }
        routes.adminPost("/settings/sso/redirect/login-url", setLoginURL)
        routes.adminPost("/settings/sso/redirect/test") { try await test($0, .flow) }
        routes.adminPost("/settings/sso/redirect/compare") { try await test($0, .comparison) }
        routes.adminPost("/settings/sso/redirect/enabled", setEnabled)
        routes.adminPost("/settings/sso/redirect/native-login", setNativeLogin)
        routes.adminPost("/settings/sso/redirect/sign-in", setSignIn)
    }

    // MARK: Page

    private static func page(
        _ admin: AdminVisit,
        typed: String? = nil,
        problem: SSOError? = nil
    ) async throws -> Response {
        let settings = admin.tenant.settings
        let url = typed ?? settings.loginURL?.url
        return try admin.page(
            "SSO Redirect",
            current: path,
            status: problem?.pageStatus ?? .ok,
            // A test's form redirects to the customer's login page.
            policy: ContentPolicy(formsLeadAnywhere: true),
            """
            <h1>SSO Redirect</h1>
            <p class="intro">Let your users sign in to the portal with the login that they have at your application.</p>
            \(problem?.alert)
            <section class="panel" aria-labelledby="step-1">
            <h2 id="step-1"><span class="step">1</span> Set your redirect URL</h2>
            <p>The login page of your application, to which visitors are sent when they click Sign In.</p>
            \(try admin.form("\(path)/login-url", """
                <label class="field"><span>Login page</span>
                <input type="url" name="loginURL" value="\(url)" placeholder="https://yourapp.com/login" \
                autocomplete="off" spellcheck="false" maxlength="2000"></label>
                \(if: settings.isEnabled, changeWarning(settings))
                <div class="buttons"><button class="button button-primary">Save</button></div>
                """))
            \(parameters)
            </section>
            \(try await RedirectSteps(admin).html)
            \(try signIn(admin))
            """
        )
    }

    private static func changeWarning(_ settings: SSOSettings) -> HTML {
        """
        <p class="hint">Another login page has to be tested again; single sign-on stays on meanwhile. \
        \(if: settings.isNativeLoginDisabled,
            "<strong>ProductBridge login is disabled: if the new page fails, nobody can sign in.</strong> ")\
        Without a login page single sign-on is switched off.</p>
        """
    }

    private static let parameters: HTML = """
        <details class="more"><summary>What your login page receives</summary>
        <div class="table-scroll" tabindex="0"><table class="table"><thead><tr><th>Parameter</th><th>Description</th></tr></thead><tbody>
        <tr><td><code>redirect</code></td><td>The SSO callback URL to go back to after the login</td></tr>
        <tr><td><code>organizationId</code></td><td>Your organization ID</td></tr>
        <tr><td><code>returnTo</code></td><td>The portal page that the visitor wanted; send it back as it was received</td></tr>
        <tr><td><code>test</code></td><td><code>true</code>, where you test the flow</td></tr>
        </tbody></table></div>
        <p>It redirects back to <code>redirect</code> with <code>ssoToken</code>, <code>organizationId</code> and \
        <code>returnTo</code>. <a href="/settings/snippets">Snippets</a> has the code in five languages.</p>
        </details>
        """

    private static func signIn(_ admin: AdminVisit) throws -> HTML {
        let settings = admin.tenant.settings
        func option(_ mode: IdentifyMode?, _ label: String) -> HTML {
            """
            <option value="\(mode?.rawValue)"\(if: settings.identifyMode == mode, " selected")>\(label)</option>
            """
        }
        return """
            <section class="panel" aria-labelledby="more">
            <h2 id="more">How people are signed in</h2>
            \(try admin.form("\(path)/sign-in", """
                <label class="field"><span>People without a record</span>
                <select name="identifyMode">\(option(nil, "As in the widget"))\(option(.upsert, "Create one (Upsert)"))\
                \(option(.updateOnly, "Refuse them (Update Only)"))</select></label>
                <label class="check"><input type="checkbox" name="confirms"\
                \(if: settings.confirmsUnrecognizedCallbacks, " checked")>
                <span>Ask “Continue as …” where a sign-in doesn't show that it began here\
                <small>Where your login page is known to bring <code>returnTo</code> back, that is always asked.</small>\
                </span></label>
                <div class="buttons"><button class="button">Save</button></div>
                """))
            </section>
            """
    }

    // MARK: Actions

    @Sendable
    private static func setLoginURL(_ admin: AdminVisit) async throws -> Response {
        let text = (admin.form["loginURL"] ?? "").trimmed
        return try await admin.attempting {
            let url = text.isEmpty ? nil : try LoginURL(text)
            try await admin.changeSettings { settings, _ in settings.setLoginURL(url) }
            return admin.done(path, url == nil ? "Login page removed." : "Login page saved. Test it next.")
        } refused: {
            try await page(admin, typed: text, problem: $0)
        }
    }

    /// Redirects the popup to the login page; the page that opened it waits for the result.
    private static func test(_ admin: AdminVisit, _ kind: RedirectTests.Kind) async throws -> Response {
        let started = try await admin.sso.startTest(
            admin.visit.portalRequest,
            comparesRedirect: kind == .comparison,
            at: admin.now
        )
        if case .refused(let error) = started.answer.action { return try await page(admin, problem: error) }
        if let test = started.test {
            try await admin.services.redirectTests.begin(test.id, kind, of: admin.organization)
        }
        var response = Response(status: .seeOther)
        for field in started.answer.headerFields {
            guard let name = HTTPField.Name(field.name) else { continue }
            response.headers.append(HTTPField(name: name, value: field.value))
        }
        return response
    }

    @Sendable
    private static func setEnabled(_ admin: AdminVisit) async throws -> Response {
        let isOn = admin.form["on"] == "yes"
        return try await admin.attempting {
            try await admin.changeSettings { settings, _ in
                if isOn { try settings.enable() } else { settings.disable() }
            }
            return admin.done(
                path,
                isOn
                    ? "Single sign-on is on: Sign In leads to your login page."
                    : "Single sign-on is off: Sign In shows the ProductBridge login form."
            )
        } refused: {
            try await page(admin, problem: $0)
        }
    }

    @Sendable
    private static func setNativeLogin(_ admin: AdminVisit) async throws -> Response {
        let isDisabled = admin.form["disabled"] == "yes"
        return try await admin.attempting {
            if isDisabled, admin.form["confirmed"] != "yes" {
                // No question about something that can't be done anyway.
                var settings = admin.tenant.settings
                try settings.disableNativeLogin()
                return try await lockOutWarning(admin)
            }
            try await admin.changeSettings { settings, _ in
                if isDisabled { try settings.disableNativeLogin() } else { settings.enableNativeLogin() }
            }
            // Ends the sessions of passwords. Also when the login comes back, because it may have been disabled elsewhere.
            try await admin.services.accounts.endSessions(of: admin.organization, at: admin.services.clock())
            return admin.done(
                path,
                isDisabled
                    ? "ProductBridge login is disabled: people sign in by your login page only."
                    : "ProductBridge login is back."
            )
        } refused: {
            try await page(admin, problem: $0)
        }
    }

    private static func lockOutWarning(_ admin: AdminVisit) async throws -> Response {
        let accounts = try await admin.services.accounts.all(.member, of: admin.organization).count
        return try Confirmation(
            title: "Disable ProductBridge login?",
            warning: """
                <p><strong>This locks out everyone who signs in with a ProductBridge password\
                \(if: accounts > 0, ": \(accounts) \(accounts == 1 ? "account" : "accounts")").</strong></p>
                <p>Their sessions end, too. From then on your login page is the only way in. If it fails, come back here: the administrators' own \
                login stays, and you can switch single sign-on off at any time.</p>
                """,
            path: "\(path)/native-login",
            fields: [("disabled", "yes")],
            button: "Disable ProductBridge login",
            back: path
        ).response(admin)
    }

    @Sendable
    private static func setSignIn(_ admin: AdminVisit) async throws -> Response {
        let mode = admin.form["identifyMode"].flatMap(IdentifyMode.init)
        let confirms = admin.form.isOn("confirms")
        try await admin.changeSettings { settings, _ in
            settings.identifyMode = mode
            settings.confirmsUnrecognizedCallbacks = confirms
        }
        return admin.done(path, "Saved.")
    }
}

extension AdminVisit {
    /// Changes the settings as this administrator.
    func changeSettings(_ change: (inout SSOSettings, inout WidgetSettings) throws -> Void) async throws {
        try await sso.changeSettings(of: organization, by: name, at: now, change)
    }
}

extension Response {
    /// A part of a page, with which a script replaces an older one.
    init(fragment: HTML) {
        self.init(
            status: .ok,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: .init(string: fragment.text))
        )
    }
}
