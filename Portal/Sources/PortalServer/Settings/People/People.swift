// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// People and companies in the settings' lists.
struct People: Sendable {
    let admin: AdminVisit

    static let pageSize = 100

    /// A page of people, in the order of their ids, and the id after which the next page begins.
    func page(after last: String) async throws -> (people: [PortalUser], next: String?) {
        let entries = try await read([.all(.user, after: last, limit: Self.pageSize)])
        let users = entries.compactMap { record in
            if case .user(let user) = record { user } else { nil as PortalUser? }
        }.sorted { $0.id < $1.id }
        // People who were merged into others aren't listed, but count for the start of the next page.
        return (users.filter { $0.mergedInto == nil }, users.count == Self.pageSize ? users.last?.id : nil)
    }

    /// The person with an id, or the one into whom they were merged.
    func person(_ id: String) async throws -> PortalUser {
        let user = try await record(id)
        guard let target = user.mergedInto else { return user }
        return try await record(target)
    }

    /// The record with an id, even if it was merged into another.
    func record(_ id: String) async throws -> PortalUser {
        guard id.utf8.count == 64, id.allSatisfy(\.isHexDigit) else { throw PageError.notFound }
        for case .user(let user) in try await read([.named(RecordName(.user, id))]) { return user }
        throw PageError.notFound
    }

    /// The people with some ids, by name; without those who were merged into others.
    func people(_ ids: [String]) async throws -> [PortalUser] {
        guard !ids.isEmpty else { return [] }
        return try await read(ids.map { .named(RecordName(.user, $0)) }).compactMap { record in
            if case .user(let user) = record, user.mergedInto == nil { user } else { nil as PortalUser? }
        }.sorted { ($0.displayName, $0.id) < ($1.displayName, $1.id) }
    }

    /// Searches people by e-mail address or user ID.
    func search(_ text: String) async throws -> [PortalUser] {
        let byEmail = try await admin.sso.user(email: text, of: admin.organization)
        let byID = try await admin.sso.users(userID: text, of: admin.organization)
        return [byEmail].compactMap(\.self) + byID.filter { $0.id != byEmail?.id }
    }

    /// All people, for lists that are sorted by a person's data.
    func everyone() async throws -> [PortalUser] {
        var users: [PortalUser] = []
        var last = ""
        while true {
            let page = try await page(after: last)
            users += page.people
            guard let next = page.next else { return users }
            last = next
        }
    }

    /// All companies, by id.
    func companies() async throws -> [String: PortalCompany] {
        var companies: [String: PortalCompany] = [:]
        var last = ""
        while true {
            let page = try await read([.all(.company, after: last, limit: 1000)])
            for case .company(let company) in page {
                companies[company.id] = company
                last = max(last, company.id)
            }
            if page.count < 1000 { return companies }
        }
    }

    /// The companies of some people.
    func companies(of people: [PortalUser]) async throws -> [String: PortalCompany] {
        let ids = Set(people.compactMap(\.company))
        guard !ids.isEmpty else { return [:] }
        return try await read(ids.map { .named(RecordName(.company, $0)) }).reduce(into: [:]) {
            companies,
            record in
            if case .company(let company) = record { companies[company.id] = company }
        }
    }

    private func read(_ queries: [RecordQuery]) async throws -> [PortalRecord] {
        guard let snapshot = try await admin.services.store.read(.id(admin.organization), queries) else {
            throw SSOError(.unknownOrganization)
        }
        return snapshot.entries.values.map(\.record)
    }
}

extension PortalUser {
    /// A person's name in lists.
    var displayName: String { profile.name ?? email }

    var link: HTML { "<a href=\"\(PeoplePages.path)/\(id)\">\(displayName)</a>" }
}

extension Company {
    /// A company's name in lists.
    var displayName: String { name ?? id ?? "Unnamed" }
}

extension RenewalRisk {
    var html: HTML {
        switch self {
        case .low: Label(text: "Low", tone: .good).html
        case .medium: Label(text: "Medium", tone: .warn).html
        case .high: Label(text: "High", tone: .bad).html
        }
    }
}
