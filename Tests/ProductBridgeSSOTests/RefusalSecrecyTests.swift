// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("What the log of refusals must not do")
struct RefusalSecrecyTests {
    @Test(
        "Stored data never contains 8 consecutive characters of a token, a secret, a credential or a cookie"
    )
    func secrecy() async throws {
        let flow = try await Flow()
        let wrong = String(repeating: "0", count: 64)
        var tokens: [String] = []
        var browser = Browser(flow.sso)
        _ = try await browser.signIn(flow.token("grace@example.com"))
        let returnTo = try await browser.clickSignIn(returnTo: "/b").returnTo
        // An attempt's third part is its MAC; before it is its expiry, which isn't secret.
        let cookies = browser.cookies.map {
            String($0.value.split(separator: ".").dropFirst(2).first ?? "nothing")
        }
        for (email, secret, offset) in [
            ("eve@example.com", wrong, 0.0), ("ada@example.com", flow.secret, -7200),
            ("ada@example.com", flow.secret, 7200),
            ("", flow.secret, 0),
        ] {
            let token = Fixture.token(
                members: #""email":"\#(email)","jti":"\#(try Secret.generate())""#,
                secret: secret,
                at: Fixture.time(offset)
            )
            tokens.append(token)
            _ = try? await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)
            #expect(try await browser.comeBack(token: token, returnTo: returnTo).refusal != nil)
            #expect(
                try await browser.comeBack(token: token, returnTo: nil, more: "&ssoToken=" + token).refusal
                    != nil
            )
            #expect(
                try await browser.comeBack(token: token, returnTo: returnTo, organization: token).refusal
                    != nil
            )
        }
        let good = try flow.token()
        _ = try await browser.comeBack(token: good, returnTo: returnTo).signedIn
        var other = Browser(flow.sso)
        #expect(try await other.comeBack(token: good, returnTo: returnTo).refusal == SSOError(.tokenReplayed))

        let contents = try await flow.contents(withLog: true)
        #expect(contents.keys.count { $0.kind == .refusal } >= 10)
        let log = try await flow.sso.refusals(of: Fixture.acme)
        let text = everything(about: contents.values.map(\.record), depth: 12) + everything(about: log)
        // The header, and the start of {"iat":17… in base64url, are the same for all tokens.
        let confidential = (tokens + [good]).flatMap {
            $0.split(separator: ".").dropFirst().map { String($0.dropFirst(12)) }
        }
        let leaks = shows(confidential + cookies + [flow.secret], text)
        #expect(!leaks)
        let holdsHeader = text.contains("eyJ")
        #expect(!holdsHeader)
        // Its printed form shows no address either.
        let showsAddress = everything(about: log).contains("@example.com")
        #expect(!showsAddress)
    }

    @Test("A log that can't be written changes no answer")
    func failing() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        let forged = try flow.token(secret: String(repeating: "0", count: 64))
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        for faults in 1...3 {
            switch faults {
            case 1: store.fail(.beforeCommit)
            case 2: store.fail(.beforeCommit, .beforeCommit)
            default: store.fail(.beforeCommit, .beforeCommit, .beforeCommit)
            }
            #expect(
                try await browser.comeBack(token: forged, returnTo: returnTo).refusal
                    == refusal(.signatureMismatch)
            )
        }
        store.fail(.beforeCommit, .beforeCommit, .beforeCommit)
        await #expect(throws: refusal(.signatureMismatch)) {
            try await flow.sso.identify(forged, of: Fixture.acme, at: Fixture.now)
        }
        let log = try await flow.sso.refusals(of: Fixture.acme)
        #expect(log.counts == ["2026-01-01": ["signature_mismatch": 2]])
        #expect(log.unsigned.count == 1)
    }

    @Test("A connection that is lost after the log was written counts the refusal once")
    func once() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        let forged = try flow.token(secret: String(repeating: "0", count: 64))
        store.fail(.afterCommit)
        await #expect(throws: refusal(.signatureMismatch)) {
            try await flow.sso.identify(forged, of: Fixture.acme, at: Fixture.now)
        }
        let log = try await flow.sso.refusals(of: Fixture.acme)
        #expect(log.counts == ["2026-01-01": ["signature_mismatch": 1]])
        #expect(log.unsigned.count == 1)
    }

    @Test("Each of many simultaneous refusals is counted")
    func concurrent() async throws {
        let flow = try await Flow()
        let other = try flow.otherProcess()
        let forged = try flow.token(secret: String(repeating: "0", count: 64))
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<40 {
                let process = index.isMultiple(of: 2) ? flow.sso : other
                group.addTask { _ = try? await process.identify(forged, of: Fixture.acme, at: Fixture.now) }
            }
        }
        let log = try await flow.sso.refusals(of: Fixture.acme)
        #expect(log.counts == ["2026-01-01": ["signature_mismatch": 40]])
        #expect((1...10).contains(log.unsigned.count))
    }

    @Test("A request that is tried again since the store was busy is logged once")
    func retried() async throws {
        let store = TestStore()
        let flow = try await Flow(store: store)
        _ = try await flow.sso.regenerateKey(
            name: "production",
            grace: .seconds(600),
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        ).reveal()
        var begun = try await BegunTest(flow)
        store.beforeNextCommit {
            try await flow.changeSettings { _, widget in widget.requireIdentify = true }
        }
        let result = try await begun.comeBack(token: flow.token(), returnTo: begun.returnTo)
        #expect(result == .failed(SSOError(.secretRetiring)))
        #expect(
            try await flow.sso.refusals(of: Fixture.acme).counts == ["2026-01-01": ["secret_retiring": 1]]
        )
    }

    @Test("Changes of settings are stored separately, and refusals never remove them")
    func changes() async throws {
        let flow = try await Flow()
        let before = try await flow.sso.changes(of: Fixture.acme)
        let forged = try flow.token(secret: String(repeating: "0", count: 64))
        for index in 0..<600 {
            _ = try? await flow.sso.identify(forged, of: Fixture.acme, at: Fixture.time(Double(index) * 6))
        }
        #expect(!before.isEmpty)
        #expect(try await flow.sso.changes(of: Fixture.acme) == before)
    }
}
