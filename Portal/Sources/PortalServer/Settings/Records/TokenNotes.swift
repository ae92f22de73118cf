// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import PortalRecords
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Data about accepted tokens for the settings pages: the changes and warnings of each person's last token, and how
/// many tokens each secret has signed.
struct TokenNotes: Sendable {
    let store: any StatementStore

    /// A claim whose value a token changed.
    struct Change: Hashable, Codable, Sendable {
        let claim: String
        /// Nil if nothing was known.
        let before: String?
        let after: String
    }

    /// A warning about a token.
    struct Oddity: Hashable, Codable, Sendable {
        let claim: String?
        let kind: String
        let message: String
    }

    /// The newest token of a person.
    struct Note: Hashable, Sendable {
        let at: NumericDate
        let origin: String
        let changes: [Change]
        let warnings: [Oddity]
    }

    /// The use of a secret.
    struct KeyUse: Hashable, Sendable {
        let lastAt: NumericDate
        let tokens: Int64
    }

    /// The people at the widget, and those whom a tried policy would refuse.
    struct Trial: Hashable, Sendable {
        let people: Int
        /// The name of the refusal by `PortalUser.id`.
        let refused: [(person: String, refusal: String)]

        static func == (left: Trial, right: Trial) -> Bool {
            left.people == right.people && left.refused.elementsEqual(right.refused, by: ==)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(people)
            for one in refused { hasher.combine(one.person) }
        }
    }

    /// Records an accepted token, after its changes have been made.
    func note(_ identified: Identified, of organization: OrganizationID, at now: NumericDate) async throws {
        let told = identified.isOutdated ? [:] : Self.told(by: identified.identity)
        let oddities = identified.identity.warnings.map {
            Oddity(claim: $0.claim?.name, kind: $0.kind.name, message: $0.message)
        }
        let warnings = try Self.text(oddities)
        let person = identified.user.id
        let origin = identified.session.origin
        let refusal =
            origin == .widget ? identified.identity.wouldRefuse.first?.status.name ?? "" : nil
        let key = identified.session.key
        try await store.writing { statements in
            let rows = try statements.run(
                "SELECT known, widget_refusal FROM portal_token_notes WHERE organization = $1 AND person = $2",
                .text(organization.rawValue),
                .text(person)
            )
            let known = try rows.first?.text(0).map { try Self.read([String: String].self, $0) } ?? [:]
            let changes = told.sorted { $0.key < $1.key }.filter { known[$0.key] != $0.value }.map {
                Change(claim: $0.key, before: known[$0.key], after: $0.value)
            }
            try statements.run(
                """
                INSERT INTO portal_token_notes (organization, person, at, origin, known, changes, warnings,
                    widget_refusal)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (organization, person) DO UPDATE
                SET at = excluded.at, origin = excluded.origin, known = excluded.known, changes = excluded.changes,
                    warnings = excluded.warnings, widget_refusal = excluded.widget_refusal
                """,
                .text(organization.rawValue),
                .text(person),
                .integer(now.seconds),
                .text(origin.rawValue),
                .text(try Self.text(known.merging(told) { $1 })),
                .text(try Self.text(changes)),
                .text(warnings),
                .optional(refusal ?? rows.first?.text(1))
            )
            guard let key else { return }
            try statements.run(
                """
                INSERT INTO portal_key_uses (organization, secret, last_at, tokens) VALUES ($1, $2, $3, 1)
                ON CONFLICT (organization, secret) DO UPDATE
                SET last_at = excluded.last_at, tokens = portal_key_uses.tokens + 1
                """,
                .text(organization.rawValue),
                .text(key),
                .integer(now.seconds)
            )
        }
    }

    /// The newest token of a person; nil if there was none.
    func note(of person: String, _ organization: OrganizationID) async throws -> Note? {
        try await store.reading { statements in
            guard
                let row = try statements.run(
                    """
                    SELECT at, origin, changes, warnings FROM portal_token_notes
                    WHERE organization = $1 AND person = $2
                    """,
                    .text(organization.rawValue),
                    .text(person)
                ).first, let at = row.integer(0), let origin = row.text(1)
            else { return nil }
            return Note(
                at: NumericDate(secondsSinceEpoch: Double(at)),
                origin: origin,
                changes: try Self.read([Change].self, row.text(2) ?? "[]"),
                warnings: try Self.read([Oddity].self, row.text(3) ?? "[]")
            )
        }
    }

