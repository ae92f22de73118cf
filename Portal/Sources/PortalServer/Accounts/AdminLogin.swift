// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import Logging
internal import ProductBridgeSSO

/// The administrators' own login.
enum AdminLogin {
    static func add(to routes: Routes) {
        routes.get("/admin/login") { visit in
            if try await AdminVisit(visit) != nil { return .seeOther("/settings") }
            return try page(visit)
        }
        routes.post("/admin/login", logIn)
        routes.post("/admin/logout") { visit in
            if let credential = CookieJar(visit.request)[AdminSessions.cookie] {
                try await visit.services.adminSessions.end(credential)
            }
            var response = Response.seeOther("/admin/login")
            response.add(try .deleting(AdminSessions.cookie))
            return response
        }
    }

    /// Redirects to the login, which then leads back to the page.
    static func leadOn(_ visit: Visit) -> Response {
        let path = visit.request.uri.path
        guard visit.request.method == .get, path.hasPrefix("/settings") else {
            return .seeOther("/admin/login")
        }
        return .seeOther("/admin/login?next=\(PercentEncoding.query(path))")
    }

    @Sendable
    private static func logIn(_ visit: Visit) async throws -> Response {
        let login = NativeLogin(visit: visit, role: .administrator)
        guard let account = try await login.account() else { return try page(visit, isRefused: true) }
        let services = visit.services
        if let old = CookieJar(visit.request)[AdminSessions.cookie] {
            try await services.adminSessions.end(old)
        }
        var response = Response.seeOther(nextPage(visit.form["next"]))
        response.add(try await services.adminSessions.begin(account, of: visit.organization, at: visit.now))
        return response
    }

    private static func page(_ visit: Visit, isRefused: Bool = false) throws -> Response {
        let next = visit.form["next"] ?? visit.query["next"]
        let body: HTML = """
            <main id="main" class="card-page">
            <div class="card">
            <p class="eyebrow">\(visit.profile.name)</p>
            <h1>Administration</h1>
            \(if: isRefused, LoginForm.refusal)
            \(LoginForm(action: "/admin/login", email: visit.form["email"], hidden: ("next", nextPage(next))).html(
                try visit.tokenField
            ))
            </div>
            <p class="fine"><a href="/">Back to the portal</a></p>
            </main>
            """
        let document = Document(title: "Administration · \(visit.profile.name)", body: body, look: "plain")
        return try visit.finish(
            Response(document, visit.services.resources, status: isRefused ? .unauthorized : .ok)
        )
    }

    /// A page of the settings: the requested one, or the first if that isn't one.
    private static func nextPage(_ text: String?) -> String {
        guard let text, text == "/settings" || text.hasPrefix("/settings/"), !text.contains("//"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return "/settings" }
        return text
    }
}
