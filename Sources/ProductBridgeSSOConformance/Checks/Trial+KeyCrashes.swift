// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeSSO

extension Trial {
    func crashesInRegenerate() async throws {
        try await crashesInChangeOfKey { sso, organization in
            try await sso.regenerateKey(name: Portal.keyName, of: organization, by: "root", at: .start)
                .reveal()
        }
    }

    func crashesInRevoke() async throws {
        try await crashesInChangeOfKey { sso, organization in
            try await sso.revokeKey(name: Portal.keyName, of: organization, by: "root", at: .start)
            return nil
        }
    }

    /// A change that ends a secret: after a crash, the secret and all of its sessions are valid, or none of
    /// them is.
    private func crashesInChangeOfKey(
        _ change: (SingleSignOn, OrganizationID) async throws -> String?
    ) async throws {
        try await withEveryFault(
            prepare: {
                let portal = try await Portal(store)
                let identified = try await portal.sso.identify(
                    portal.token(),
                    of: portal.organization,
                    at: .start
                )
                let tenant = try await portal.sso.tenant(portal.organization)
                return (portal, (identified: identified, before: tenant))
            },
            flow: { sso, portal, _ in try await change(sso, portal.organization) },
            judge: { portal, start, fresh, fault in
                let (identified, before) = start
                let tenant = try await portal.sso.tenant(portal.organization)
                let isDone = tenant.keys != before.keys
                try expect(isDone || fresh == nil, "After \(fault) a change was said to be made and wasn't.")
                try expect(
                    isDone || tenant == before,
                    "After \(fault) there is half of a change."
                )
                try expect(
                    try await portal.sso.changes(of: portal.organization).count == (isDone ? 3 : 2),
                    "After \(fault) a change isn't noted, or one that isn't."
                )
                try expect(
                    try await portal.isGood(identified) == !isDone,
                    "After \(fault) a session outlived its secret, or ended without it."
                )
                try expect(
                    try await portal.isAccepted(portal.token()) == !isDone,
                    "After \(fault) a secret verifies that ended, or doesn't that counts."
                )
                guard let fresh, let fresh else { return }
                try expect(
                    try await portal.isAccepted(portal.token(secret: fresh)),
                    "After \(fault) a secret was shown that verifies nothing."
                )
            }
        )
    }
}
