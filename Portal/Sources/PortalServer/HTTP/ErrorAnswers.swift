// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ProductBridgeSSO

/// Turns every error into an answer: a page, or JSON below `/api/widget`.
struct ErrorAnswers: RouterMiddleware {
    typealias Context = PortalContext

    let services: AppServices

    func handle(
        _ request: Request,
        context: PortalContext,
        next: (Request, PortalContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            if request.uri.path.hasPrefix(WidgetRoutes.path) { return Self.json(error, context) }
            let page = Self.told(error, context)
            var response = ErrorPage(error: page, requestID: context.requestID).response(services.resources)
            if let seconds = page.retryAfter { response.headers[.retryAfter] = String(seconds) }
            return response
        }
    }

    /// The answer in JSON.
    static func json(_ error: any Error, _ context: PortalContext) -> Response {
        let page = told(error, context)
        var response = WidgetError(code: page.code, message: page.message, reference: context.requestID)
            .response(page.status)
        if let seconds = page.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    /// What to tell the visitor about an error; logs it if it is the server's fault.
    private static func told(_ error: any Error, _ context: PortalContext) -> PageError {
        let page = page(for: error)
        if page.status.code >= 500 {
            // Errors of the stores and the library contain no value of any record.
            context.logger.error("failed", metadata: ["error": .string("\(error)")])
        }
        return page
    }

    static func page(for error: any Error) -> PageError {
        switch error {
        case let page as PageError: page
        case PasswordFailure.busy: .tooMany(retryAfter: 5)
        case let error as SSOError where error.code == .storeBusy: .unavailable
        case let error as SSOError where error.httpStatus < 500:
            PageError(
                status: HTTPResponse.Status(code: error.httpStatus),
                code: error.name,
                title: "That did not work",
                message: error.visitorMessage
            )
        case let error as any HTTPResponseError:
            switch error.status {
            case .notFound: .notFound
            case .methodNotAllowed: .methodNotAllowed
            case .contentTooLarge: .tooLarge
            default: error.status.code < 500 ? .malformed : .failure
            }
        default: StoreFailure.isUnavailable(error) ? .unavailable : .failure
        }
    }
}
