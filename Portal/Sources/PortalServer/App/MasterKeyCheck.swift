// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ProductBridgeSSO

/// Checks at the start, not only at the first sign-in, whether the master keys are those of the database.
struct MasterKeyCheck {
    let services: AppServices

    /// Logs an error if secrets can't be opened. The portal still starts: without its key a database is still useful,
    /// and administrators can regenerate the secrets.
    func run(_ logger: Logger) async throws {
        guard let problem = try await problem() else { return }
        logger.error("\(problem)")
    }

    /// What is wrong, and what to do; nil if every valid secret can be opened.
    func problem() async throws -> String? {
        var closed: [String] = []
        var last: OrganizationID?
        repeat {
            let page = try await services.store.organizations(after: last, limit: 100)
            for organization in page where try await !opens(organization) {
                closed.append(organization.rawValue)
            }
            last = page.last
        } while last != nil
        guard let first = closed.first else { return nil }
        let whose = closed.count == 1 ? first : "\(closed.count) organizations, such as \(first)"
        let files = services.configuration.masterKeyFiles.joined(separator: ", ")
        return """
            The master key in \(files) doesn't open the secrets of \(whose): nobody can sign in there. Start with the \
            key that sealed them (PORTAL_MASTER_KEY_FILE or PORTAL_PREVIOUS_MASTER_KEY_FILES), or regenerate each \
            secret under API Keys.
            """
    }

    /// Whether an organization's secrets can be opened. Explaining a token, even an empty one, needs all of them.
    private func opens(_ organization: OrganizationID) async throws -> Bool {
        do {
            _ = try await services.sso.explain("", origin: .widget, of: organization, at: services.clock())
            return true
        } catch let error as SSOError {
            return ![.unknownMasterKey, .sealBroken].contains(error.code)
        }
    }
}
