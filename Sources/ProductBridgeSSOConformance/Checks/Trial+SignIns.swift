// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

extension Trial {
    func firstLoginsMakeOnePerson() async throws {
        let portal = try await Portal(store)
        let organization = portal.organization
        let processes = [portal.sso, try portal.served(by: other)]
        var claims = IdentityClaims(email: "ada@example.com", userID: "42")
        claims.company = Company(id: "acme", name: "Acme")
        let told = claims
        let all = try await atOnce(concurrency) { number, _ in
            let token = try portal.token(told)
            return try await untilNotBusy {
                try await processes[number % 2].identify(token, of: organization, at: .start)
            }
        }
        try expect(
            all.count(where: \.isNew) == 1,
            "\(all.count(where: \.isNew)) first logins made the person's record."
        )
        let users = try await records(.user, of: organization)
        try expect(users.count == 1, "\(concurrency) first logins of one person made \(users.count) records.")
        try expect(
            try await records(.company, of: organization).count == 1,
            "\(concurrency) first logins made more than one record of a company."
        )
        try expect(
            try await records(.session, of: organization).count == concurrency,
            "\(concurrency) logins didn't each begin a session."
        )
        for identified in all {
            try expect(try await portal.isGood(identified), "A session that was begun isn't good.")
        }
    }

    /// Runs a step again if too many others compete.
    private func untilNotBusy<Result>(_ step: () async throws -> Result) async throws -> Result {
        for _ in 0..<100 {
            do {
                return try await step()
            } catch let error as SSOError where error.code == .storeBusy {}
        }
        return try await step()
    }

    func tokensWorkOnce() async throws {
        let portal = try await Portal(store)
        try await portal.enable()
        let processes = [portal.sso, try portal.served(by: other)]
        let token = try portal.token()
        let used = try await records(.used, of: portal.organization).count
        let answers = try await atOnce(min(concurrency, 30)) { number, _ in
            var visitor = Visitor(portal)
            let sso = processes[number % 2]
            let answer = try await visitor.signIn(sso, token: token)
            let person = try await visitor.person(sso)
            try expect(answer.signsIn == (person != nil), "A visitor who was refused has a session.")
            return answer
        }
        try expect(
            answers.count(where: \.signsIn) == 1,
            "One token signed in \(answers.count(where: \.signsIn)) visitors."
        )
        try expect(
            answers.allSatisfy { $0.signsIn || $0.refusal == .tokenReplayed },
            "A visitor who brought a used token was told something else."
        )
        try expect(
            try await records(.session, of: portal.organization).count == 1,
            "One token made several sessions."
        )
        try expect(
            try await records(.used, of: portal.organization).count == used + 2,
            "A sign-in left more than its own token and attempt."
        )

        // The second visitor signs in between the first one's read and commit.
        let second = try portal.token(IdentityClaims(email: Random.email()))
        let interrupted = InterruptedStore(
            store,
            before: {
                var visitor = Visitor(portal)
                let answer = try await visitor.signIn(processes[1], token: second)
                try expect(answer.signsIn, "A sign-in was refused.")
            }
        )
        var late = Visitor(portal)
        let answer = try await late.signIn(try portal.served(by: interrupted), token: second)
        try expect(
            answer.refusal == .tokenReplayed,
            "A token signed in two visitors at the same time."
        )
        try expect(
            try await records(.session, of: portal.organization).count == 2,
            "One token made several sessions."
        )
    }

    func regeneratingStopsSignIns() async throws {
        let portal = try await Portal(store)
        try await portal.enable()
        let organization = portal.organization
        let before = try await state(of: portal)
        let elsewhere = try portal.served(by: other)
        let interrupted = InterruptedStore(store) {
            _ = try await elsewhere.regenerateKey(
                name: Portal.keyName,
                of: organization,
                by: Portal.administrator,
                at: .start
            )
        }
        var visitor = Visitor(portal)
        let answer = try await visitor.signIn(try portal.served(by: interrupted), token: portal.token())
        try expect(
            answer.refusal == .tokenRefused,
            "A sign-in went through whose secret was regenerated meanwhile."
        )
        try expect(
            try await state(of: portal) == before,
            "A sign-in that was refused left something behind."
        )

        let second = InterruptedStore(store) {
            try await elsewhere.revokeKey(
                name: Portal.keyName,
                of: organization,
                by: Portal.administrator,
                at: .start
            )
        }
        let fresh = try await elsewhere.regenerateKey(
            name: Portal.keyName,
            of: organization,
            by: Portal.administrator,
            at: .start
        ).reveal()
        try await expectRefusal(.noSecret, "An identification whose secret was revoked meanwhile") {
            _ = try await portal.served(by: second).identify(
                portal.token(secret: fresh),
                of: organization,
                at: .start
            )
        }
        try expect(
            try await state(of: portal) == before,
            "An identification that was refused left something behind."
        )
    }

    func deletingStopsSessions() async throws {
        let portal = try await Portal(store)
        let organization = portal.organization
        let email = "ada@example.com"
        let elsewhere = try portal.served(by: other)
        let old = try portal.token(IdentityClaims(email: email), at: .start + -60)

        // Native logins, and older tokens, change nothing about the person.
        let begin: [@Sendable () async throws -> Void] = [
            {
                _ = try await elsewhere.startNativeSession(
                    email: email,
                    Visitor(portal).request(),
                    at: .start
                )
            },
            { _ = try await elsewhere.identify(old, of: organization, at: .start) },
            { _ = try await elsewhere.identify(portal.token(), of: organization, at: .start) },
        ]
        for (number, beginning) in begin.enumerated() {
            _ = try await portal.sso.identify(portal.token(), of: organization, at: .start)
            let interrupted = InterruptedStore(store, before: beginning)
            try await portal.served(by: interrupted).delete(
                user: email,
                of: organization,
                by: Portal.administrator,
                at: .start
            )
            let after = try await state(of: portal)
            try expect(
                after.users == 0 && after.sessions == 0,
                "A person was deleted, and a session stayed that began meanwhile (\(number))."
            )
        }
    }
}

/// The number of records of the kinds that sign-ins make.
struct PortalState: Hashable {
    var users = 0
    var companies = 0
    var sessions = 0
    var used = 0
    var refusals = 0
    var changes = 0
}

extension Trial {
    /// The numbers of a portal's records; refusals and changes only if they are requested.
    func state(of portal: Portal, withLogs: Bool = false) async throws -> PortalState {
        let organization = portal.organization
        var state = PortalState()
        state.users = try await records(.user, of: organization).count
        state.companies = try await records(.company, of: organization).count
        state.sessions = try await records(.session, of: organization).count
        state.used = try await records(.used, of: organization).count
        guard withLogs else { return state }
        state.refusals = try await records(.refusal, of: organization).count
        state.changes = try await records(.change, of: organization).count
        return state
    }
}
