// SPDX-License-Identifier: Apache-2.0

/// The portal's own tables, beside the records of single sign-on.
package enum PortalTables {
    /// The statements that make them, of the first version; released, so never changed.
    ///
    /// - Parameter text: The database's type of texts that are compared by their bytes.
    package static func first(text: String) -> [String] {
        [
            """
            CREATE TABLE portal_organizations (
                organization \(text) NOT NULL PRIMARY KEY, name \(text) NOT NULL, widget_origins \(text) NOT NULL)
            """,
            // Times are whole seconds since 1970, and answers to yes or no 1 or 0.
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
            // A person's id, where the idea isn't anonymous.
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
            // What a visitor who was refused can name, and an administrator looks up.
            """
            CREATE TABLE portal_refusals (
                organization \(text) NOT NULL, reference \(text) NOT NULL, origin \(text) NOT NULL,
                code \(text) NOT NULL, message \(text) NOT NULL, request \(text) NOT NULL, at bigint NOT NULL,
                PRIMARY KEY (organization, reference))
            """,
            "CREATE INDEX portal_refusals_newest ON portal_refusals (organization, at)",
            // A person's newest token: what is known by now, what it changed and what was odd, as JSON; and the refusal
            // that a required user hash would make of the last one at the widget, empty for none.
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

    /// Those of the second version.
    package static func second(text: String) -> [String] {
        [
            // Who made and removed accounts, and gave them passwords.
            """
            CREATE TABLE portal_account_changes (
                organization \(text) NOT NULL, id \(text) NOT NULL, at bigint NOT NULL,
                administrator \(text) NOT NULL, change \(text) NOT NULL,
                PRIMARY KEY (organization, id))
            """
        ]
    }
}
