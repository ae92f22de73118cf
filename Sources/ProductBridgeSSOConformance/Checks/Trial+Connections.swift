// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

extension Trial {
    func lostAnswers() async throws {
        let portal = try await Portal(store)
        try await portal.enable()
        let organization = portal.organization
        /// The portal when the answer to the next commit is lost.
        func losing() throws -> SingleSignOn {
            try portal.served(
                by: FaultyStore(store, Fault(call: 1, moment: .after, isLasting: false, isOfCommits: true))
            )
        }

        let key = try await losing().generateKey(
            name: "second",
            of: organization,
            by: Portal.administrator,
            at: .start
        ).reveal()
        try expect(
            try await portal.isAccepted(portal.token(secret: key)),
            "A secret was shown that verifies nothing."
        )
        let fresh = try await losing().regenerateKey(
            name: "second",
            of: organization,
            by: Portal.administrator,
            at: .start
        ).reveal()
        try expect(
            try await portal.isAccepted(portal.token(secret: fresh)),
            "A secret was shown that verifies nothing."
        )
        try expect(
            try await !portal.isAccepted(portal.token(secret: key)),
            "A secret that was replaced verifies."
        )
        try await losing().revokeKey(
            name: "second",
            of: organization,
            by: Portal.administrator,
            at: .start
        )
        try expect(
            try await !portal.isAccepted(portal.token(secret: fresh)),
            "A secret that was revoked verifies."
        )

        var visitor = Visitor(portal)
        let sessions = try await state(of: portal).sessions
        let answer = try await visitor.signIn(losing(), token: portal.token())
        try expect(answer.signsIn, "A sign-in failed whose commit's answer was lost.")
        let person = try await visitor.person(portal.sso)
        try expect(person == "ada@example.com", "A sign-in whose commit's answer was lost began no session.")
        try expect(
            try await state(of: portal).sessions == sessions + 1,
            "A sign-in whose commit's answer was lost began several sessions."
        )
        let identified = try await losing().identify(portal.token(), of: organization, at: .start)
        try expect(
            try await portal.isGood(identified),
            "An identification whose commit's answer was lost began no session."
        )
        try await losing().delete(
            user: "ada@example.com",
            of: organization,
            by: Portal.administrator,
            at: .start
        )
        try expect(
            try await portal.sso.user(email: "ada@example.com", of: organization) == nil,
            "A person is there who was deleted."
        )

        let made = try Random.organization()
        try await losing().createTenant(
            made,
            hosts: [Random.host()],
            by: Portal.administrator,
            at: .start
        )
        try expect(
            try await store.read(.id(made), []) != nil,
            "An organization isn't there that was made."
        )
    }

    func lostAnswersAmongOthers() async throws {
        let portal = try await Portal(store)
        let organization = portal.organization
        let elsewhere = try portal.served(by: other)
        let interrupted = InterruptedStore(
            store,
            after: {
                try await elsewhere.changeSettings(
                    of: organization,
                    by: Portal.administrator,
                    at: .start
                ) { _, widget in widget.requireIdentify.toggle() }
                throw Interruption()
            }
        )
        let key = try await portal.served(by: interrupted).generateKey(
            name: "second",
            of: organization,
            by: Portal.administrator,
            at: .start
        ).reveal()
        try expect(
            try await portal.isAccepted(portal.token(secret: key)),
            "A secret was shown that verifies nothing."
        )

        let touched = InterruptedStore(
            store,
            after: {
                _ = try await elsewhere.identify(
                    portal.token(at: .start + 1),
                    of: organization,
                    at: .start + 1
                )
                throw Interruption()
            }
        )
        let identified = try await portal.served(by: touched).identify(
            portal.token(),
            of: organization,
            at: .start
        )
        try expect(
            try await portal.isGood(identified),
            "An identification whose commit's answer was lost began no session."
        )
    }

    func lostRequests() async throws {
        let portal = try await Portal(store)
        try await portal.enable()
        let organization = portal.organization
        _ = try await portal.sso.identify(portal.token(), of: organization, at: .start)
        let before = try await read(organization, everything)
        let tokens = [try portal.token(), try portal.token()]
        let made = try Random.organization()
        let visitor = Visitor(portal)

        let steps: [(String, @Sendable (SingleSignOn) async throws -> Void)] = [
            (
                "A generation",
                { _ = try await $0.generateKey(name: "b", of: organization, by: "root", at: .start) }
            ),
            (
                "A regeneration",
                {
                    _ = try await $0.regenerateKey(
                        name: Portal.keyName,
                        of: organization,
                        by: "root",
                        at: .start
                    )
                }
            ),
            (
                "A revocation",
                { try await $0.revokeKey(name: Portal.keyName, of: organization, by: "root", at: .start) }
            ),
            ("An identification", { _ = try await $0.identify(tokens[0], of: organization, at: .start) }),
            (
                "A sign-in",
                { sso in
                    var visitor = visitor
                    _ = try await visitor.signIn(sso, token: tokens[1])
                }
            ),
            (
                "A native login",
                {
                    _ = try await $0.startNativeSession(
                        email: "ada@example.com",
                        visitor.request(),
                        at: .start
                    )
                }
            ),
            (
                "A deletion",
                { try await $0.delete(user: "ada@example.com", of: organization, by: "root", at: .start) }
            ),
            (
                "An organization's first commit",
                { try await $0.createTenant(made, hosts: [Random.host()], by: "root", at: .start) }
            ),
        ]
        for (what, step) in steps {
            let faulty = FaultyStore(
                store,
                Fault(call: 1, moment: .before, isLasting: true, isOfCommits: true)
            )
            do {
                try await step(portal.served(by: faulty))
                throw fail("\(what) that never came to the store was said to be made.")
            } catch is Interruption {
                let after = try await read(organization, everything)
                try expect(
                    after.isSame(as: before),
                    "\(what) that never came to the store changed something."
                )
            }
        }
        try expect(try await store.read(.id(made), []) == nil, "An organization is there that wasn't made.")
        var again = visitor
        try expect(
            try await again.signIn(portal.sso, token: tokens[1]).signsIn,
            "A token doesn't sign in that was never used."
        )
    }

    private var everything: [RecordQuery] {
        PortalRecord.Kind.allCases.map { .all($0, after: "", limit: 1000) }
    }
}
