// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Ideas and votes, in either database. Changes are durable when a call returns.
struct Feedback: Sendable {
    let store: any StatementStore

    static let pageSize = 30

    /// Ideas of an organization.
    ///
    /// - Parameters:
    ///   - order: The order of the ideas.
    ///   - viewer: The viewer's `PortalUser.id`; nil for an anonymous visitor.
    ///   - skipping: How many to skip, for pages after the first.
    ///   - limit: The maximum number.
    func ideas(
        of organization: OrganizationID,
        order: Idea.Order = .top,
        viewer: String? = nil,
        skipping: Int = 0,
        limit: Int = pageSize
    ) async throws -> [Idea] {
        let first = order == .top ? "votes DESC, i.created_at DESC, i.id" : "i.created_at DESC, i.id"
        return try await store.reading { statements in
            try statements.run(
                Self.select + " WHERE i.organization = $2 ORDER BY \(first) LIMIT $3 OFFSET $4",
                .text(viewer ?? ""),
                .text(organization.rawValue),
                .integer(Int64(limit)),
                .integer(Int64(skipping))
            ).compactMap(Idea.init)
        }
    }

    /// The ideas that a person wrote, the newest first.
    func ideas(by person: String, of organization: OrganizationID) async throws -> [Idea] {
        try await store.reading { statements in
            try statements.run(
                Self.select + " WHERE i.organization = $2 AND i.person = $3 ORDER BY i.created_at DESC, i.id",
                .text(person),
                .text(organization.rawValue),
                .text(person)
            ).compactMap(Idea.init)
        }
    }

    /// The ids of the ideas that a person has voted for.
    func votes(of person: String, organization: OrganizationID) async throws -> [String] {
        try await store.reading { statements in
            try statements.run(
                "SELECT idea FROM portal_votes WHERE organization = $1 AND person = $2 ORDER BY created_at, idea",
                .text(organization.rawValue),
                .text(person)
            ).compactMap { $0.text(0) }
        }
    }

    /// The voters for each of an organization's ideas: `PortalUser.id`s by the idea's id.
    func voters(of organization: OrganizationID) async throws -> [String: [String]] {
        try await store.reading { statements in
            try statements.run(
                "SELECT idea, person FROM portal_votes WHERE organization = $1 ORDER BY idea, person",
                .text(organization.rawValue)
            ).reduce(into: [:]) { voters, row in
                if let idea = row.text(0), let person = row.text(1) {
                    voters[idea, default: []].append(person)
                }
            }
        }
    }

    func idea(_ id: String, of organization: OrganizationID, viewer: String? = nil) async throws -> Idea? {
        try await store.reading { try Self.idea(id, of: organization, viewer: viewer, $0) }
    }

    func count(of organization: OrganizationID) async throws -> Int {
        try await store.reading { statements in
            Int(
                try statements.run(
                    "SELECT count(*) FROM portal_ideas WHERE organization = $1",
                    .text(organization.rawValue)
                ).first?.integer(0) ?? 0
            )
        }
    }

    /// Adds an idea, with its author's vote.
    func add(
        _ draft: IdeaDraft,
        by author: (person: String, name: String)?,
        from origin: Idea.Origin,
        of organization: OrganizationID,
        at now: NumericDate
    ) async throws -> Idea {
        let id = String(try Secret.generate().prefix(16))
        let (person, name) = (author?.person, author?.name ?? "")
        try await store.writing { statements in
            try statements.run(
                """
                INSERT INTO portal_ideas (organization, id, person, author, title, body, status, origin, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8)
                """,
                .text(organization.rawValue),
                .text(id),
                .optional(person),
                .text(name),
                .text(draft.title),
                .text(draft.text),
                .text(origin.rawValue),
                .integer(now.seconds)
            )
            if let person { try Self.vote(person, for: id, organization, now, statements) }
        }
        return Idea(
            id: id,
            person: person,
            author: name,
            title: draft.title,
            text: draft.text,
            status: .open,
            origin: origin,
            createdAt: now.seconds,
            votes: person == nil ? 0 : 1,
            isVoted: person != nil
        )
    }

