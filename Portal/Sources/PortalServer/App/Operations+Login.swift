// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeSSO

extension Operations {
    /// Puts ProductBridge's own login back for people who are locked out, on their organization's word: shows its form
    /// again, and makes the passwords valid that single sign-on has suspended. Single sign-on stays as it is.
    ///
    /// - Returns: How many passwords were suspended.
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
