// SPDX-License-Identifier: Apache-2.0

/// Keeps the records of users and companies in this process's memory.
public final class InMemoryUserDirectory: UserDirectory {
    private let kept = Guarded(Records())

    private struct Records {
        var users: [UserKey: UserRecord] = [:]
        var keysByUserID: [UserIDKey: Set<UserKey>] = [:]
        var companies: [CompanyKey: CompanyRecord] = [:]

        mutating func reindex(_ old: UserRecord?, as new: UserRecord?) {
            if let old, let id = UserIDKey(old) {
                keysByUserID[id]?.remove(old.key)
                if keysByUserID[id]?.isEmpty == true { keysByUserID[id] = nil }
            }
            if let new, let id = UserIDKey(new) {
                keysByUserID[id, default: []].insert(new.key)
            }
        }
    }

    private struct UserIDKey: Hashable {
        let organization: OrganizationID
        let userID: ExactText

        init(organization: OrganizationID, userID: String) {
            self.organization = organization
            self.userID = ExactText(userID)
        }

        init?(_ user: UserRecord) {
            guard let userID = user.profile.userID else { return nil }
            self.init(organization: user.key.organization, userID: userID)
        }
    }

    /// Makes an empty directory.
    public init() {}

    /// A user's record; see ``UserDirectory/user(_:)``.
    public func user(_ key: UserKey) -> UserRecord? {
        kept.withLock { $0.users[key] }
    }

    /// The users of an id; see ``UserDirectory/users(userID:organization:)``.
    public func users(userID: String, organization: OrganizationID) -> [UserRecord] {
        kept.withLock { kept in
            let keys = kept.keysByUserID[UserIDKey(organization: organization, userID: userID)] ?? []
            return keys.compactMap { kept.users[$0] }.sorted { $0.key.email < $1.key.email }
        }
    }

    /// Changes a user's record; see ``UserDirectory/modifyUser(_:_:)``.
    public func modifyUser<Result: Sendable>(
        _ key: UserKey,
        _ change: @Sendable (inout UserRecord?) throws -> Result
    ) throws -> Result {
        try kept.withLock { kept in
            let old = kept.users[key]
            var record = old
            let result = try change(&record)
            kept.users[key] = record
            kept.reindex(old, as: record)
            return result
        }
    }

    /// How many user ids are known of.
    var userIDCount: Int {
        kept.withLock { $0.keysByUserID.count }
    }

    /// A company's record; see ``UserDirectory/company(_:)``.
    public func company(_ key: CompanyKey) -> CompanyRecord? {
        kept.withLock { $0.companies[key] }
    }

    /// Changes a company's record; see ``UserDirectory/modifyCompany(_:_:)``.
    public func modifyCompany<Result: Sendable>(
        _ key: CompanyKey,
        _ change: @Sendable (inout CompanyRecord?) throws -> Result
    ) throws -> Result {
        try kept.withLock { kept in
            var record = kept.companies[key]
            let result = try change(&record)
            kept.companies[key] = record
            return result
        }
    }
}
