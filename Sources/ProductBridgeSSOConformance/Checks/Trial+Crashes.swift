// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

extension Trial {
    /// Runs a flow with a fault at its first call, at its second, and so on until it no longer meets one:
    /// each as a crash and as a lost connection, before and after the call's effect.
    ///
    /// - Parameters:
    ///   - prepare: Makes the flow's starting point.
    ///   - flow: Runs the flow through a failing portal, from the prepared point.
    ///   - judge: Checks the outcome; the result is nil if the flow threw.
    func withEveryFault<Start, Result>(
        prepare: () async throws -> (Portal, Start),
        flow: (SingleSignOn, Portal, inout Start) async throws -> Result,
        judge: (Portal, Start, Result?, Fault) async throws -> Void
    ) async throws {
        for moment in Fault.Moment.allCases {
            for isLasting in [false, true] {
                var call = 0
                var goesOn = true
                while goesOn {
                    call += 1
                    try expect(call < 50, "A flow never came to its end.")
                    let fault = Fault(call: call, moment: moment, isLasting: isLasting)
                    var (portal, start) = try await prepare()
                    let faulty = FaultyStore(store, fault)
                    var result: Result?
                    do {
                        result = try await flow(portal.served(by: faulty), portal, &start)
                    } catch is Interruption {
                        result = nil
                    }
                    goesOn = await faulty.wasHit
                    try await judge(portal, start, result, fault)
                }
            }
        }
    }

    func crashesInSignIn() async throws {
        let portal = try await Portal(store)
        try await portal.enable()
        try await withEveryFault(
            prepare: {
                let email = try Random.email()
                let token = try portal.token(IdentityClaims(email: email))
                let before = try await state(of: portal)
                return (portal, (before: before, visitor: Visitor(portal), token: token, email: email))
            },
            flow: { sso, _, start in
                try await start.visitor.signIn(sso, token: start.token)
            },
            judge: { portal, start, answer, fault in
                var all = start.before
                (all.users, all.sessions, all.used) = (all.users + 1, all.sessions + 1, all.used + 2)
                let after = try await state(of: portal)
                try expect(
                    after == all || after == start.before,
                    "After \(fault) there is half of a sign-in: \(after)."
                )
                var visitor = start.visitor
                if let answer {
                    try expect(answer.signsIn, "After \(fault) a sign-in was refused.")
                    let person = try await visitor.person(portal.sso)
                    try expect(person == start.email, "After \(fault) who was signed in has no session.")
                }
                // For anyone who brings the token next: it was used, or is used now, and never again.
                var another = Visitor(portal)
                let next = try await another.signIn(portal.sso, token: start.token)
                try expect(
                    after == all ? next.refusal == .tokenReplayed : next.signsIn,
                    "After \(fault) the token is used and works, or isn't and doesn't."
                )
                let last = try await visitor.signIn(portal.sso, token: start.token)
                try expect(!last.signsIn, "After \(fault) the token worked twice.")
                try expect(
                    try await state(of: portal) == all,
                    "After \(fault) a token made several sessions."
                )
            }
        )
    }

    func crashesInIdentify() async throws {
        let portal = try await Portal(store)
        try await withEveryFault(
            prepare: {
                var claims = IdentityClaims(email: try Random.email())
                claims.company = Company(id: try Random.text())
                let before = try await state(of: portal)
                return (portal, (before: before, token: try portal.token(claims)))
            },
            flow: { (sso: SingleSignOn, portal: Portal, start: inout (before: PortalState, token: String)) in
                try await sso.identify(start.token, of: portal.organization, at: .start)
            },
            judge: { portal, start, identified, fault in
                var all = start.before
                (all.users, all.companies, all.sessions) = (
                    all.users + 1, all.companies + 1, all.sessions + 1
                )
                let after = try await state(of: portal)
                try expect(
                    after == all || (identified == nil && after == start.before),
                    "After \(fault) there is half of an identification: \(after)."
                )
                if let identified {
                    try expect(
                        try await portal.isGood(identified),
                        "After \(fault) a session isn't good that began."
                    )
                }
                // The token works again, as it does in the widget.
                let again = try await portal.sso.identify(start.token, of: portal.organization, at: .start)
                try expect(again.isNew == (after == start.before), "After \(fault) a person was made twice.")
            }
        )
    }

