// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
package import ProductBridgeIdentity
package import ProductBridgeSSO

/// Accounts of ProductBridge's own login.
package struct Accounts: Sendable {
    let store: any StatementStore

    /// Creates an account.
    ///
    /// - Returns: False if there already is one with this role and address.
    package func create(
        _ role: Account.Role,
        email: String,
        name: String,
        password: PasswordHash,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate
    ) async throws -> Bool {
        try await store.writing { statements in
            let rows = try statements.run(
                """
                INSERT INTO portal_accounts (organization, role, address, email, name, password, is_suspended,
                    sessions_ended_at, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7)
                ON CONFLICT (organization, role, address) DO NOTHING RETURNING address
                """,
                .text(organization.rawValue),
                .text(role.rawValue),
                .text(Account.address(email)),
                .text(email),
                .text(name),
                .text(password.text),
                .integer(now.seconds)
            )
            guard !rows.isEmpty else { return false }
            try PortalChange.note(
                "\(role.label) made: \(email)",
                by: administrator,
                of: organization,
                at: now,
                statements
            )
            return true
        }
    }

    /// The account of an address, with its password; nil if there is none.
    package func find(
        _ role: Account.Role,
        email: String,
        of organization: OrganizationID
    ) async throws -> (account: Account, password: PasswordHash)? {
        try await store.reading { statements in
            try statements.run(
                Self.select + " AND address = $3",
                .text(organization.rawValue),
                .text(role.rawValue),
                .text(Account.address(email))
            ).first.flatMap { row in
                Self.account(row, role).map { ($0, PasswordHash(text: row.text(4) ?? "")) }
            }
        }
    }

    /// The accounts of a role, by address.
    package func all(_ role: Account.Role, of organization: OrganizationID) async throws -> [Account] {
        try await store.reading { statements in
            try statements.run(
                Self.select + " ORDER BY address",
                .text(organization.rawValue),
                .text(role.rawValue)
            ).compactMap { Self.account($0, role) }
        }
    }

    /// Gives an account a new password, and ends its sessions.
    package func setPassword(
        _ password: PasswordHash,
        _ role: Account.Role,
        email: String,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate
    ) async throws -> Bool {
        try await store.writing { statements in
            let isChanged = try !statements.run(
                """
                UPDATE portal_accounts SET password = $1, is_suspended = 0, sessions_ended_at = $2
                WHERE organization = $3 AND role = $4 AND address = $5 RETURNING address
                """,
                .text(password.text),
                .integer(now.seconds),
                .text(organization.rawValue),
                .text(role.rawValue),
                .text(Account.address(email))
            ).isEmpty
            if role == .administrator {
                try Self.endAdminSessions(of: Account.address(email), organization, statements)
            }
            if isChanged {
                try PortalChange.note(
                    "\(role.label) has a new password: \(email)",
                    by: administrator,
                    of: organization,
                    at: now,
                    statements
                )
            }
            return isChanged
        }
    }

    /// Removes an account, and ends its sessions.
    package func remove(
        _ role: Account.Role,
        email: String,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate
    ) async throws -> Bool {
        try await store.writing { statements in
            if role == .administrator {
                try Self.endAdminSessions(of: Account.address(email), organization, statements)
            }
            let isRemoved = try !statements.run(
                """
                DELETE FROM portal_accounts WHERE organization = $1 AND role = $2 AND address = $3
                RETURNING address
                """,
                .text(organization.rawValue),
                .text(role.rawValue),
                .text(Account.address(email))
            ).isEmpty
            if isRemoved {
                try PortalChange.note(
                    "\(role.label) removed: \(email)",
                    by: administrator,
                    of: organization,
                    at: now,
                    statements
                )
            }
            return isRemoved
        }
    }

    /// A person has signed in with single sign-on: suspends their password and ends the sessions that it began. The
    /// account may be older than the person's ownership of the address, so someone else may know its password.
    package func suspend(
        email: String,
        of organization: OrganizationID,
        at now: NumericDate
    ) async throws {
        // Most people have no account, which a read can tell.
        guard let found = try await find(.member, email: email, of: organization), !found.account.isSuspended
        else {
            return
        }
        try await store.writing { statements in
            try statements.run(
                """
                UPDATE portal_accounts SET is_suspended = 1, sessions_ended_at = $1
                WHERE organization = $2 AND role = 'member' AND address = $3 AND is_suspended = 0
                """,
                .integer(now.seconds),
                .text(organization.rawValue),
                .text(Account.address(email))
            )
        }
    }

    /// Makes all suspended passwords valid again.
    ///
    /// - Returns: How many there were.
    package func restore(
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate
    ) async throws -> Int {
        try await store.writing { statements in
            let count = try statements.run(
                """
                UPDATE portal_accounts SET is_suspended = 0
                WHERE organization = $1 AND role = 'member' AND is_suspended = 1 RETURNING address
                """,
                .text(organization.rawValue)
            ).count
            if count > 0 {
                try PortalChange.note(
                    "suspended passwords made valid: \(count)",
                    by: administrator,
                    of: organization,
                    at: now,
                    statements
                )
            }
            return count
        }
    }

    /// Ends the sessions of all members permanently.
    package func endSessions(of organization: OrganizationID, at now: NumericDate) async throws {
        try await store.writing { statements in
            try statements.run(
                "UPDATE portal_accounts SET sessions_ended_at = $1 WHERE organization = $2 AND role = 'member'",
                .integer(now.seconds),
                .text(organization.rawValue)
            )
        }
    }

    private static let select = """
        SELECT email, name, is_suspended, sessions_ended_at, password FROM portal_accounts
        WHERE organization = $1 AND role = $2
        """

    private static func account(_ row: StatementRow, _ role: Account.Role) -> Account? {
        guard let email = row.text(0), let name = row.text(1) else { return nil }
        return Account(
            role: role,
            email: email,
            name: name,
            isSuspended: row.integer(2) != 0,
            sessionsEndedAt: row.integer(3) ?? 0
        )
    }

    private static func endAdminSessions(
        of address: String,
        _ organization: OrganizationID,
        _ statements: any Statements
    ) throws {
        try statements.run(
            "DELETE FROM portal_admin_sessions WHERE organization = $1 AND address = $2",
            .text(organization.rawValue),
            .text(address)
        )
    }
}

extension NumericDate {
    /// Whole seconds.
    var seconds: Int64 { Int64(secondsSinceEpoch.rounded(.down)) }
}
