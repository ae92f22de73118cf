// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// An administrator's request to the settings.
struct AdminVisit: Sendable {
    let visit: Visit
    let administrator: Account

    var services: AppServices { visit.services }
    var sso: SingleSignOn { visit.sso }
    var tenant: Tenant { visit.tenant }
    var organization: OrganizationID { visit.organization }
    var form: Form { visit.form }
    var query: Form { visit.query }
    var now: NumericDate { visit.now }
    /// The audit's name for the administrator.
    var name: String { administrator.email }

    /// Nil if the browser has no administrator's session at this organization.
    init?(_ visit: Visit) async throws {
        guard let credential = CookieJar(visit.request)[AdminSessions.cookie],
            let administrator = try await visit.services.adminSessions.administrator(
                credential,
                of: visit.organization,
                at: visit.now
            )
        else { return nil }
        self.visit = visit
        self.administrator = administrator
    }

    /// A page of the settings, within its frame.
    ///
    /// - Parameters:
    ///   - title: The page's title.
    ///   - current: The path of the menu entry for the page, such as `/settings/sso/keys`.
    ///   - content: The page's content.
    ///   - status: The HTTP status.
    ///   - policy: The page's policy.
    func page(
        _ title: String,
        current: String,
        status: HTTPResponse.Status = .ok,
        policy: ContentPolicy = ContentPolicy(),
        _ content: HTML
    ) throws -> Response {
        let frame = try SettingsFrame(admin: self, current: current).html(content)
        let document = Document(
            title: "\(title) · \(visit.profile.name) settings",
            body: frame,
            scripts: [services.resources.settingsScriptPath],
            look: "settings"
        )
        var response = try visit.finish(
            Response(document, services.resources, status: status, policy: policy)
        )
        if doneMessage != nil { response.add(try .deleting(Self.doneCookie)) }
        return response
    }

    /// Redirects to a page of the settings after a form, with a sentence to show there. The sentence is in a cookie, so
    /// that no stranger's link can make the settings show one.
    func done(_ path: String, _ message: String? = nil) -> Response {
        var response = Response.seeOther(path)
        if let message,
            let cookie = try? SetCookie(
                name: Self.doneCookie,
                value: PercentEncoding.query(message),
                maxAge: 60
            )
        {
            response.add(cookie)
        }
        return response
    }

    /// The sentence about the last form.
    var doneMessage: String? {
        CookieJar(visit.request)[Self.doneCookie].flatMap { Form("message=\($0)")["message"] }
    }

    private static let doneCookie = "__Host-pb-done"
}

extension Visit {
    /// Adds the cookie that pages with forms need: the number behind their token.
    func finish(_ response: Response) throws -> Response {
        var response = response
        if !formToken.isKnown { response.add(try formToken.setCookie) }
        return response
    }
}

extension Response {
    mutating func add(_ cookie: SetCookie) {
        headers.append(HTTPField(name: .setCookie, value: cookie.headerValue))
    }
}
