// SPDX-License-Identifier: Apache-2.0

/// The portal's own tables, in addition to the records of single sign-on.
package enum PortalTables {
    /// The statements that create the first version's tables; released, so never changed.
    ///
    /// - Parameter text: The database's type for texts that are compared by their bytes.
    package static func first(text: String) -> [String] {
        [
            """
            CREATE TABLE portal_organizations (
                organization \(text) NOT NULL PRIMARY KEY, name \(text) NOT NULL, widget_origins \(text) NOT NULL)
            """,
            // Times are whole seconds since 1970, and booleans are 1 or 0.
            """
            CREATE TABLE portal_accounts (
                organization \(text) NOT NULL, role \(text) NOT NULL, address \(text) NOT NULL,
                email \(text) NOT NULL, name \(text) NOT NULL, password \(text) NOT NULL,
                is_suspended bigint NOT NULL, sessions_ended_at bigint NOT NULL, created_at bigint NOT NULL,
                PRIMARY KEY (organization, role, address))
            """,
            """
            CREATE TABLE portal_admin_sessions (
                digest \(text) NOT NULL PRIMARY KEY, organization \(text) NOT NULL, address \(text) NOT NULL,
                created_at bigint NOT NULL, expires_at bigint NOT NULL)
            """,
            "CREATE INDEX portal_admin_sessions_expiry ON portal_admin_sessions (expires_at)",
            // A person's id, if the idea isn't anonymous.
            """
            CREATE TABLE portal_ideas (
                organization \(text) NOT NULL, id \(text) NOT NULL, person \(text), author \(text) NOT NULL,
                title \(text) NOT NULL, body \(text) NOT NULL, status \(text) NOT NULL, origin \(text) NOT NULL,
                created_at bigint NOT NULL,
                PRIMARY KEY (organization, id))
            """,
            "CREATE INDEX portal_ideas_newest ON portal_ideas (organization, created_at, id)",
            "CREATE INDEX portal_ideas_person ON portal_ideas (organization, person)",
            """
            CREATE TABLE portal_votes (
                organization \(text) NOT NULL, idea \(text) NOT NULL, person \(text) NOT NULL,
                created_at bigint NOT NULL,
                PRIMARY KEY (organization, idea, person))
            """,
            "CREATE INDEX portal_votes_person ON portal_votes (organization, person)",
            // The reference that a refused visitor can give, and an administrator can look up.
            """
            CREATE TABLE portal_refusals (
                organization \(text) NOT NULL, reference \(text) NOT NULL, origin \(text) NOT NULL,
                code \(text) NOT NULL, message \(text) NOT NULL, request \(text) NOT NULL, at bigint NOT NULL,
                PRIMARY KEY (organization, reference))
            """,
            "CREATE INDEX portal_refusals_newest ON portal_refusals (organization, at)",
            // A person's newest token as JSON: the claims known so far, its changes and its warnings; and the refusal of the
            // last token at the widget if a user hash were required, empty for none.
            """
            CREATE TABLE portal_token_notes (
                organization \(text) NOT NULL, person \(text) NOT NULL, at bigint NOT NULL, origin \(text) NOT NULL,
                known \(text) NOT NULL, changes \(text) NOT NULL, warnings \(text) NOT NULL, widget_refusal \(text),
                PRIMARY KEY (organization, person))
            """,
            """
            CREATE TABLE portal_key_uses (
                organization \(text) NOT NULL, secret \(text) NOT NULL, last_at bigint NOT NULL,
                tokens bigint NOT NULL,
                PRIMARY KEY (organization, secret))
            """,
            // The newest test of each kind.
            """
            CREATE TABLE portal_redirect_tests (
                organization \(text) NOT NULL, kind \(text) NOT NULL, test \(text) NOT NULL, explanation \(text),
                PRIMARY KEY (organization, kind))
            """,
        ]
    }

    /// The statements of the second version.
    package static func second(text: String) -> [String] {
        [
            // Who created and removed accounts and set their passwords.
            """
            CREATE TABLE portal_account_changes (
                organization \(text) NOT NULL, id \(text) NOT NULL, at bigint NOT NULL,
                administrator \(text) NOT NULL, change \(text) NOT NULL,
                PRIMARY KEY (organization, id))
            """
        ]
    }
}
