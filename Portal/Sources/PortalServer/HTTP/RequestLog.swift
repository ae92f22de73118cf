// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ProductBridgeIdentity

/// Logs one line per request, without its query, form and cookies, which can contain tokens and passwords.
struct RequestLog: RouterMiddleware {
    typealias Context = PortalContext

    let proxies: TrustedProxies

    func handle(
        _ request: Request,
        context: PortalContext,
        next: (Request, PortalContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = String(try Secret.generate().prefix(16))
        context.client = ClientAddress(
            peer: context.peer,
            forwardedFor: request.headers[values: .forwardedFor],
            forwardedProto: request.headers[values: .forwardedProto],
            trusting: proxies
        )
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request"] = .string(context.requestID)
        let began = ContinuousClock.now
        let response = try await next(request, context)
        let duration = (ContinuousClock.now - began) / .milliseconds(1)
        context.logger.info(
            "answered",
            metadata: [
                "method": .string(request.method.rawValue),
                // The route's pattern, so that paths invented by strangers don't fill the log.
                "route": .string(context.endpointPath ?? "none"),
                "status": .stringConvertible(response.status.code),
                "ms": .stringConvertible((duration * 10).rounded() / 10),
                "client": .string(context.client.text),
            ]
        )
        return response
    }
}
