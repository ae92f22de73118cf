// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// These run in 1971, so that they don't remove other checks' records.
extension Trial {
    func clocksSetBack() async throws {
        let start = NumericDate(secondsSinceEpoch: 31_536_000)
        let portal = try await Portal(store, at: start)
        try await portal.enable(at: start)
        let token = try portal.token(at: start)
        var visitor = Visitor(portal)
        let returnTo = try await visitor.clickSignIn(portal.sso, at: start)
        // The cookies of the attempt, which a browser may keep whatever it is told.
        let kept = visitor
        let answer = try await visitor.comeBack(to: portal.sso, token: token, returnTo: returnTo, at: start)
        try expect(answer.signsIn, "A sign-in was refused.")

        // The token, the attempt and finally the session have expired and are removed; then the clock is set
        // back.
        for later in [3700.0, 7200, 82_800] {
            while try await portal.sso.removeExpired(limit: 100, at: start + later) == 100 {}
            var another = Visitor(portal)
            let replay = try await another.signIn(portal.sso, token: token, at: start + 60)
            try expect(
                replay.refusal == .tokenReplayed,
                "A used token was let in again when the clock was set back by \(later) seconds."
            )
            var same = kept
            let fresh = try portal.token(IdentityClaims(email: "eve@example.com"), at: start)
            let second = try await same.comeBack(
                to: portal.sso,
                token: fresh,
                returnTo: returnTo,
                at: start + 60
            )
            try expect(
                second.refusal == .attemptUsed,
                "A used attempt was let in again when the clock was set back by \(later) seconds."
            )
        }
        let end = 30.0 * 86_400
        _ = try await portal.sso.removeExpired(limit: 100, at: start + (end + 3600))
        let ended = try await visitor.person(portal.sso, at: start + (end + 3600))
        try expect(ended == nil, "A session is good that has ended.")
        let again = try await visitor.person(portal.sso, at: start + (end - 60))
        try expect(
            again == "ada@example.com",
            "A session ended that, since the clock was set back, is good again."
        )

        // A day after the end, nothing is left of it.
        while try await portal.sso.removeExpired(limit: 100, at: start + (end + 3 * 86_400)) == 100 {}
        let left = try await state(of: portal)
        try expect(
            left.used == 0 && left.sessions == 0,
            "What has expired was removed, and something stayed: \(left)."
        )
    }
}
