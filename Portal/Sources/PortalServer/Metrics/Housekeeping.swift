// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ProductBridgeIdentity
internal import ProductBridgeSSO
internal import ServiceLifecycle

/// Regularly removes expired data. Any number of processes may do so.
struct Housekeeping: Service {
    let services: AppServices
    let logger: Logger
    var interval = Duration.seconds(600)

    /// How long the daily counts of refusals are kept.
    private static let countsKept = 90.0 * 86_400

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var round = 0
            while !Task.isCancelled {
                await tidy("expired records stay", removeExpired)
                if round.isMultiple(of: 100) { await tidy("old counts stay", removeOldCounts) }
                round += 1
                try? await Task.sleep(for: interval)
            }
        }
    }

    private func tidy(_ failure: Logger.Message, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch is CancellationError {
            return
        } catch {
            logger.warning(failure, metadata: ["error": .string("\(error)")])
        }
    }

    func removeExpired() async throws {
        let now = services.clock()
        while try await services.sso.removeExpired(limit: 500, at: now) == 500, !Task.isCancelled {}
        try await services.adminSessions.removeExpired(at: now)
    }

    func removeOldCounts() async throws {
        let oldest = NumericDate(secondsSinceEpoch: services.clock().secondsSinceEpoch - Self.countsKept)
        var last: OrganizationID?
        repeat {
            let page = try await services.store.organizations(after: last, limit: 100)
            for organization in page {
                try await services.sso.removeRefusalCounts(of: organization, before: oldest)
            }
            last = page.last
        } while last != nil && !Task.isCancelled
    }
}
