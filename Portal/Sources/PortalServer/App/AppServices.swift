// SPDX-License-Identifier: Apache-2.0

package import PortalRecords
package import ProductBridgeIdentity
package import ProductBridgeSSO

/// The services that the portal's pages use. One value serves all requests.
package struct AppServices: Sendable {
    package let configuration: PortalConfiguration
    package let store: any StatementStore
    package let sso: SingleSignOn
    package let organizations: Organizations
    package let accounts: Accounts
    package let passwords: PasswordWorkers
    /// The clock; tests pass their own.
    package let clock: @Sendable () -> NumericDate
    let adminSessions: AdminSessions
    let feedback: Feedback
    let refusals: Refusals
    let tokenNotes: TokenNotes
    let redirectTests: RedirectTests
    let resources = StaticResources()
    let metrics = PrometheusMetrics()
    let limits: RateLimits

    package init(
        configuration: PortalConfiguration,
        store: any StatementStore,
        masterKeys: MasterKeys,
        clock: @escaping @Sendable () -> NumericDate = { .now }
    ) throws {
        self.init(
            configuration: configuration,
            store: store,
            sso: try SingleSignOn(store: store, masterKeys: masterKeys, policy: Self.policy),
            limits: RateLimits(),
            passwords: PasswordWorkers(),
            clock: clock
        )
    }

    /// The policy for tokens, and one that is only tried, so that the settings can show whom a required user hash would
    /// refuse.
    static let policy: SingleSignOn.Policy = {
        var policy = SingleSignOn.Policy()
        policy.widgetReporting = .widget.requiringUserHash()
        return policy
    }()

    init(
        configuration: PortalConfiguration,
        store: any StatementStore,
        sso: SingleSignOn,
        limits: RateLimits,
        passwords: PasswordWorkers,
        clock: @escaping @Sendable () -> NumericDate
    ) {
        self.configuration = configuration
        self.store = store
        self.sso = sso
        self.limits = limits
        self.passwords = passwords
        self.clock = clock
        organizations = Organizations(store: store)
        accounts = Accounts(store: store)
        adminSessions = AdminSessions(store: store)
        feedback = Feedback(store: store)
        refusals = Refusals(store: store)
        tokenNotes = TokenNotes(store: store)
        redirectTests = RedirectTests(store: store)
    }
}
