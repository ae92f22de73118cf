// SPDX-License-Identifier: Apache-2.0

import Foundation
import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Sealed secrets in a store")
struct SealedStoreTests {
    /// Changes the store by hand.
    private func tamper(
        _ flow: Flow,
        _ organization: OrganizationID = Fixture.acme,
        _ change: (inout Tenant) throws -> Void
    ) async throws {
        var tenant = try await flow.sso.tenant(organization)
        try change(&tenant)
        var commit = PortalCommit(organization: organization)
        commit.puts = [.tenant(tenant)]
        #expect(try await flow.store.commit(commit))
    }

    /// The same portals, served by a process with the wrong master key.
    private func wrongProcess(_ flow: Flow) throws -> SingleSignOn {
        try SingleSignOn(store: flow.store, masterKeys: MasterKeys(current: MasterKeys.generate()))
    }

    @Test("A secret that was moved to another organization doesn't open there")
    func otherOrganization() async throws {
        let flow = try await Flow()
        let mine = try await flow.keys()
        try await tamper(flow, Fixture.other) { $0.keys = mine }
        let token = try Fixture.token(secret: flow.secret)
        await #expect(throws: SSOError(.sealBroken)) {
            try await flow.sso.identify(token, of: Fixture.other, at: Fixture.now)
        }
        var browser = Browser(flow.sso, host: Fixture.otherHosts[0])
        let (_, returnTo) = try await browser.clickSignIn()
        await #expect(throws: SSOError(.sealBroken)) {
            try await browser.comeBack(token: token, returnTo: returnTo, organization: "other")
        }
        #expect(try await flow.identify().isNew)
    }

    @Test("A secret that was moved to another record, or whose id was changed, doesn't open")
    func otherRecord() async throws {
        let flow = try await Flow()
        _ = try await flow.generate("staging")
        let keys = try await flow.keys()
        let token = try Fixture.token(secret: flow.secret)
        func expectBroken() async {
            await #expect(throws: SSOError(.sealBroken)) {
                try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)
            }
        }
        try await tamper(flow) { tenant in
            for (index, key) in keys.reversed().enumerated() { tenant.keys[index].sealed = key.sealed }
        }
        await expectBroken()
        try await tamper(flow) { tenant in
            tenant.keys = [keys[0]]
            let sealed = keys[0].sealed.sealed
            let last: Character = sealed.last == "0" ? "1" : "0"
            tenant.keys[0].sealed = SealedText(
                masterKey: keys[0].sealed.masterKey,
                sealed: String(sealed.dropLast()) + [last]
            )
        }
        await expectBroken()
        try await tamper(flow) { $0.keys = keys }
        #expect(try await flow.identify().isNew)
    }

    @Test(
        "Without the secret's master key, a widget's token is an error of the server, not a missing secret"
    )
    func unknownAtWidget() async throws {
        let flow = try await Flow()
        let sso = try wrongProcess(flow)
        let token = try Fixture.token(secret: flow.secret)
        await #expect(throws: SSOError(.unknownMasterKey)) {
            try await sso.identify(token, of: Fixture.acme, at: Fixture.now)
        }
        await #expect(throws: SSOError(.unknownMasterKey)) {
            try await sso.initializeWidget(userToken: token, of: Fixture.acme, at: Fixture.now)
        }
        #expect(SSOError(.unknownMasterKey).httpStatus == 500)
        #expect(try await flow.isUntouched())
        // It isn't a refusal, and isn't logged as one.
        #expect(try await flow.sso.refusals(of: Fixture.acme).counts == [:])
        // If the secret that opens is the right one, the other doesn't matter.
        _ = try await sso.generateKey(name: "new", of: Fixture.acme, by: "x", at: Fixture.now).reveal()
        #expect(try await flow.identify().isNew)
    }

    @Test(
        "It isn't a refusal at the callback either: the attempt stays unused, and the right key signs in"
    )
    func unknownAtCallback() async throws {
        let flow = try await Flow()
        let key = try MasterKeys.generate()
        let wrong = try SingleSignOn(store: flow.store, masterKeys: MasterKeys(current: key))
        var browser = Browser(wrong)
        let (answer, returnTo) = try await browser.clickSignIn(returnTo: "/a")
        #expect(answer.status == 303)
        let token = try Fixture.token(secret: flow.secret)
        await #expect(throws: SSOError(.unknownMasterKey)) {
            try await browser.comeBack(token: token, returnTo: returnTo)
        }
        #expect(try await flow.isUntouched())
        await #expect(throws: SSOError(.unknownMasterKey)) {
            let (_, answer) = try await wrong.startTest(
                browser.request(site: "same-origin"),
                at: Fixture.now
            )
            browser.take(answer.cookies)
            let returnTo = Browser.parameter("returnTo", of: answer.location ?? "")
            return try await browser.comeBack(token: token, returnTo: returnTo)
        }
    }

    @Test("It isn't a refusal either for a repeated token, or wherever the login page sends it")
    func unknownElsewhere() async throws {
        let flow = try await Flow()
        let (_, signedIn) = try await flow.signIn()
        let wrong = try wrongProcess(flow)
        var browser = Browser(wrong)
        for cookie in signedIn.cookies { browser.setCookie(cookie.name, cookie.value) }
        // Another token of the person, with a used attempt: it is verified before the redirect.
        let (_, returnTo) = try await browser.clickSignIn()
        let state = try #require(AttemptState.find(in: returnTo))
        var commit = PortalCommit(organization: Fixture.acme)
        commit.puts = [.used(digest: try Digest.attempt.of(state), until: Fixture.time(600))]
        #expect(try await flow.store.commit(commit))
        let token = try Fixture.token(Flow.claims { $0.tokenID = "2" }, secret: flow.secret)
        await #expect(throws: SSOError(.unknownMasterKey)) {
            try await browser.comeBack(token: token, returnTo: returnTo)
        }

        let (test, answer) = try await wrong.startTest(
            browser.request(site: "same-origin"),
            comparesRedirect: true,
            at: Fixture.now
        )
        browser.take(answer.cookies)
        let page = PercentEncoding.encode(Browser.parameter("returnTo", of: answer.location ?? ""))
        let request = browser.request(query: "ssoToken=\(token)&organizationId=acme&returnTo=\(page)")
        await #expect(throws: SSOError(.unknownMasterKey)) {
            try await wrong.comparisonCallback(request, at: Fixture.now)
        }
        let id = try #require(test?.id)
        #expect(try await flow.sso.test(id, of: Fixture.acme).result(at: Fixture.now) == .waiting)
    }

    @Test("Other refusals are still refusals there, and are counted although their causes are unknown")
    func otherRefusals() async throws {
        let flow = try await Flow()
        var browser = Browser(try wrongProcess(flow))
        let back = try await browser.comeBack(token: Fixture.token(secret: flow.secret), returnTo: nil)
        #expect(back.refusal == SSOError(.unsolicited))
        let log = try await flow.sso.refusals(of: Fixture.acme)
        #expect(log.counts == ["2026-01-01": ["unsolicited": 1]])
        #expect(log.signed + log.unsigned == [])
    }

    @Test("A store has no secret's text, no token, no credential and no cookie")
    func onlyCiphertext() async throws {
        let flow = try await Flow()
        let new = try await flow.regenerate(grace: .seconds(600))
        let staging = try await flow.generate("staging")
        let (person, browser) = try await flow.signIn()
        let widget = try await flow.identify()
        let token = try Fixture.token(Flow.claims("x@example.com"), secret: staging)
        await #expect(throws: refusal(.expired)) {
            try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.time(4000))
        }
        var open = browser
        _ = try await open.clickSignIn(returnTo: "/private/page")
        let (_, answer) = try await flow.sso.startTest(
            open.request(site: "same-origin"),
            at: Fixture.now
        )
        let attempts = (open.cookies.map(\.value) + answer.cookies.map(\.value)).compactMap {
            $0.split(separator: ".").dropFirst(2).first
        }
        let confidential =
            [flow.secret, new, staging, person.credential, widget.credential]
            + token.split(separator: ".").dropFirst().map(String.init) + attempts.map(String.init)
        for kind in PortalRecord.Kind.allCases {
            for record in try await flow.records(kind) {
                let written = String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
                #expect(!shows(confidential, written), "\(kind)")
                #expect(!shows(confidential, everything(about: record)), "\(kind)")
                #expect(!shows(confidential, record.name.id + record.tags.joined()), "\(kind)")
            }
        }
        // The search does find existing texts.
        let user = String(decoding: try JSONEncoder().encode(person.user), as: UTF8.self)
        #expect(shows(["ada@example.com"], user))
    }

    @Test("Stored records are read as they were written", arguments: PortalRecord.Kind.allCases)
    func coding(kind: PortalRecord.Kind) async throws {
        guard kind != .counter else { return }
        let flow = try await Flow()
        try await flow.signIn(Flow.claims("ada@example.com", UserTests.everything))
        _ = try await flow.regenerate(grace: .seconds(60))
        try await flow.identify(Flow.claims("old@example.com") { $0.userID = "42" })
        try await flow.sso.merge(
            "old@example.com",
            into: "ada@example.com",
            of: Fixture.acme,
            by: "x",
            at: Fixture.now
        )
        for token in ["", try Fixture.token(secret: flow.secret)] {
            _ = try? await flow.sso.identify(token, of: Fixture.acme, at: Fixture.time(4000))
        }
        _ = try await flow.sso.startTest(
            Browser(flow.sso).request(site: "same-origin"),
            at: Fixture.now
        )
        let records = try await flow.records(kind)
        #expect(!records.isEmpty)
        for record in records {
            #expect(try JSONDecoder().decode(PortalRecord.self, from: JSONEncoder().encode(record)) == record)
        }
    }
}
