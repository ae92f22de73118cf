// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

extension SingleSignOn {
    /// The person of an address, or the one that they were merged into; nil if there is none.
    public func user(email: String, of organization: OrganizationID) async throws -> PortalUser? {
        var work = try await work(.id(organization))
        return try await work.loadUser(email: email).record
    }

    /// The people who have a user id, at most 100.
    public func users(userID: String, of organization: OrganizationID) async throws -> [PortalUser] {
        let tag = try Digest.userID.of(userID)
        return try await work(.id(organization), [.tagged(.user, tag: tag, limit: 100)])
            .users(ofUserID: userID)
    }

    /// A company's record, by the ``PortalUser/company`` of its people; nil if there is none.
    public func company(_ id: String, of organization: OrganizationID) async throws -> PortalCompany? {
        guard Digest.isDigest(id) else { return nil }
        let name = RecordName(.company, id)
        let record = try await work(.id(organization), [.named(name)]).record(name)
        return if case .company(let company) = record { company } else { nil }
    }

    /// Removes part of a person's profile; a token can't.
    ///
    /// - Returns: The record as it is now.
    /// - Throws: ``SSOError/Code/unknownUser``; ``SSOError/Code/unknownOrganization``.
    @discardableResult
    public func clear(
        _ fields: Set<PortalUser.Field>,
        ofUser email: String,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now
    ) async throws -> PortalUser {
        let names = fields.map(\.rawValue).sorted().joined(separator: ", ")
        return try await changeUser(email, organization, by: administrator, "cleared: \(names)", at: now) {
            try $0.clear(fields, at: now)
        }
    }

    /// Ends all sessions of a person, including the widget's.
    ///
    /// - Throws: ``SSOError/Code/unknownUser``; ``SSOError/Code/unknownOrganization``.
    public func endSessions(
        ofUser email: String,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now
    ) async throws {
        try await changeUser(email, organization, by: administrator, "sessions ended", at: now) {
            $0.sessionGeneration &+= 1
        }
    }

    @discardableResult
    private func changeUser(
        _ email: String,
        _ organization: OrganizationID,
        by administrator: String,
        _ what: String,
        at now: NumericDate,
        _ change: (inout PortalUser) throws -> Void
    ) async throws -> PortalUser {
        try await retrying {
            var work = try await work(.id(organization))
            guard var user = try await work.loadUser(email: email).record else {
                throw SSOError(.unknownUser)
            }
            try change(&user)
            work.put(.user(user))
            try work.note("person \(user.id): \(what)", by: administrator, at: now)
            return try await work.made() ? user : nil
        }
    }

    /// Merges two records after a person's address has changed: "User is created as a new account on every
    /// login". Anyone who signs in with the first address is the second's person from now on. The first
    /// profile fills the gaps in the second; the first's sessions end. The portal has to move its own data
    /// under ``PortalUser/id``.
    ///
    /// - Parameters:
    ///   - old: The address whose record is removed.
    ///   - new: The address whose record stays.
    ///   - organization: The organization.
    ///   - administrator: Who makes the change, for the record of changes.
    ///   - now: The time.
    /// - Returns: The record that stays, as it is now.
    /// - Throws: ``SSOError/Code/unknownUser`` if one of them has no record;
    ///   ``SSOError/Code/invalidArgument`` if both are the same person's;
    ///   ``SSOError/Code/unknownOrganization``.
    @discardableResult
    public func merge(
        _ old: String,
        into new: String,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now
    ) async throws -> PortalUser {
        try await retrying {
            var work = try await work(.id(organization))
            guard var from = try await work.loadUser(email: old).record,
                var into = try await work.loadUser(email: new).record
            else { throw SSOError(.unknownUser) }
            guard from.id != into.id else { throw SSOError(.invalidArgument) }
            // Those who were merged into the removed one move with it.
            try await work.load([.tagged(.user, tag: from.id, limit: 10_000)])
            for record in work.all(.user) {
                try await work.load(record.name)
                guard var alias = work.user(record.name.id), alias.mergedInto == from.id else { continue }
                alias.mergedInto = into.id
                work.put(.user(alias))
            }
            try into.fill(from: from, at: now)
            from.mergedInto = into.id
            work.put(.user(from))
            work.put(.user(into))
            try work.note("person \(from.id): merged into \(into.id)", by: administrator, at: now)
            return try await work.made() ? into : nil
        }
    }

