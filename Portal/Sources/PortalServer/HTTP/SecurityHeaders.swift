// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird

/// The security headers of every answer. A page that needs another policy has already set it.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = PortalContext

    func handle(
        _ request: Request,
        context: PortalContext,
        next: (Request, PortalContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        func add(_ name: HTTPField.Name, _ value: String) {
            if response.headers[name] == nil { response.headers[name] = value }
        }
        add(.contentSecurityPolicy, ContentPolicy().text)
        add(.xContentTypeOptions, "nosniff")
        add(.referrerPolicy, "same-origin")
        add(.xFrameOptions, "DENY")
        add(.permissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        add(.cacheControl, "no-store")
        if context.client.isSecure { add(.strictTransportSecurity, "max-age=63072000; includeSubDomains") }
        return response
    }
}

/// A page's Content-Security-Policy: nothing inline, and nothing from other sites except pictures of people.
struct ContentPolicy {
    /// Whether a form on the page redirects to other sites: browsers apply `form-action` to redirects after a form too,
    /// and a customer's login page may redirect further.
    var formsLeadAnywhere = false

    var text: String {
        """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https:; connect-src 'self'; \
        base-uri 'none'; frame-ancestors 'none'; \
        form-action 'self'\(formsLeadAnywhere ? " https: http://localhost:* http://*.localhost:*" : "")
        """
    }
}

extension HTTPField.Name {
    static let referrerPolicy = Self("Referrer-Policy") ?? .accept
    static let xFrameOptions = Self("X-Frame-Options") ?? .accept
    static let permissionsPolicy = Self("Permissions-Policy") ?? .accept
    static let forwardedFor = Self("X-Forwarded-For") ?? .accept
    static let forwardedProto = Self("X-Forwarded-Proto") ?? .accept
}
