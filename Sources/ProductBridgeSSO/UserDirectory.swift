// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// Keeps the records of users and companies. Any task may call at any time.
///
/// A store of one's own gives the five functions; what a token does to the records is decided by
/// ``identify(_:mode:at:)``, which stands on them.
public protocol UserDirectory: Sendable {
    /// The user's record, or nil where there is none.
    func user(_ key: UserKey) async throws -> UserRecord?

    /// The organization's users whose records have this user id, byte by byte.
    func users(userID: String, organization: OrganizationID) async throws -> [UserRecord]

    /// Makes, changes or removes (as nil) a user's record in one atomic step: no other change of the same
    /// key happens between what `change` sees and what it leaves. Where `change` throws, nothing is
    /// changed, and its error is thrown.
    func modifyUser<Result: Sendable>(
        _ key: UserKey,
        _ change: @Sendable (inout UserRecord?) throws -> Result
    ) async throws -> Result

    /// The company's record, or nil where there is none.
    func company(_ key: CompanyKey) async throws -> CompanyRecord?

    /// Makes, changes or removes (as nil) a company's record in one atomic step, as
    /// ``modifyUser(_:_:)`` does a user's.
    func modifyCompany<Result: Sendable>(
        _ key: CompanyKey,
        _ change: @Sendable (inout CompanyRecord?) throws -> Result
    ) async throws -> Result
}

/// What happens when a person is identified of whom there is no record; the documents' "Identify Mode".
public enum IdentifyMode: Hashable, Sendable {
    /// A record is made; the documents' default.
    case upsert
    /// The person is refused.
    case updateOnly
}

/// The record of a person who was identified, and what is to be told of it.
public struct IdentifiedUser: Hashable, Sendable {
    /// The person's record as it is now.
    public let user: UserRecord
    /// Whether the record was made just now.
    public let isNew: Bool
    /// What is odd about the user id; empty where nothing is.
    public let clashes: [UserIDClash]
}

/// That a user id and an e-mail address don't belong together as they did before. Nothing is merged or
/// moved: the e-mail address alone picks the record.
public enum UserIDClash: Hashable, Sendable {
    /// Other records have the user id, too: the person's address has changed, or two persons have one
    /// id.
    case sharedWith([UserKey])
    /// The record had another user id before: the address may have been given to another person.
    case changed(from: String)
}

extension UserDirectory {
    /// Writes what a verified token says of a person to the person's record and the company's.
    ///
    /// What the token tells replaces what is kept; what it doesn't tell, or as `null`, is kept; see
    /// ``clear(_:of:)`` for taking something back. The documents: "call
    /// ProductBridge.identify(newToken) with a freshly generated token to update the stored profile".
    ///
    /// A thousand first logins of one person at one time make one record. A company is found by its id,
    /// or by its name where the token has none; a token that tells neither speaks of the company that
    /// the record has.
    ///
    /// - Parameters:
    ///   - verified: What the token says.
    ///   - mode: What happens where there is no record of the address.
    ///   - now: The time of the change.
    /// - Throws: ``SSOError/Code/unknownUser`` in ``IdentifyMode/updateOnly``; what the store throws.
    public func identify(
        _ verified: VerifiedIdentity,
        mode: IdentifyMode = .upsert,
        at now: NumericDate = .now
    ) async throws -> IdentifiedUser {
        let key = UserKey(organization: verified.organization, email: verified.identity.canonicalEmail)
        let fresh = UserProfile(verified.identity)
        let company = verified.company
        let companyKey = company.flatMap { CompanyKey(of: $0, organization: verified.organization) }

        let (user, isNew, previousID) = try await modifyUser(key) { record in
            let isNew = record == nil
            guard !isNew || mode == .upsert else { throw SSOError(.unknownUser) }
            var user = record ?? UserRecord(key: key, createdAt: now)
            let previousID = user.profile.userID
            user.profile.update(from: fresh)
            user.company = companyKey ?? user.company
            user.updatedAt = now
            record = user
            return (user, isNew, previousID)
        }
        if let company, let companyKey = user.company {
            try await modifyCompany(companyKey) { record in
                var known = record ?? CompanyRecord(key: companyKey, updatedAt: now, company: Company())
                known.company.update(from: company)
                known.updatedAt = now
                record = known
            }
        }

        var clashes: [UserIDClash] = []
        if let userID = fresh.userID {
            let others = try await users(userID: userID, organization: key.organization)
                .map(\.key).filter { $0 != key }
            if !others.isEmpty { clashes.append(.sharedWith(others)) }
            if let previousID, ExactText(previousID) != ExactText(userID) {
                clashes.append(.changed(from: previousID))
            }
        }
        return IdentifiedUser(user: user, isNew: isNew, clashes: clashes)
    }

    /// Takes back what is kept of a person; a token can't.
    ///
    /// - Returns: The record as it is now.
    /// - Throws: ``SSOError/Code/unknownUser``; what the store throws.
    @discardableResult
    public func clear(_ fields: Set<UserRecord.Field>, of key: UserKey) async throws -> UserRecord {
        try await modifyUser(key) { record in
            guard var user = record else { throw SSOError(.unknownUser) }
            user.clear(fields)
            record = user
            return user
        }
    }
}

extension VerifiedIdentity {
    /// The company without what would merge strangers: an empty id or name, and a name such as
    /// `undefined`, as a program writes that had no value. (Of ids the verifier has taken those out.)
    fileprivate var company: Company? {
        guard var company = identity.company else { return nil }
        let placeholder = Warning(kind: .placeholder, claim: .companyName)
        if company.id == "" { company.id = nil }
        if company.name == "" || identity.warnings.contains(placeholder) { company.name = nil }
        return company == Company() ? nil : company
    }
}

extension CompanyKey {
    /// The key of the company that a token tells of, or nil where it tells neither id nor name.
    fileprivate init?(of company: Company, organization: OrganizationID) {
        if let id = company.id {
            self.init(organization: organization, id: id)
        } else if let name = company.name {
            self.init(organization: organization, name: name)
        } else {
            return nil
        }
    }
}
