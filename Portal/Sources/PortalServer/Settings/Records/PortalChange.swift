// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// A change that the library's record doesn't include: of a native or an administrator's account, or of the pages that
/// may embed the widget. It is written in the same transaction as the change itself.
struct PortalChange: Hashable, Sendable {
    /// Like the ids of the library's changes, so that both sort together.
    let id: String
    let at: NumericDate
    let administrator: String
    let change: String

    /// Notes a change, within its transaction.
    static func note(
        _ change: String,
        by administrator: String,
        of organization: OrganizationID,
        at now: NumericDate,
        _ statements: any Statements
    ) throws {
        let seconds = String(now.seconds)
        let id =
            String(repeating: "0", count: 12 - seconds.utf8.count)
            + "\(seconds)-\(try Secret.generate().prefix(32))"
        try statements.run(
            """
            INSERT INTO portal_account_changes (organization, id, at, administrator, change)
            VALUES ($1, $2, $3, $4, $5)
            """,
            .text(organization.rawValue),
            .text(id),
            .integer(now.seconds),
            .text(administrator),
            .text(change)
        )
    }
}

extension Accounts {
    /// All changes, the oldest first.
    func changes(of organization: OrganizationID) async throws -> [PortalChange] {
        try await store.reading { statements in
            try statements.run(
                """
                SELECT id, at, administrator, change FROM portal_account_changes
                WHERE organization = $1 ORDER BY id
                """,
                .text(organization.rawValue)
            ).map { row in
                PortalChange(
                    id: row.text(0) ?? "",
                    at: NumericDate(secondsSinceEpoch: Double(row.integer(1) ?? 0)),
                    administrator: row.text(2) ?? "",
                    change: row.text(3) ?? ""
                )
            }
        }
    }

    /// Removes a deleted person's address from the record, and keeps the changes.
    func forgetChanges(of email: String, _ organization: OrganizationID) async throws {
        let address = Account.address(email)
        try await store.writing { statements in
            let changes = try statements.run(
                "SELECT id, change FROM portal_account_changes WHERE organization = $1",
                .text(organization.rawValue)
            )
            for row in changes {
                let change = row.text(1) ?? ""
                guard change.hasPrefix(Account.Role.member.label), let colon = change.firstRange(of: ": "),
                    Account.address(String(change[colon.upperBound...])) == address
                else { continue }
                try statements.run(
                    "UPDATE portal_account_changes SET change = $1 WHERE organization = $2 AND id = $3",
                    .text(change[..<colon.upperBound] + "a deleted person"),
                    .text(organization.rawValue),
                    .text(row.text(0) ?? "")
                )
            }
        }
    }
}
