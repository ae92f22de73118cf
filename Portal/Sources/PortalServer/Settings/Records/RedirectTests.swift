// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// An organization's newest tests of its login page: one of each kind.
struct RedirectTests: Sendable {
    let store: any StatementStore

    /// The kind of test.
    enum Kind: String, Sendable {
        /// Test Redirect Flow.
        case flow
        /// Whether the login page sends tokens anywhere.
        case comparison
    }

    /// A test that was started.
    struct Entry: Hashable, Sendable {
        /// The `RedirectTest.id`.
        let test: String
        /// The explanation of the token that came; nil if none came or it was good.
        let explanation: String?
    }

    /// Records that a test was started, which replaces the previous one.
    func begin(_ test: String, _ kind: Kind, of organization: OrganizationID) async throws {
        try await store.writing { statements in
            try statements.run(
                """
                INSERT INTO portal_redirect_tests (organization, kind, test, explanation) VALUES ($1, $2, $3, NULL)
                ON CONFLICT (organization, kind) DO UPDATE SET test = excluded.test, explanation = NULL
                """,
                .text(organization.rawValue),
                .text(kind.rawValue),
                .text(test)
            )
        }
    }

    func newest(_ kind: Kind, of organization: OrganizationID) async throws -> Entry? {
        try await store.reading { statements in
            guard
                let row = try statements.run(
                    "SELECT test, explanation FROM portal_redirect_tests WHERE organization = $1 AND kind = $2",
                    .text(organization.rawValue),
                    .text(kind.rawValue)
                ).first, let test = row.text(0)
            else { return nil }
            return Entry(test: test, explanation: row.text(1))
        }
    }

    /// Removes explanations that contain a deleted person's address.
    func forget(_ email: String, of organization: OrganizationID) async throws {
        let address = Account.address(email)
        try await store.writing { statements in
            let tests = try statements.run(
                "SELECT kind, explanation FROM portal_redirect_tests WHERE organization = $1",
                .text(organization.rawValue)
            )
            for row in tests where Account.address(row.text(1) ?? "").contains(address) {
                try statements.run(
                    "UPDATE portal_redirect_tests SET explanation = NULL WHERE organization = $1 AND kind = $2",
                    .text(organization.rawValue),
                    .text(row.text(0) ?? "")
                )
            }
        }
    }

    /// Stores why a test's token was refused, for the administrator who waits for the result.
    func explain(_ test: String, _ explanation: String, of organization: OrganizationID) async throws {
        try await store.writing { statements in
            try statements.run(
                "UPDATE portal_redirect_tests SET explanation = $1 WHERE organization = $2 AND test = $3",
                .text(explanation),
                .text(organization.rawValue),
                .text(test)
            )
        }
    }
}
