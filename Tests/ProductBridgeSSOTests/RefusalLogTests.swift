// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("The log of refusals")
struct RefusalLogTests {
    private static let wrong = String(repeating: "0", count: 64)

    private func log(_ flow: Flow) async throws -> RefusalLog {
        try await flow.sso.refusals(of: Fixture.acme)
    }

    private func identify(_ flow: Flow, _ token: String, at time: NumericDate = Fixture.now) async {
        _ = try? await flow.sso.identify(token, of: Fixture.acme, at: time)
    }

    @Test("Refusals are counted by day and by name, for the widget and for the callback")
    func counts() async throws {
        let flow = try await Flow()
        let other = try flow.otherProcess()
        let forged = try flow.token(secret: Self.wrong)
        var browser = Browser(flow.sso)
        _ = try await browser.comeBack(token: forged, returnTo: nil)
        browser.sso = other
        let returnTo = try await browser.clickSignIn().returnTo
        _ = try await browser.comeBack(token: forged, returnTo: returnTo)
        await identify(flow, forged)
        await identify(flow, try flow.token(at: Fixture.time(-7200)))
        await identify(flow, forged, at: Fixture.time(86_399))
        await identify(flow, forged, at: Fixture.time(86_400))
        #expect(
            try await log(flow).counts == [
                "2026-01-01": ["unsolicited": 1, "signature_mismatch": 3, "expired": 1],
                "2026-01-02": ["signature_mismatch": 1],
            ]
        )
        #expect(try await flow.sso.refusals(of: Fixture.other).counts.isEmpty)
        // Successes aren't counted, nor is a click on another site's page.
        _ = try await browser.comeBack(token: flow.token(), returnTo: returnTo)
        _ = try await flow.sso.signIn(browser.request(), at: Fixture.now)
        #expect(try await log(flow).counts.values.flatMap(\.values).reduce(0, +) == 6)
    }

    @Test("Counts of old days are removed, only for this organization, however many there are")
    func oldCounts() async throws {
        let flow = try await Flow()
        var commit = PortalCommit(organization: Fixture.acme)
        for number in 0..<2500 { commit.additions[RecordName(.counter, "2025-12-31/kind_\(number)")] = 1 }
        #expect(try await flow.store.commit(commit))
        let forged = try flow.token(secret: Self.wrong)
        for offset in [0, 86_400.0] { await identify(flow, forged, at: Fixture.time(offset)) }
        #expect(try await log(flow).counts["2025-12-31"]?.count == 2500)

        try await flow.sso.removeRefusalCounts(of: Fixture.other, before: Fixture.time(86_400))
        try await flow.sso.removeRefusalCounts(of: Fixture.acme, before: Fixture.time(-1))
        #expect(try await log(flow).counts.count == 3)
        try await flow.sso.removeRefusalCounts(of: Fixture.acme, before: Fixture.time(86_399))
        let today = ["2026-01-01": ["signature_mismatch": Int64(1)], "2026-01-02": ["signature_mismatch": 1]]
        #expect(try await log(flow).counts == today)
        #expect(try await log(flow).unsigned.count == 2)
        try await flow.sso.removeRefusalCounts(of: Fixture.acme, before: Fixture.time(86_400))
        #expect(try await log(flow).counts.keys.sorted() == ["2026-01-02"])
        await #expect(throws: SSOError(.invalidArgument)) {
            try await flow.sso.removeRefusalCounts(
                of: Fixture.acme,
                before: NumericDate(secondsSinceEpoch: -1)
            )
        }
    }

    @Test("A detail says when, where, what and why, and who if the token was signed")
    func details() async throws {
        let flow = try await Flow()
        await identify(flow, try flow.token(at: Fixture.time(-7200)))
        await identify(flow, try flow.token(secret: Self.wrong))
        let log = try await log(flow)
        let signed = try #require(log.signed.first)
        #expect(log.signed.count == 1)
        #expect(signed.at == Fixture.now)
        #expect(signed.origin == .widget)
        #expect(signed.error == refusal(.expired))
        #expect(signed.email == "ada@example.com")
        #expect(!signed.causes.isEmpty)
        let unsigned = try #require(log.unsigned.first)
        #expect(log.unsigned.count == 1)
        #expect(unsigned.error == refusal(.signatureMismatch))
        #expect(unsigned.email == nil)
        #expect(!unsigned.causes.isEmpty)
    }

    @Test("The stored causes are Explain's for the secrets of that time")
    func causes() async throws {
        let flow = try await Flow()
        let token = try flow.token(at: Fixture.time(-7200))
        await identify(flow, token)
        let expected = try Explanation(
            of: token,
            secrets: [Secret(flow.secret)],
            policy: .widget,
            at: Fixture.now
        ).causes.map(\.number)
        try await flow.sso.revokeKey(
            name: "production",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        )
        #expect(try await log(flow).signed.map(\.causes) == [expected])
    }

    @Test(
        "The person is named if the signature was valid: expired, from the future, replayed, unknown, retiring"
    )
    func names() async throws {
        let flow = try await Flow()
        try await flow.changeSettings { _, widget in widget.identifyMode = .updateOnly }
        await identify(flow, try flow.token("unknown@example.com"))
        await identify(flow, try flow.token("future@example.com", at: Fixture.time(7200)))
        await identify(flow, try flow.token("ancient@example.com", at: Fixture.time(-1_000_000_000)))
        try await flow.changeSettings { _, widget in widget.identifyMode = .upsert }
        var browser = Browser(flow.sso)
        let token = try flow.token("replayed@example.com")
        _ = try await browser.signIn(token)
        var other = Browser(flow.sso)
        _ = try await other.comeBack(token: token, returnTo: nil)
        let names = try await log(flow).signed.compactMap(\.email).sorted()
        #expect(
            names == [
                "ancient@example.com", "future@example.com", "replayed@example.com", "unknown@example.com",
            ]
        )
        #expect(try await log(flow).unsigned.isEmpty)
    }

    @Test("No person is named for a forged token, or for one that was refused before verification")
    func noNames() async throws {
        let flow = try await Flow()
        let payload = #"{"email":"eve@example.com","exp":1767229200}"#
        for token in [
            try flow.token("eve@example.com", secret: Self.wrong),
            try flow.token("eve@example.com", secret: Self.wrong, at: Fixture.time(-7200)),
            Signer.token(payload, header: #"{"alg":"none"}"#, secret: flow.secret),
            Signer.token(payload, header: #"{"alg":"HS256","crit":["x"]}"#, secret: flow.secret),
            String(try flow.token("eve@example.com").dropLast()), "", "x", "...", "\u{1f600}",
        ] {
            await identify(flow, token)
        }
        var stranger = Browser(flow.sso)
        _ = try await stranger.comeBack(
            token: flow.token("eve@example.com"),
            returnTo: nil,
            at: Fixture.time(60)
        )
        let log = try await log(flow)
        #expect(log.signed.isEmpty)
        #expect(log.unsigned.count == 10)
        #expect(log.unsigned.allSatisfy { $0.email == nil })
        #expect(try await !everything(about: flow.contents(withLog: true)).contains("eve@"))
    }

    @Test("Each ring takes 10 entries a minute, and counting goes on")
    func perMinute() async throws {
        let flow = try await Flow()
        let forged = try flow.token(secret: Self.wrong)
        for index in 0..<25 { await identify(flow, forged, at: Fixture.time(Double(index) * 59.9 / 25)) }
        #expect(try await log(flow).unsigned.count == 10)
        #expect(try await log(flow).counts["2026-01-01"] == ["signature_mismatch": 25])
        // Strangers leave the other ring its 10.
        for index in 0..<12 {
            await identify(flow, try flow.token("p\(index)@example.com", at: Fixture.time(-7200)))
        }
        #expect(try await log(flow).signed.count == 10)
        await identify(flow, forged, at: Fixture.time(60))
        #expect(try await log(flow).unsigned.count == 11)
    }

    @Test("Two processes whose clocks differ share the 10, and a clock that was set far back starts again")
    func skewedClocks() async throws {
        let flow = try await Flow()
        let forged = try flow.token(secret: Self.wrong)
        for index in 0..<30 {
            await identify(flow, forged, at: Fixture.time(index.isMultiple(of: 2) ? 61 : 59))
        }
        #expect(try await log(flow).unsigned.count == 10)
        await identify(flow, forged, at: Fixture.time(-86_400))
        #expect(try await log(flow).unsigned.count == 11)
    }

    @Test(
        "A ring has 500 entries, and the oldest is removed; strangers never remove entries of the other ring",
        .timeLimit(.minutes(5))
    )
    func rings() async throws {
        let flow = try await Flow()
        let forged = try flow.token(secret: Self.wrong)
        await identify(flow, try flow.token(at: Fixture.time(-7200)))
        for index in 0..<520 { await identify(flow, forged, at: Fixture.time(Double(index) * 6)) }
        var log = try await log(flow)
        #expect(log.unsigned.count == 500)
        #expect(log.unsigned.map(\.at) == (20..<520).reversed().map { Fixture.time(Double($0) * 6) })
        #expect(log.signed.map(\.email) == ["ada@example.com"])
        for index in 0..<505 {
            await identify(
                flow,
                try flow.token("p\(index)@example.com", at: Fixture.time(-7200)),
                at: Fixture.time(Double(index) * 6 + 60)
            )
        }
        log = try await self.log(flow)
        #expect(log.signed.compactMap(\.email) == (5..<505).reversed().map { "p\($0)@example.com" })
        #expect(log.unsigned.count == 500)
        #expect(try await flow.records(.refusal).count == 1000)
        #expect(log.counts["2026-01-01"] == ["signature_mismatch": 520, "expired": 506])
    }
}
