// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ProductBridgeSSO
internal import ServiceLifecycle

/// Regularly removes expired data. Any number of processes may do so.
struct Housekeeping: Service {
    let services: AppServices
    let logger: Logger
    var interval = Duration.seconds(600)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await tidy()
                try? await Task.sleep(for: interval)
            }
        }
    }

    func tidy() async {
        do {
            let now = services.clock()
            while try await services.sso.removeExpired(limit: 500, at: now) == 500, !Task.isCancelled {}
            try await services.adminSessions.removeExpired(at: now)
        } catch is CancellationError {
            return
        } catch {
            logger.warning("expired records stay", metadata: ["error": .string("\(error)")])
        }
    }
}
