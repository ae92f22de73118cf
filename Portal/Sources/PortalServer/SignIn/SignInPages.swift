// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Sign In, ProductBridge's own login, and the callback.
enum SignInPages {
    static func add(to routes: Routes) {
        routes.get("/signin", signIn)
        routes.post("/signin", signIn)
        routes.get("/login", loginForm)
        routes.post("/login", logIn)
        routes.post("/signout", signOut)
        routes.get("/api/redirects/sso", callback)
        routes.post("/api/redirects/sso", callback)
        routes.get("/api/redirects/sso-comparison") { visit in
            try visit.take(visit.services.limits.signIn)
            return try await SignInAnswer(visit).response(
                visit.sso.comparisonCallback(visit.portalRequest, at: visit.now)
            )
        }
    }

    /// The address of Sign In, which afterwards leads back to a page.
    static func path(returningTo page: String) -> String {
        "/signin?returnTo=\(PercentEncoding.query(page))"
    }

    // MARK: Sign In

    @Sendable
    private static func signIn(_ visit: Visit) async throws -> Response {
        try visit.take(visit.services.limits.signIn)
        let page = visit.form["returnTo"] ?? visit.query["returnTo"]
        let answer = try await visit.sso.signIn(visit.portalRequest, returnTo: page, at: visit.now)
        return try await SignInAnswer(visit).response(answer)
    }

    /// The callback to which the customer's login page sends the browser, and the form "Continue as …".
    @Sendable
    private static func callback(_ visit: Visit) async throws -> Response {
        try visit.take(visit.services.limits.signIn)
        let answer = try await visit.sso.callback(visit.portalRequest, at: visit.now)
        return try await SignInAnswer(visit).response(answer)
    }

    @Sendable
    private static func signOut(_ visit: Visit) async throws -> Response {
        let answer = try await visit.sso.signOut(visit.portalRequest, at: visit.now)
        return try await SignInAnswer(visit).response(answer)
    }

    // MARK: ProductBridge's own login

    /// The login form; also shown if single sign-on is on. If this login is disabled, an old link to it leads to Sign In.
    @Sendable
    private static func loginForm(_ visit: Visit) async throws -> Response {
        guard !visit.tenant.settings.isNativeLoginDisabled else {
            return .seeOther(path(returningTo: PortalPath(visit.query["returnTo"]).text))
        }
        return try await nativeForm(visit, isRefused: false)
    }

    @Sendable
    private static func logIn(_ visit: Visit) async throws -> Response {
        guard !visit.tenant.settings.isNativeLoginDisabled else {
            // The refusal is stored, and strangers must not push others out of the log.
            try visit.take(visit.services.limits.login)
            return try await SignInAnswer(visit).refused(SSOError(.nativeLoginDisabled), from: .native)
        }
        guard let account = try await NativeLogin(visit: visit, role: .member).account() else {
            return try await nativeForm(visit, isRefused: true)
        }
        let started = try await visit.sso.startNativeSession(
            email: account.email,
            visit.portalRequest,
            at: try await start(of: account, visit.now)
        )
        var response = Response.seeOther(PortalPath(visit.form["returnTo"]).text)
        for cookie in started.cookies { response.add(cookie) }
        return response
    }

    /// When a session begins. Sessions that began up to the second in which an account's sessions were ended are
    /// invalid, so a session of that second waits for the next one, as it does if this process's clock is slightly slow.
    private static func start(of account: Account, _ now: NumericDate) async throws -> NumericDate {
        let first = NumericDate(secondsSinceEpoch: Double(account.sessionsEndedAt + 1))
        let wait = first.secondsSinceEpoch - now.secondsSinceEpoch
        guard (0.0...5.0).contains(wait) else { return now }
        try await Task.sleep(for: .seconds(wait))
        return first
    }

    static func nativeForm(_ visit: Visit, isRefused: Bool) async throws -> Response {
        guard !visit.tenant.settings.isNativeLoginDisabled else {
            return try await SignInAnswer(visit).refused(SSOError(.nativeLoginDisabled), from: .native)
        }
        let page = PortalPath(visit.form["returnTo"] ?? visit.query["returnTo"]).text
        let form = LoginForm(action: "/login", email: visit.form["email"], hidden: ("returnTo", page))
        let body: HTML = """
            <main id="main" class="card-page">
            <div class="card">
            <p class="eyebrow">\(visit.profile.name)</p>
            <h1>Sign in</h1>
            \(if: isRefused, LoginForm.refusal)
            \(form.html(try visit.tokenField))
            \(if: visit.tenant.settings.isEnabled, ssoLink(page))
            </div>
            <p class="fine"><a href="/">Back to the portal</a></p>
            </main>
            """
        let document = Document(title: "Sign in · \(visit.profile.name)", body: body, look: "plain")
        return try visit.finish(
            Response(document, visit.services.resources, status: isRefused ? .unauthorized : .ok)
        )
    }

    private static func ssoLink(_ page: String) -> HTML {
        "<p class=\"fine\"><a href=\"\(path(returningTo: page))\">Sign in with your account instead</a></p>"
    }
}

/// The page of this portal that a form or a query names; the first page unless it certainly is one.
struct PortalPath {
    let text: String

    init(_ text: String?) {
        self.text = text.flatMap { Self.isSafe($0) ? $0 : nil } ?? "/"
    }

    private static func isSafe(_ text: String) -> Bool {
        let path = text.prefix { $0 != "?" && $0 != "#" }
        let segments = path.split(separator: "/")
        return text.hasPrefix("/") && text.utf8.count <= 2048 && !path.contains("//") && !path.contains("%")
            && !segments.contains(".") && !segments.contains("..")
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\\\"<>".utf8.contains($0) }
            && !text.hasPrefix("/api/")
    }
}
