// SPDX-License-Identifier: Apache-2.0

internal import CoreMetrics
internal import Hummingbird

/// Counts requests and how long they take, by route, method and status.
struct RequestMetrics: RouterMiddleware {
    typealias Context = PortalContext

    let metrics: PrometheusMetrics

    func handle(
        _ request: Request,
        context: PortalContext,
        next: (Request, PortalContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        let response = try await next(request, context)
        // The route's pattern: all paths invented by strangers are one label.
        let route = context.endpointPath ?? "none"
        let labels = [("route", route), ("method", Self.method(request))]
        Counter(
            label: "portal_requests",
            dimensions: labels + [("status", String(response.status.code))],
            factory: metrics
        ).increment()
        let duration = (ContinuousClock.now - began) / .nanoseconds(1)
        Timer(label: "portal_request_duration_seconds", dimensions: labels, factory: metrics)
            .recordNanoseconds(Int64(duration))
        return response
    }

    private static func method(_ request: Request) -> String {
        [.get, .post, .head, .options].contains(request.method) ? request.method.rawValue : "other"
    }
}
