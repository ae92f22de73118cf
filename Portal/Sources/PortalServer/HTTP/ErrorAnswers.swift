// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ProductBridgeSSO

/// Makes an answer of whatever is thrown: a page, or JSON below `/api/widget`.
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
            let page = Self.page(for: error)
            if page.status.code >= 500 {
                // Errors of the stores and the library hold no value of any record.
                context.logger.error("failed", metadata: ["error": .string("\(error)")])
            }
            return answer(page, request, context)
        }
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

    private func answer(_ error: PageError, _ request: Request, _ context: PortalContext) -> Response {
        var response =
            if request.uri.path.hasPrefix("/api/widget") {
                WidgetError(code: error.code, message: error.message, reference: context.requestID)
                    .response(error.status)
            } else {
                ErrorPage(error: error, requestID: context.requestID).response(services.resources)
            }
        if let seconds = error.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }
}
