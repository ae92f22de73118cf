// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Adds the widget's routes: JSON for pages of other sites, without cookies or other credentials of the browser.
struct WidgetRoutes {
    let router: Router<PortalContext>
    let services: AppServices

    static let path = "/api/widget"

    func post<Body: WidgetBody>(
        _ name: String,
        _ answer: @escaping @Sendable (WidgetCall<Body>) async throws -> Response
    ) {
        add(.post, name) { request in
            var request = request
            let bytes = try await request.collectBody(upTo: PortalContext.largestBody)
            do {
                return try JSONDecoder().decode(Body.self, from: Data(bytes.readableBytesView))
            } catch {
                throw WidgetRefusal(
                    status: .badRequest,
                    code: "malformed_request",
                    message: "The body must be a JSON object whose values have the documented types."
                )
            }
        } answer: {
            try await answer($0)
        }
    }

    func get<Body: WidgetBody>(
        _ name: String,
        _ answer: @escaping @Sendable (WidgetCall<Body>) async throws -> Response
    ) {
        add(.get, name) { request in
            let organization = Form(request.uri.query ?? "")["organizationId"]
            let body = try JSONEncoder().encode(organization.map { ["organizationId": $0] } ?? [:])
            return try JSONDecoder().decode(Body.self, from: body)
        } answer: {
            try await answer($0)
        }
    }

    /// Answers preflight requests of any page: only the request itself names the organization. Each path needs its own
    /// route, because the router would not match a wildcard next to the named paths.
    private func allowPreflight(_ name: String) {
        router.on("\(Self.path)/\(name)", method: .options) { _, _ in
            Response(
                status: .noContent,
                headers: [
                    .accessControlAllowOrigin: "*",
                    .accessControlAllowMethods: "GET, POST",
                    .accessControlAllowHeaders: "authorization, content-type",
                    .accessControlMaxAge: "600",
                ]
            )
        }
    }

    private func add<Body: WidgetBody>(
        _ method: HTTPRequest.Method,
        _ name: String,
        read: @escaping @Sendable (Request) async throws -> Body,
        answer: @escaping @Sendable (WidgetCall<Body>) async throws -> Response
    ) {
        allowPreflight(name)
        let services = services
        router.on("\(Self.path)/\(name)", method: method) { request, context in
            var response: Response
            do {
                let call = try await WidgetCall(request, context, services, body: read(request))
                response = try await answer(call)
            } catch let refusal as WidgetRefusal {
                let reference = refusal.reference ?? context.requestID
                response = WidgetError(code: refusal.code, message: refusal.message, reference: reference)
                    .response(refusal.status)
                // The page must not read anything.
                if refusal.code == WidgetRefusal.originNotAllowed.code { return response }
            } catch {
                response = ErrorAnswers.json(error, context)
            }
            response.headers[.accessControlAllowOrigin] = "*"
            response.headers[.accessControlExposeHeaders] = "retry-after"
            return response
        }
    }
}