    func crashesInNativeLogin() async throws {
        let portal = try await Portal(store)
        try await withEveryFault(
            prepare: {
                let before = try await state(of: portal)
                return (portal, (before: before, email: try Random.email()))
            },
            flow: { (sso: SingleSignOn, portal: Portal, start: inout (before: PortalState, email: String)) in
                try await sso.startNativeSession(email: start.email, Visitor(portal).request(), at: .start)
            },
            judge: { portal, start, begun, fault in
                var all = start.before
                (all.users, all.sessions) = (all.users + 1, all.sessions + 1)
                let after = try await state(of: portal)
                try expect(
                    after == all || (begun == nil && after == start.before),
                    "After \(fault) there is half of a login: \(after)."
                )
                guard let begun else { return }
                var visitor = Visitor(portal)
                visitor.take(begun.cookies)
                let person = try await visitor.person(portal.sso)
                try expect(person == start.email, "After \(fault) a session isn't good that began.")
            }
        )
    }

    func crashesInMerge() async throws {
        try await withEveryFault(
            prepare: {
                let portal = try await Portal(store)
                func identify(_ email: String, _ userID: String?) async throws -> Identified {
                    let token = try portal.token(IdentityClaims(email: email, userID: userID))
                    return try await portal.sso.identify(token, of: portal.organization, at: .start)
                }
                let old = try await identify("old@x.example", "1")
                let new = try await identify("new@x.example", nil)
                return (portal, (old: old, new: new))
            },
            flow: { sso, portal, _ in
                try await sso.merge(
                    "old@x.example",
                    into: "new@x.example",
                    of: portal.organization,
                    by: "root",
                    at: .start
                )
            },
            judge: { portal, start, merged, fault in
                let old = try await portal.sso.user(email: "old@x.example", of: portal.organization)
                let new = try await portal.sso.user(email: "new@x.example", of: portal.organization)
                let isMerged = old?.id == start.new.user.id
                try expect(
                    isMerged ? old == new : merged == nil && old == start.old.user && new == start.new.user,
                    "After \(fault) there is half of a merge."
                )
                try expect(
                    (new?.profile.userID == "1") == isMerged,
                    "After \(fault) a merged profile is half full."
                )
                let changes = try await portal.sso.changes(of: portal.organization)
                try expect(
                    changes.count == (isMerged ? 3 : 2),
                    "After \(fault) a merge isn't noted, or one that isn't."
                )
                try expect(
                    try await portal.isGood(start.old) == !isMerged,
                    "After \(fault) a session of who was merged is good, or of who wasn't isn't."
                )
                try expect(
                    try await portal.isGood(start.new),
                    "After \(fault) a session ended that a merge leaves."
                )
            }
        )
    }

    func crashesInDelete() async throws {
        let email = "ada@example.com"
        try await withEveryFault(
            prepare: {
                let portal = try await Portal(store)
                let identified = try await portal.sso.identify(
                    portal.token(),
                    of: portal.organization,
                    at: .start
                )
                try await expectRefusal(.tokenRefused, "A token that has expired") {
                    _ = try await portal.sso.identify(
                        portal.token(at: .start + -7200),
                        of: portal.organization,
                        at: .start
                    )
                }
                let before = try await state(of: portal, withLogs: true)
                return (portal, (before: before, identified: identified))
            },
            flow: { sso, portal, _ in
                try await sso.delete(user: email, of: portal.organization, by: "root", at: .start)
            },
            judge: { portal, start, deleted, fault in
                let (before, identified) = start
                try expect(
                    before.users == 1 && before.sessions == 1 && before.refusals == 1,
                    "A person hasn't a session and a refusal: \(before)."
                )
                var gone = before
                (gone.users, gone.sessions, gone.refusals, gone.changes) = (0, 0, 0, before.changes + 1)
                let after = try await state(of: portal, withLogs: true)
                try expect(
                    after == gone || (deleted == nil && after == before),
                    "After \(fault) half of a person is deleted: \(after)."
                )
                try expect(
                    try await portal.isGood(identified) == (after == before),
                    "After \(fault) a session of who was deleted is good, or of who wasn't isn't."
                )
            }
        )
    }
}
