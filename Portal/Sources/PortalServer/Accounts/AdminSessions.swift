// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Sessions of administrators, with their own cookie and table: tokens of single sign-on or the widget never create
/// one.
struct AdminSessions: Sendable {
    static let cookie = "__Host-pb-admin"
    /// A working day.
    static let lifetime: Int64 = 12 * 3600

    let store: any StatementStore

    /// Begins a session.
    ///
    /// - Returns: The cookie to send.
    func begin(_ account: Account, of organization: OrganizationID, at now: NumericDate) async throws
        -> SetCookie
    {
        let credential = try Secret.generate()
        let digest = try Self.digest(credential)
        try await store.writing { statements in
            try statements.run(
                """
                INSERT INTO portal_admin_sessions (digest, organization, address, created_at, expires_at)
                VALUES ($1, $2, $3, $4, $5)
                """,
                .text(digest),
                .text(organization.rawValue),
                .text(Account.address(account.email)),
                .integer(now.seconds),
                .integer(now.seconds + Self.lifetime)
            )
        }
        return try SetCookie(name: Self.cookie, value: credential, maxAge: Int(Self.lifetime))
    }

    /// The administrator of a session; nil if it isn't valid for this organization.
    func administrator(_ credential: String, of organization: OrganizationID, at now: NumericDate)
        async throws
        -> Account?
    {
        let digest = try Self.digest(credential)
        return try await store.reading { statements in
            try statements.run(
                """
                SELECT a.email, a.name, a.sessions_ended_at, s.created_at
                FROM portal_admin_sessions s JOIN portal_accounts a
                ON a.organization = s.organization AND a.address = s.address AND a.role = 'administrator'
                WHERE s.digest = $1 AND s.organization = $2 AND s.expires_at > $3
                """,
                .text(digest),
                .text(organization.rawValue),
                .integer(now.seconds)
            ).first.flatMap { row in
                guard let email = row.text(0), let name = row.text(1) else { return nil }
                return Account(
                    role: .administrator,
                    email: email,
                    name: name,
                    isSuspended: false,
                    sessionsEndedAt: row.integer(2) ?? 0
                )
            }
        }
    }

    func end(_ credential: String) async throws {
        let digest = try Self.digest(credential)
        try await store.writing { statements in
            try statements.run("DELETE FROM portal_admin_sessions WHERE digest = $1", .text(digest))
        }
    }

    /// Removes expired sessions.
    func removeExpired(at now: NumericDate) async throws {
        try await store.writing { statements in
            try statements.run(
                "DELETE FROM portal_admin_sessions WHERE expires_at <= $1",
                .integer(now.seconds)
            )
        }
    }

    /// The number is random, so a digest can't be reversed.
    private static func digest(_ credential: String) throws -> String {
        try Secret("PortalServer: administrators' sessions, version 1").userHash(of: credential)
    }
}
