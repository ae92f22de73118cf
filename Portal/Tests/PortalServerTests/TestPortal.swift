// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import PortalRecords
import PortalSQLite
import ProductBridgeIdentity
import ProductBridgeSSO
import Synchronization

@testable import PortalServer

/// A portal with an organization, an administrator and a secret, in the test's own folder.
struct TestPortal: Sendable {
    /// The host that Hummingbird's test client requests.
    static let host = "localhost"
    static let adminEmail = "root@portal.example"
    static let password = "correct horse battery"
    static let start = 1_900_000_000.0

    let services: AppServices
    let application: PortalApplication
    /// The organization's secret, which the customer's server signs with.
    let secret: String
    let folder: String
    let masterKey: String
    let clock: TestClock

    var organization: OrganizationID { get throws { try Operations.organization("acme") } }

    /// Runs a test with its own portal.
    static func run(
        limits: RateLimits = RateLimits(),
        proxies: [String] = [],
        _ body: (TestPortal) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("portal-server-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try await SQLitePortalStore(
            path: folder.path + "/portal.sqlite",
            busyTimeout: .milliseconds(200)
        )
        try await body(TestPortal(store: store, folder: folder.path, limits: limits, proxies: proxies))
    }

    init(store: any StatementStore, folder: String, limits: RateLimits, proxies: [String]) async throws {
        let clock = TestClock()
        var configuration = try PortalConfiguration(environment: [:])
        configuration.trustedProxies = TrustedProxies(proxies) ?? .none
        self.folder = folder
        self.clock = clock
        masterKey = try MasterKeys.generate()
        services = AppServices(
            configuration: configuration,
            store: store,
            sso: try SingleSignOn(
                store: store,
                masterKeys: MasterKeys(current: masterKey),
                policy: AppServices.policy
            ),
            limits: limits,
            // Cheap hashes, because hundreds of tests sign in at once; other tests cover the standard costs.
            passwords: PasswordWorkers(costs: .init(logN: 4, r: 8, p: 1)),
            clock: { clock.now }
        )
        application = PortalApplication(
            services: services,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let operations = Operations(services: services)
        try await operations.createOrganization("acme", hosts: [Self.host], name: "Acme & Sons")
        try await operations.createAccount(
            .administrator,
            of: "acme",
            email: Self.adminEmail,
            name: "Root",
            password: Self.password,
            replacing: false
        )
        secret = try await services.sso.generateKey(
            name: "production",
            of: Operations.organization("acme"),
            by: Self.adminEmail,
            at: clock.now
        ).reveal()
    }

    /// A token as a customer's server signs it.
    func token(
        _ email: String = "ada@example.com",
        name: String? = "Ada Lovelace",
        userID: String? = "7",
        lifetime: Duration = .seconds(3600),
        change: (inout IdentityClaims) -> Void = { _ in }
    ) throws -> String {
        var claims = IdentityClaims(email: email, userID: userID, name: name)
        claims.tokenID = UUID().uuidString
        change(&claims)
        let issuer = try IdentityIssuer(secret: Secret(secret), lifetime: lifetime)
        return try issuer.issue(claims, at: clock.now)
    }

    /// Runs a test with the portal's routes and a browser without cookies.
    func browse(_ body: @escaping @Sendable (Browser) async throws -> Void) async throws {
        try await application.application().test(.router) { client in
            try await body(Browser(client: client))
        }
    }
}

/// A clock that changes only when the test sets it.
final class TestClock: Sendable {
    private let seconds = Mutex(TestPortal.start)

    var now: NumericDate { seconds.withLock { NumericDate(secondsSinceEpoch: $0) } }

    func advance(by seconds: Double) {
        self.seconds.withLock { $0 += seconds }
    }
}
