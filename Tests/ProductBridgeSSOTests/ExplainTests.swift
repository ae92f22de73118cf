// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Explaining a token to administrators")
struct ExplainTests {
    private func explain(
        _ flow: Flow,
        _ token: String,
        origin: PortalSession.Origin = .redirect,
        at seconds: Double = 0
    ) async throws -> Explanation {
        try await flow.sso.explain(token, origin: origin, of: Fixture.acme, at: Fixture.time(seconds))
    }

    @Test("A good token is accepted, however often it is explained, and signs in afterwards")
    func good() async throws {
        let flow = try await Flow()
        let token = try Fixture.token(secret: flow.secret)
        for _ in 0..<2 { #expect(try await explain(flow, token).status == .ok) }
        #expect(try await flow.records(.used).isEmpty)
        #expect(try await flow.records(.user).isEmpty)
        #expect(try await flow.records(.refusal).isEmpty)
    }

    @Test("An explanation is for the time that the caller passes")
    func expired() async throws {
        let flow = try await Flow()
        let explanation = try await explain(flow, Fixture.token(secret: flow.secret), at: 4000)
        #expect(explanation.status == .expired)
    }

    @Test("Another organization's secret isn't used for an explanation")
    func otherOrganization() async throws {
        let flow = try await Flow()
        let theirs = try await flow.sso.generateKey(
            name: "theirs",
            of: Fixture.other,
            by: "root@portal.example",
            at: Fixture.now
        ).reveal()
        let explanation = try await explain(flow, Fixture.token(secret: theirs))
        #expect(explanation.status == .signatureMismatch)
        #expect(!explanation.text().contains(theirs) && !explanation.json().contains(theirs))
    }

    @Test("A revoked secret isn't used, and without a secret nothing can be explained")
    func revoked() async throws {
        let flow = try await Flow()
        let token = try Fixture.token(secret: flow.secret)
        try await flow.sso.revokeKey(
            name: "production",
            of: Fixture.acme,
            by: "root@portal.example",
            at: Fixture.now
        )
        await #expect(throws: SSOError(.noSecret)) { try await explain(flow, token) }
        _ = try await flow.sso.generateKey(
            name: "next",
            of: Fixture.acme,
            by: "root@portal.example",
            at: Fixture.now
        ).reveal()
        #expect(try await explain(flow, token).status == .signatureMismatch)
    }

    @Test("A secret in its grace time counts until that is over")
    func grace() async throws {
        let flow = try await Flow()
        let token = try Fixture.token(secret: flow.secret)
        _ = try await flow.sso.regenerateKey(
            name: "production",
            grace: .seconds(60),
            of: Fixture.acme,
            by: "root@portal.example",
            at: Fixture.now
        ).reveal()
        #expect(try await explain(flow, token, at: 60).status == .ok)
        #expect(try await explain(flow, token, at: 61).status == .signatureMismatch)
    }

    @Test("The widget requires a user hash if the settings say so, and the redirect doesn't")
    func userHash() async throws {
        let flow = try await Flow()
        let token = try Fixture.token(secret: flow.secret)
        #expect(try await explain(flow, token, origin: .widget).status == .ok)
        try await flow.setWidget { $0.requireUserHash = true }
        #expect(try await explain(flow, token, origin: .widget).status == .missingUserHash)
        #expect(try await explain(flow, token, origin: .redirect).status == .ok)
    }

    @Test("For an unknown organization nothing is explained")
    func unknownOrganization() async throws {
        let flow = try await Flow()
        let nobody = Fixture.organization("nobody")
        await #expect(throws: SSOError(.unknownOrganization)) {
            try await flow.sso.explain("a.b.c", origin: .redirect, of: nobody, at: Fixture.now)
        }
    }
}
