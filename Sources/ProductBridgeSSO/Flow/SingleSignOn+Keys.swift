// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

extension SingleSignOn {
    /// Generates a secret: 64 lower-case hex characters, of which only the last four can be seen afterwards.
    ///
    /// - Parameters:
    ///   - name: What to call it, such as `production`: 1 to 64 ASCII letters, digits, spaces, `-`, `_` and `.`.
    ///   - organization: The secret's organization.
    ///   - administrator: Who makes the change, for the record of changes.
    ///   - now: The time of the generation.
    /// - Returns: The secret, whose text can be shown once.
    /// - Throws: ``SSOError/Code/malformedSecretName``; ``SSOError/Code/secretNameTaken``;
    ///   ``SSOError/Code/tooManySecrets`` beyond ``Tenant/maximumKeys``;
    ///   ``SSOError/Code/unknownOrganization``; ``SSOError/Code/invalidArgument`` for a time out of range.
    public func generateKey(
        name: String,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now
    ) async throws -> GeneratedKey {
        guard Self.isName(name) else { throw SSOError(.malformedSecretName) }
        let (key, text) = try makeKey(name: name, organization: organization, at: now)
        try await changeTenant(organization, by: administrator, at: now) { tenant in
            guard !tenant.keys.contains(where: { $0.name == name && $0.isCurrent }) else {
                throw SSOError(.secretNameTaken)
            }
            try tenant.add(key, at: now)
        }
        return GeneratedKey(key: key, text: text)
    }

    /// Replaces the secret called `name` with a new one.
    ///
    /// Without a grace time "this immediately invalidates every existing JWT signed with the old secret", as
    /// the documents say, in every process when this returns; the sessions that it made end with it. With a
    /// grace time, both stay valid until it is over. Secrets with this name that were already in their grace
    /// time end now. The organization's test becomes stale.
    ///
    /// - Parameters:
    ///   - name: Which secret.
    ///   - grace: How long the old secret stays valid alongside the new one, in whole seconds.
    ///   - organization: The secret's organization.
    ///   - administrator: Who makes the change, for the record of changes.
    ///   - now: The time of the generation.
    /// - Returns: The new secret, whose text can be shown once.
    /// - Throws: ``SSOError/Code/unknownSecret``; ``SSOError/Code/tooManySecrets`` if the old one would be
    ///   one too many; ``SSOError/Code/unknownOrganization``; ``SSOError/Code/invalidArgument`` for a time
    ///   out of range, and for a negative grace time or one beyond the year 9999.
    public func regenerateKey(
        name: String,
        grace: Duration = .zero,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now
    ) async throws -> GeneratedKey {
        let seconds = try WholeSeconds.of(grace, in: 0...WholeSeconds.latest)
        let retiresAt = try WholeSeconds.of(now) + seconds
        guard retiresAt <= WholeSeconds.latest else { throw SSOError(.invalidArgument) }
        let (key, text) = try makeKey(name: name, organization: organization, at: now)
        try await changeTenant(organization, by: administrator, at: now) { tenant in
            guard let index = tenant.keys.firstIndex(where: { $0.name == name && $0.isCurrent }) else {
                throw SSOError(.unknownSecret)
            }
            var old = tenant.keys[index]
            old.retiresAt = NumericDate(retiresAt)
            tenant.keys.removeAll { $0.name == name }
            if seconds > 0 { tenant.keys.insert(old, at: min(index, tenant.keys.endIndex)) }
            try tenant.add(key, at: now)
            tenant.settings.becomeStale()
        }
        return GeneratedKey(key: key, text: text)
    }

    /// Ends a secret at once, with those of the same name in their grace time, and the sessions that they
    /// made. The organization's test becomes stale.
    ///
    /// - Throws: ``SSOError/Code/unknownSecret``; ``SSOError/Code/unknownOrganization``.
    public func revokeKey(
        name: String,
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate = .now
    ) async throws {
        try await changeTenant(organization, by: administrator, at: now) { tenant in
            guard tenant.keys.contains(where: { $0.name == name }) else { throw SSOError(.unknownSecret) }
            tenant.keys.removeAll { $0.name == name }
            tenant.settings.becomeStale()
        }
    }

    /// Reseals the secrets of some organizations that are sealed by another master key with the current one.
    /// Call it again with its result until that is nil; after a failure or a crash, start again.
    ///
    /// - Parameters:
    ///   - last: The organization to continue after; nil for the first.
    ///   - limit: The maximum number of organizations.
    ///   - now: The time, for the record of changes.
    /// - Returns: The organization to continue after; nil when all are done.
    /// - Throws: ``SSOError/Code/unknownMasterKey`` if a secret is sealed by a key that ``MasterKeys``
    ///   doesn't have; ``SSOError/Code/sealBroken``; ``SSOError/Code/invalidArgument`` for a limit below 1.
    public func resealKeys(
        after last: OrganizationID? = nil,
        limit: Int = 100,
        at now: NumericDate = .now
    ) async throws -> OrganizationID? {
        guard limit >= 1 else { throw SSOError(.invalidArgument) }
        let organizations = try await store.organizations(after: last, limit: limit)
        for organization in organizations {
            try await changeTenant(organization, by: "master key \(masterKeys.currentID)", at: now) {
                tenant in
                for index in tenant.keys.indices where !masterKeys.isCurrent(tenant.keys[index].sealed) {
                    let place = SealedPlace(organization: organization, record: tenant.keys[index].id)
                    let text = try masterKeys.open(tenant.keys[index].sealed, at: place)
                    tenant.keys[index].sealed = try masterKeys.seal(text, at: place)
                }
            }
        }
        return organizations.last
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0.isASCIILetter || $0.isDigit || " -_.".utf8.contains($0) }
    }

    private func makeKey(
        name: String,
        organization: OrganizationID,
        at now: NumericDate
    ) throws -> (key: TenantKey, text: String) {
        let text = try Secret.generate()
        let id = try Attempt.newID()
        let key = TenantKey(
            id: id,
            name: name,
            lastFour: String(text.suffix(4)),
            createdAt: NumericDate(try WholeSeconds.of(now)),
            sealed: try masterKeys.seal(
                SecretText(utf8: text.utf8),
                at: SealedPlace(organization: organization, record: id)
            )
        )
        return (key, text)
    }
}

extension Tenant {
    /// Removes those whose grace time ended long ago: a day later, since this process's clock may be ahead of
    /// others'.
    fileprivate mutating func add(_ key: TenantKey, at now: NumericDate) throws(SSOError) {
        let yesterday = NumericDate(secondsSinceEpoch: now.secondsSinceEpoch - SingleSignOn.clockMargin)
        keys = liveKeys(at: yesterday)
        guard liveKeys(at: now).count < Self.maximumKeys else { throw SSOError(.tooManySecrets) }
        keys.append(key)
    }
}