    /// Everything stored about a person: the record and those that were merged into it, the company,
    /// sessions, and refusals that name them. For giving the person a copy (GDPR, 15 and 20).
    ///
    /// - Throws: ``SSOError/Code/unknownUser``; ``SSOError/Code/unknownOrganization``.
    public func export(user email: String, of organization: OrganizationID) async throws -> [PortalRecord] {
        var work = try await work(.id(organization))
        guard let user = try await work.loadUser(email: email).record else { throw SSOError(.unknownUser) }
        try await work.loadPerson(user, sessions: 1_000_000)
        if let company = user.company { try await work.load(RecordName(.company, company)) }
        return [.user, .company, .session, .refusal].flatMap { work.all($0) }
    }

    /// Deletes a person: everything that ``export(user:of:)`` returns except the company, which is the
    /// organization's. All sessions end at once. Anyone who signs in with the address later is a new person.
    /// If it throws, call it again.
    ///
    /// - Throws: ``SSOError/Code/unknownUser`` if nothing is stored for the address;
    ///   ``SSOError/Code/unknownOrganization``.
    public func delete(
        user email: String,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now
    ) async throws {
        // At once, unless there are more sessions than a person should have: without a person, none is valid.
        let (people, wasThere) = try await retrying {
            var work = try await work(.id(organization))
            let known = try await work.loadUser(email: email)
            guard let user = known.record else { return ([known.id], false) }
            try await work.loadPerson(user, sessions: 1000)
            let people = Set(work.all(.user).map(\.name.id)).union([known.id])
            for record in [.user, .session, .refusal].flatMap({ work.all($0) }) { work.remove(record.name) }
            try work.note("person \(user.id): deleted", by: administrator, at: now)
            return try await work.made() ? (people.sorted(), true) : nil
        }
        var count = 0
        for person in people { count += try await removeRest(of: person, organization, at: now) }
        guard wasThere || count > 0 else { throw SSOError(.unknownUser) }
    }

    /// Removes a person's sessions and refusals in pages, except for sessions of the next person with the
    /// address.
    private func removeRest(
        of person: String,
        _ organization: OrganizationID,
        at now: NumericDate
    ) async throws -> Int {
        var count = 0
        while true {
            let removed: Int = try await retrying {
                var work = try await work(.id(organization))
                try await work.load([
                    .named(RecordName(.user, person)), .tagged(.session, tag: person, limit: 1000),
                    .tagged(.refusal, tag: person, limit: 1000),
                ])
                let rest = (work.all(.session) + work.all(.refusal)).filter { record in
                    guard case .session(let session) = record else { return true }
                    return !session.isGood(in: work.tenant, user: work.user(person), at: now)
                }
                guard !rest.isEmpty else { return 0 }
                for record in rest { work.remove(record.name) }
                return try await work.made() ? rest.count : nil
            }
            guard removed > 0 else { return count }
            count += removed
        }
    }
}

extension PortalWork {
    mutating func note(_ change: String, by administrator: String, at now: NumericDate) throws {
        insert(.change(try SettingsChange(at: now, administrator: administrator, changes: [change])))
    }

    /// Loads everything stored about a person whose record was read.
    fileprivate mutating func loadPerson(_ user: PortalUser, sessions: Int) async throws {
        try await load([.tagged(.user, tag: user.id, limit: 10_000)])
        for case .user(let person) in all(.user) {
            try await load([
                .tagged(.session, tag: person.id, limit: sessions),
                .tagged(.refusal, tag: person.id, limit: 2 * RefusalRing.places),
            ])
        }
    }
}
