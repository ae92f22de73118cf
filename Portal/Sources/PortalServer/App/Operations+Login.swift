// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeSSO

extension Operations {
    /// Restores ProductBridge's own login for people who are locked out, when their organization asks for it: shows its
    /// form again, and makes the passwords valid that single sign-on has suspended. Doesn't change single sign-on.
    ///
    /// - Returns: How many passwords were made valid.
    package func restoreLogin(of id: String) async throws -> Int {
        let organization = try Self.organization(id)
        return try await Self.explaining {
            try await services.sso.changeSettings(of: organization, by: Self.name, at: services.clock()) {
                settings,
                _ in
                settings.breakGlass()
            }
            return try await services.accounts.restore(
                of: organization,
                by: Self.name,
                at: services.clock()
            )
        }
    }
}
