// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Refusals, by the reference numbers that visitors were shown.
struct Refusals: Sendable {
    /// How many are stored for an organization; the oldest are removed.
    static let places: Int64 = 1000

    /// A refusal; it contains nothing that the visitor sent.
    struct Entry: Hashable, Sendable {
        let reference: String
        /// Where: `redirect`, `widget` or `native`.
        let origin: String
        /// The verifier's status or the `SSOError.Code`.
        let code: String
        /// The message for an administrator.
        let message: String
        /// The request's id in the server's log.
        let request: String
        /// Seconds since 1970.
        let at: Int64
    }

    let store: any StatementStore

    /// Records a refusal. A failure doesn't concern the visitor, so this doesn't throw.
    ///
    /// - Returns: The reference number, such as `K7QF-2MXA`.
    func note(
        _ error: SSOError,
        from origin: PortalSession.Origin,
        of organization: OrganizationID,
        request: String,
        at now: NumericDate
    ) async -> String {
        let reference = Self.newReference()
        _ = try? await store.writing { statements in
            try statements.run(
                """
                INSERT INTO portal_refusals (organization, reference, origin, code, message, request, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organization, reference) DO NOTHING
                """,
                .text(organization.rawValue),
                .text(reference),
                .text(origin.rawValue),
                .text(error.name),
                .text(error.administratorMessage),
                .text(request),
                .integer(now.seconds)
            )
            try statements.run(
                """
                DELETE FROM portal_refusals WHERE organization = $1 AND reference IN (
                    SELECT reference FROM portal_refusals WHERE organization = $1
                    ORDER BY at DESC, reference LIMIT 100 OFFSET $2)
                """,
                .text(organization.rawValue),
                .integer(Self.places)
            )
        }
        return reference
    }

    /// The refusal with a reference number, in any spelling; nil if there is none or it was removed.
    func find(_ reference: String, of organization: OrganizationID) async throws -> Entry? {
        let letters = reference.uppercased().filter { Self.alphabet.contains($0) }
        guard letters.count == 8 else { return nil }
        return try await store.reading { statements in
            try statements.run(
                Self.select + " AND reference = $2",
                .text(organization.rawValue),
                .text("\(letters.prefix(4))-\(letters.suffix(4))")
            ).first.flatMap(Entry.init)
        }
    }

    /// The newest refusals.
    func newest(of organization: OrganizationID, limit: Int = 50) async throws -> [Entry] {
        try await store.reading { statements in
            try statements.run(
                Self.select + " ORDER BY at DESC, reference LIMIT $2",
                .text(organization.rawValue),
                .integer(Int64(limit))
            ).compactMap(Entry.init)
        }
    }

    private static let select = """
        SELECT reference, origin, code, message, request, at FROM portal_refusals WHERE organization = $1
        """

    /// Letters and digits that can't be confused.
    private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")

    private static func newReference() -> String {
        let letters = (0..<8).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] }
        return "\(String(letters[..<4]))-\(String(letters[4...]))"
    }
}

extension Refusals.Entry {
    fileprivate init?(_ row: StatementRow) {
        guard let reference = row.text(0), let origin = row.text(1), let code = row.text(2),
            let message = row.text(3), let request = row.text(4), let at = row.integer(5)
        else { return nil }
        self.init(
            reference: reference,
            origin: origin,
            code: code,
            message: message,
            request: request,
            at: at
        )
    }
}

extension SSOError {
    /// The stable name of the error: the verifier's if it refused the token.
    var name: String { verification?.status.name ?? code.rawValue }
}