    /// The use of an organization's secrets, by `TenantKey.id`.
    func keyUses(of organization: OrganizationID) async throws -> [String: KeyUse] {
        try await store.reading { statements in
            try statements.run(
                "SELECT secret, last_at, tokens FROM portal_key_uses WHERE organization = $1",
                .text(organization.rawValue)
            ).reduce(into: [:]) { uses, row in
                guard let key = row.text(0), let last = row.integer(1), let tokens = row.integer(2) else {
                    return
                }
                uses[key] = KeyUse(lastAt: NumericDate(secondsSinceEpoch: Double(last)), tokens: tokens)
            }
        }
    }

    /// The people whom a required user hash would keep out of the widget, by each person's last token there.
    func trial(of organization: OrganizationID) async throws -> Trial {
        try await store.reading { statements in
            let rows = try statements.run(
                """
                SELECT person, widget_refusal FROM portal_token_notes
                WHERE organization = $1 AND widget_refusal IS NOT NULL ORDER BY person
                """,
                .text(organization.rawValue)
            )
            return Trial(
                people: rows.count,
                refused: rows.compactMap { row in
                    guard let person = row.text(0), let refusal = row.text(1), !refusal.isEmpty else {
                        return nil
                    }
                    return (person, refusal)
                }
            )
        }
    }

    /// Records that an administrator removed a known value, so that a token with the same value counts as a change.
    func clear(_ claims: Set<String>, of person: String, _ organization: OrganizationID) async throws {
        try await store.writing { statements in
            guard
                let known = try statements.run(
                    "SELECT known FROM portal_token_notes WHERE organization = $1 AND person = $2",
                    .text(organization.rawValue),
                    .text(person)
                ).first?.text(0)
            else { return }
            let rest = try Self.read([String: String].self, known).filter { !claims.contains($0.key) }
            try statements.run(
                "UPDATE portal_token_notes SET known = $1 WHERE organization = $2 AND person = $3",
                .text(try Self.text(rest)),
                .text(organization.rawValue),
                .text(person)
            )
        }
    }

    /// Removes the notes about a person.
    func forget(_ person: String, of organization: OrganizationID) async throws {
        try await store.writing { statements in
            try statements.run(
                "DELETE FROM portal_token_notes WHERE organization = $1 AND person = $2",
                .text(organization.rawValue),
                .text(person)
            )
        }
    }

    // MARK: Texts

    /// A token's values except the address, by claim name.
    static func told(by identity: Identity) -> [String: String] {
        let claims: [(String, String?)] = [
            ("id", identity.userID), ("name", identity.name), ("avatar_url", identity.avatarURL),
            ("company_id", identity.company?.id), ("company_name", identity.company?.name),
            ("company_mrr", identity.company?.mrr.map(Money.text)),
            ("customer_status", identity.customerStatus?.rawValue), ("renewal_date", identity.renewalDate),
            ("renewal_risk", identity.renewalRisk?.rawValue), ("account_owner_id", identity.accountOwnerID),
            ("account_owner_email", identity.accountOwnerEmail),
            ("external_user_id", identity.externalUserID),
        ]
        return claims.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

/// Formats amounts in US dollars.
enum Money {
    static func text(_ amount: Double) -> String {
        let isNegative = amount < 0
        guard let cents = Int64(exactly: (abs(amount) * 100).rounded()), cents < 1_000_000_000_000_000 else {
            return "$\(amount)"
        }
        var whole = String(cents / 100)
        var groups: [String] = []
        while whole.count > 3 {
            groups.insert(String(whole.suffix(3)), at: 0)
            whole.removeLast(3)
        }
        let rest = cents % 100
        return (isNegative ? "-$" : "$") + ([whole] + groups).joined(separator: ",")
            + (rest == 0 ? "" : "." + (rest < 10 ? "0" : "") + String(rest))
    }
}