    /// Votes for an idea, or takes the vote back.
    ///
    /// - Returns: The updated idea; nil if there is none.
    func setVote(
        _ isVoted: Bool,
        of person: String,
        for id: String,
        of organization: OrganizationID,
        at now: NumericDate
    ) async throws -> Idea? {
        try await store.writing { statements in
            guard try Self.idea(id, of: organization, viewer: person, statements) != nil else { return nil }
            if isVoted {
                try Self.vote(person, for: id, organization, now, statements)
            } else {
                try statements.run(
                    "DELETE FROM portal_votes WHERE organization = $1 AND idea = $2 AND person = $3",
                    .text(organization.rawValue),
                    .text(id),
                    .text(person)
                )
            }
            return try Self.idea(id, of: organization, viewer: person, statements)
        }
    }

    /// - Returns: Whether there is such an idea.
    func setStatus(_ status: Idea.Status, of id: String, organization: OrganizationID) async throws -> Bool {
        try await store.writing { statements in
            try !statements.run(
                "UPDATE portal_ideas SET status = $1 WHERE organization = $2 AND id = $3 RETURNING id",
                .text(status.rawValue),
                .text(organization.rawValue),
                .text(id)
            ).isEmpty
        }
    }

    /// Moves a person's ideas and votes to the person into whom they were merged.
    func move(from old: String, to new: String, of organization: OrganizationID) async throws {
        try await store.writing { statements in
            try statements.run(
                """
                INSERT INTO portal_votes (organization, idea, person, created_at)
                SELECT organization, idea, $1, created_at FROM portal_votes WHERE organization = $2 AND person = $3
                ON CONFLICT (organization, idea, person) DO NOTHING
                """,
                .text(new),
                .text(organization.rawValue),
                .text(old)
            )
            try Self.removeVotes(of: old, organization, statements)
            try statements.run(
                "UPDATE portal_ideas SET person = $1 WHERE organization = $2 AND person = $3",
                .text(new),
                .text(organization.rawValue),
                .text(old)
            )
        }
    }

    /// Removes a person's name from their ideas, which stay, and their votes.
    func forget(_ person: String, of organization: OrganizationID) async throws {
        try await store.writing { statements in
            try Self.removeVotes(of: person, organization, statements)
            try statements.run(
                "UPDATE portal_ideas SET person = NULL, author = '' WHERE organization = $1 AND person = $2",
                .text(organization.rawValue),
                .text(person)
            )
        }
    }

    // MARK: Statements

    private static let select = """
        SELECT i.id, i.person, i.author, i.title, i.body, i.status, i.origin, i.created_at,
            (SELECT count(*) FROM portal_votes v WHERE v.organization = i.organization AND v.idea = i.id) AS votes,
            (SELECT count(*) FROM portal_votes v
                WHERE v.organization = i.organization AND v.idea = i.id AND v.person = $1) AS voted
        FROM portal_ideas i
        """

    private static func idea(
        _ id: String,
        of organization: OrganizationID,
        viewer: String?,
        _ statements: any Statements
    ) throws -> Idea? {
        try statements.run(
            select + " WHERE i.organization = $2 AND i.id = $3",
            .text(viewer ?? ""),
            .text(organization.rawValue),
            .text(id)
        ).first.flatMap(Idea.init)
    }

    private static func vote(
        _ person: String,
        for id: String,
        _ organization: OrganizationID,
        _ now: NumericDate,
        _ statements: any Statements
    ) throws {
        try statements.run(
            """
            INSERT INTO portal_votes (organization, idea, person, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (organization, idea, person) DO NOTHING
            """,
            .text(organization.rawValue),
            .text(id),
            .text(person),
            .integer(now.seconds)
        )
    }

    private static func removeVotes(
        of person: String,
        _ organization: OrganizationID,
        _ statements: any Statements
    ) throws {
        try statements.run(
            "DELETE FROM portal_votes WHERE organization = $1 AND person = $2",
            .text(organization.rawValue),
            .text(person)
        )
    }
}

extension Idea {
    fileprivate init?(_ row: StatementRow) {
        guard let id = row.text(0), let author = row.text(2), let title = row.text(3), let text = row.text(4),
            let status = row.text(5).flatMap(Status.init), let origin = row.text(6).flatMap(Origin.init),
            let createdAt = row.integer(7)
        else { return nil }
        self.init(
            id: id,
            person: row.text(1),
            author: author,
            title: title,
            text: text,
            status: status,
            origin: origin,
            createdAt: createdAt,
            votes: Int(row.integer(8) ?? 0),
            isVoted: row.integer(9) != 0
        )
    }
}
