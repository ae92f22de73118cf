// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// A request to an organization's portal, with everything that pages need.
struct Visit: Sendable {
    let services: AppServices
    let request: Request
    let context: PortalContext
    /// The portal's host in the request.
    let host: PortalHost
    let tenant: Tenant
    let profile: OrganizationProfile
    let formToken: FormToken
    /// The form of a POST, whose token has been checked; empty for a GET.
    let form: Form
    /// The form's raw text.
    let formText: String
    let now: NumericDate

    var organization: OrganizationID { tenant.organization }
    var sso: SingleSignOn { services.sso }
    var query: Form { Form(request.uri.query ?? "") }

    /// Reads a request.
    ///
    /// - Throws: A ``PageError`` for a host without a portal, for a body that is too large, and for a form that isn't
    ///   ours.
    init(_ request: Request, _ context: PortalContext, _ services: AppServices) async throws {
        self.services = services
        self.context = context
        now = services.clock()
        host = try Self.host(of: request, context)
        do {
            tenant = try await services.sso.tenant(host: host)
        } catch let error as SSOError where error.code == .unknownOrganization {
            throw PageError.unknownPortal
        }
        profile = try await services.organizations.profile(of: tenant.organization)
        formToken = try FormToken(cookie: CookieJar(request)[FormToken.cookie])

        var request = request
        if request.method == .post {
            let body = try await request.collectBody(upTo: PortalContext.largestBody)
            formText = String(buffer: body)
            form = Form(formText)
        } else {
            (formText, form) = ("", Form(""))
        }
        self.request = request
    }

    private static func host(of request: Request, _ context: PortalContext) throws -> PortalHost {
        guard let text = request.head.authority else { throw PageError.unknownPortal }
        // Plain http is for a developer's machine; otherwise there is a proxy in front that isn't configured.
        if !context.client.isSecure, let host = try? PortalHost(text, insecureLoopback: true) { return host }
        guard let host = try? PortalHost(text) else { throw PageError.unknownPortal }
        return host
    }

    /// The request in the library's form.
    var portalRequest: PortalRequest {
        PortalRequest(
            host: host,
            method: request.method.rawValue,
            query: request.uri.query ?? "",
            form: formText
        ) { name in
            guard let field = HTTPField.Name(name) else { return nil }
            let values = request.headers[values: field]
            guard !values.isEmpty else { return nil }
            return name == "cookie" ? values.joined(separator: "; ") : values[0]
        }
    }

    /// Whether a POST's form came from a page of this portal: both the browser and the form have to confirm it.
    var isOwnForm: Bool {
        get throws { try portalRequest.isSameOrigin && formToken.admits(form) }
    }

    /// A value of the path, such as `id`.
    func parameter(_ name: String) throws -> String {
        guard let value = context.parameters.get(name) else { throw PageError.notFound }
        return value
    }

    /// The hidden field at the start of every form.
    var tokenField: HTML {
        get throws { "<input type=\"hidden\" name=\"form_token\" value=\"\(try formToken.text)\">" }
    }
}

/// The cookies of a request, by name. Cookies with the same name are all ignored, because another host of the domain
/// may have set one.
struct CookieJar {
    private var values: [String: String?] = [:]

    init(_ request: Request) {
        for header in request.headers[values: .cookie] {
            for piece in header.split(separator: ";") {
                let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                let name = String(parts[0]).trimmed
                values[name] = .some(values.keys.contains(name) ? nil : String(parts[1]).trimmed)
            }
        }
    }

    subscript(name: String) -> String? { values[name] ?? nil }
}
