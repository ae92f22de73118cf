// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeSSO

/// The operator's commands.
package struct Operations: Sendable {
    /// The audit's name for the operator.
    static let name = "operator"

    let services: AppServices

    package init(services: AppServices) {
        self.services = services
    }

    package func createOrganization(_ id: String, hosts: [String], name: String) async throws {
        let organization = try Self.organization(id)
        guard (1...100).contains(name.trimmed.count) else {
            throw ConfigurationFailure("An organization's name must have 1 to 100 characters.")
        }
        let portalHosts = try hosts.map { text throws(ConfigurationFailure) in
            // Plain http is only for a developer's machine.
            if let host = try? PortalHost(text, insecureLoopback: true) { return host }
            guard let host = try? PortalHost(text) else {
                throw ConfigurationFailure(
                    "A portal host must be a host name such as feedback.example.com: \(text)"
                )
            }
            return host
        }
        try await Self.explaining {
            try await services.sso.createTenant(
                organization,
                hosts: portalHosts,
                by: Self.name,
                at: services.clock()
            )
            try await services.organizations.setProfile(
                OrganizationProfile(name: name.trimmed, widgetOrigins: []),
                of: organization
            )
        }
    }

    package func createAccount(
        _ role: Account.Role,
        of id: String,
        email: String,
        name: String,
        password: String,
        replacing: Bool,
        by administrator: String = Self.name
    ) async throws {
        let organization = try Self.organization(id)
        let email = email.trimmed
        guard email.contains("@"), email.utf8.count <= 320, !email.contains(where: \.isWhitespace) else {
            throw ConfigurationFailure("This isn't an e-mail address: \(email)")
        }
        try Self.demand(password)
        try await Self.explaining {
            _ = try await services.sso.tenant(organization)
            let hash = try await services.passwords.hash(password)
            let now = services.clock()
            let isCreated = try await services.accounts.create(
                role,
                email: email,
                name: name.trimmed,
                password: hash,
                of: organization,
                by: administrator,
                at: now
            )
            guard !isCreated else { return }
            guard replacing else {
                throw ConfigurationFailure(
                    "\(email) has an account already. For a new password add --replace."
                )
            }
            _ = try await services.accounts.setPassword(
                hash,
                role,
                email: email,
                of: organization,
                by: administrator,
                at: now
            )
        }
    }

    /// Removes an administrator, and ends their sessions.
    package func removeAdministrator(_ email: String, of id: String) async throws {
        let organization = try Self.organization(id)
        let email = email.trimmed
        try await Self.explaining {
            let isRemoved = try await services.accounts.remove(
                .administrator,
                email: email,
                of: organization,
                by: Self.name,
                at: services.clock()
            )
            guard isRemoved else {
                throw ConfigurationFailure("\(organization) has no administrator \(email).")
            }
        }
    }

    /// Generates an organization's secret into a new file with mode 0600, as Settings → SSO → API Keys does on a page.
    package func createSecret(of id: String, name: String, file: String) async throws {
        let organization = try Self.organization(id)
        try await Self.explaining {
            // Create the file before the secret, so that no secret is created whose text is lost.
            let target = try SecretFile(file)
            do {
                let key = try await services.sso.generateKey(
                    name: name,
                    of: organization,
                    by: Self.name,
                    at: services.clock()
                )
                try target.write(key.reveal())
            } catch {
                target.remove()
                throw error
            }
        }
    }

    /// Seals every secret with the current master key.
    package func reseal() async throws {
        try await Self.explaining {
            var last: OrganizationID?
            repeat {
                last = try await services.sso.resealKeys(after: last, at: services.clock())
            } while last != nil
        }
    }

    /// Only the length counts; there are no composition rules (NIST SP 800-63B, 5.1.1.2).
    static func demand(_ password: String) throws(ConfigurationFailure) {
        guard password.count >= 10, password.utf8.count <= NativeLogin.longestPassword else {
            throw ConfigurationFailure("A password must have at least 10 characters and at most 1024 bytes.")
        }
    }

    static func organization(_ id: String) throws(ConfigurationFailure) -> OrganizationID {
        guard let organization = OrganizationID(rawValue: id) else {
            throw ConfigurationFailure(
                "An organization's id must be 1 to 128 ASCII letters, digits, '-', '_' and '.': \(id)"
            )
        }
        return organization
    }

    /// Turns the library's errors into sentences.
    static func explaining<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as SSOError {
            throw ConfigurationFailure(error.administratorMessage)
        } catch  where StoreFailure.isUnavailable(error) {
            throw ConfigurationFailure("The database failed: \(error)")
        }
    }
}
