// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import NIOCore
internal import ProductBridgeSSO
internal import ServiceLifecycle

/// Health, readiness and metrics, on a separate port, only for this machine.
struct Management {
    let services: AppServices

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/healthz") { _, _ in Self.text("ok\n") }
        router.get("/readyz") { _, _ in
            do {
                // Tries only a read, because a write would wait for other commits.
                _ = try await services.store.organizations(after: nil, limit: 1)
                return Self.text("ready\n")
            } catch {
                return Self.text("the database can't be read\n", status: .serviceUnavailable)
            }
        }
        router.get("/metrics") { _, _ in
            Self.text(services.metrics.text, type: "text/plain; version=0.0.4; charset=utf-8")
        }
        return router
    }

    private static func text(
        _ text: String,
        type: String = "text/plain; charset=utf-8",
        status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
