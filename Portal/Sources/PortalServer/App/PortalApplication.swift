// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
package import Logging

/// The portal as a server.
package struct PortalApplication: Sendable {
    let services: AppServices
    let logger: Logger

    package init(services: AppServices, logger: Logger) {
        self.services = services
        self.logger = logger
    }

    /// Every route of the portal.
    func router() -> Router<PortalContext> {
        let router = Router(context: PortalContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestLog(proxies: services.configuration.trustedProxies))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorAnswers(services: services))
        let routes = Routes(router: router, services: services)
        Assets.add(to: routes)
        PublicPages.add(to: routes)
        AdminLogin.add(to: routes)
        SettingsRoutes.add(to: routes)
        return router
    }

    func application() -> Application<RouterResponder<PortalContext>> {
        let listen = services.configuration.listen
        return Application(
            router: router(),
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port),
                serverName: nil
            ),
            logger: logger
        )
    }

    /// Serves until the process is told to end; requests under way are answered before that.
    package func run() async throws {
        try await application().runService()
    }
}
