// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
package import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import UnixSignals

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
        router.add(middleware: RequestMetrics(metrics: services.metrics))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorAnswers(services: services))
        let routes = Routes(router: router, services: services)
        Assets.add(to: routes)
        PublicPages.add(to: routes)
        SignInPages.add(to: routes)
        WidgetAPI.add(to: routes)
        AdminLogin.add(to: routes)
        AccountSettings.add(to: routes)
        SettingsRoutes.add(to: routes)
        return router
    }

    /// - Parameter idleTimeout: When a connection without a complete request is closed, so that strangers can't use up
    ///   the process's connections.
    func application(idleTimeout: TimeAmount = .seconds(60)) -> Application<RouterResponder<PortalContext>> {
        let listen = services.configuration.listen
        return Application(
            router: router(),
            server: .http1(configuration: .init(idleTimeout: idleTimeout)),
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port),
                serverName: nil
            ),
            logger: logger
        )
    }

    private func management() -> Application<RouterResponder<BasicRequestContext>> {
        let address = services.configuration.management
        return Application(
            router: Management(services: services).router(),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                serverName: nil
            ),
            logger: logger
        )
    }

    /// Serves until the process is told to stop. Then it accepts no new requests, and waits for those in progress for
    /// as long as the configuration says.
    package func run() async throws {
        try await MasterKeyCheck(services: services).run(logger)
        var configuration = ServiceGroupConfiguration(
            // Services stop in the reverse order.
            services: [
                .init(service: Housekeeping(services: services, logger: logger)),
                .init(service: management()), .init(service: application()),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(services.configuration.shutdownSeconds)
        try await ServiceGroup(configuration: configuration).run()
    }
}
