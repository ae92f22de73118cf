// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("The widget")
struct WidgetTests {
    private func identified(_ visitor: WidgetVisitor) -> Identified? {
        if case .identified(let identified) = visitor { identified } else { nil }
    }

    private func initialize(_ flow: Flow, _ token: String?) async throws -> WidgetVisitor {
        try await flow.sso.initializeWidget(userToken: token, of: Fixture.acme, at: Fixture.now)
    }

    @Test("Init without a token is anonymous, and may submit")
    func anonymous() async throws {
        let flow = try await Flow()
        guard case .anonymous = try await initialize(flow, nil) else { throw NotExpected("not anonymous") }
        #expect(try await flow.sso.submitter(nil, of: Fixture.acme, at: Fixture.now) == nil)
    }

    @Test("Init with a token logs the person in, who then submits under their name")
    func initialized() async throws {
        let flow = try await Flow()
        let visitor = try await initialize(flow, Fixture.token(secret: flow.secret))
        let person = try #require(identified(visitor))
        #expect(person.user.email == "ada@example.com")
        #expect(person.user.profile.userID == "42")
        #expect(person.user.createdAt == Fixture.now)
        #expect(person.isNew)
        #expect(person.session.origin == .widget)
        #expect(person.session.expiresAt == Fixture.time(3600))
        let user = try await flow.user()
        #expect(user == person.user)
        let submitter = try await flow.sso.submitter(
            person.credential,
            of: Fixture.acme,
            at: Fixture.time(3600)
        )
        #expect(submitter == user)
        await #expect(throws: SSOError(.unknownSession)) {
            try await flow.sso.submitter(person.credential, of: Fixture.acme, at: Fixture.time(3601))
        }
    }

    @Test("A visitor is identified after init, where the widget is locked until then")
    func identifiedLater() async throws {
        let flow = try await Flow()
        try await flow.setWidget { $0.requireIdentify = true }
        guard case .locked = try await initialize(flow, nil) else { throw NotExpected("not locked") }
        await #expect(throws: SSOError(.identifyRequired)) {
            try await flow.sso.submitter(nil, of: Fixture.acme, at: Fixture.now)
        }
        let credential = try await flow.identify().credential
        let submitter = try await flow.sso.submitter(credential, of: Fixture.acme, at: Fixture.now)
        #expect(submitter?.email == "ada@example.com")
    }

    @Test(
        "A credential never outlasts its token",
        arguments: [(300.0, 300.0), (1.0, 1.0), (-20.0, 0.0), (3600.0, 3600.0)]
    )
    func endsWithItsToken(exp: Double, end: Double) async throws {
        let flow = try await Flow()
        // Tokens last an hour.
        let token = try Fixture.token(secret: flow.secret, at: Fixture.time(exp - 3600))
        let person = try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)
        #expect(person.session.expiresAt == Fixture.time(end))
        _ = try await flow.sso.submitter(person.credential, of: Fixture.acme, at: Fixture.time(end))
        await #expect(throws: SSOError(.unknownSession)) {
            try await flow.sso.submitter(person.credential, of: Fixture.acme, at: Fixture.time(end + 1))
        }
    }

    @Test("After identify becomes required, anonymous visitors can't submit")
    func requiredMeanwhile() async throws {
        let flow = try await Flow()
        guard case .anonymous = try await initialize(flow, nil) else { throw NotExpected("not anonymous") }
        try await flow.setWidget { $0.requireIdentify = true }
        await #expect(throws: SSOError(.identifyRequired)) {
            try await flow.sso.submitter(nil, of: Fixture.acme, at: Fixture.now)
        }
        #expect(SSOError(.identifyRequired).visitorMessage == "Please log in.")
    }

    @Test("A bad credential doesn't count as anonymous")
    func badCredential() async throws {
        let flow = try await Flow()
        let (signedIn, _) = try await flow.signIn()
        let widget = try await flow.identify()
        let made = try Secret.generate()
        // A portal's session isn't valid for the widget.
        for credential in ["", "undefined", made, widget.session.digest, signedIn.credential] {
            await #expect(throws: SSOError(.unknownSession)) {
                try await flow.sso.submitter(credential, of: Fixture.acme, at: Fixture.now)
            }
        }
        // A widget's session isn't valid for the portal.
        var browser = Browser(flow.sso)
        browser.setCookie(SingleSignOn.sessionCookie, widget.credential)
        #expect(try await browser.person() == nil)
    }

    @Test("Identify with a fresh token updates the stored profile with company data")
    func reidentified() async throws {
        let flow = try await Flow()
        _ = try await initialize(flow, Fixture.token(secret: flow.secret))
        var claims = Fixture.ada
        claims.company = Company(id: "c-1", name: "Acme", mrr: 99)
        let person = try await flow.identify(claims, at: 60)
        let id = try #require(person.user.company)
        let company = try await flow.sso.company(id, of: Fixture.acme)
        #expect(company?.company == Company(id: "c-1", name: "Acme", mrr: 99))
    }

    @Test("A token may be used each time its page is loaded, until it expires")
    func again() async throws {
        let flow = try await Flow()
        let token = try Fixture.token(secret: flow.secret)
        for offset in [0.0, 1, 3000] {
            let person = try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.time(offset))
            #expect(person.isNew == (offset == 0))
            #expect(!person.isOutdated)
        }
    }

    @Test(
        "A refused token is not anonymous: the visitor is asked to log in",
        arguments: [("", VerificationStatus.malformedToken), ("undefined", .malformedToken)]
    )
    func refused(token: String, status: VerificationStatus) async throws {
        let flow = try await Flow()
        let error = await #expect(throws: SSOError.self) { try await initialize(flow, token) }
        #expect(error == refusal(status))
        #expect(error?.visitorMessage == "Please log in.")
        #expect(error?.httpStatus == 401)
    }

    @Test("An expired token, and one with another's signature, are refused, and make no record")
    func expired() async throws {
        let flow = try await Flow()
        let token = try Fixture.token(secret: flow.secret)
        await #expect(throws: refusal(.expired)) {
            try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.time(3630))
        }
        let foreign = try Fixture.token(secret: Secret.generate())
        await #expect(throws: refusal(.signatureMismatch)) {
            try await flow.sso.identify(foreign, of: Fixture.acme, at: Fixture.now)
        }
        #expect(try await flow.isUntouched())
    }

    @Test("A user hash is required if the setting says so, and otherwise ignored")
    func userHash() async throws {
        let flow = try await Flow()
        try await flow.identify()
        let others = try Secret(Secret.generate()).userHash(of: "42")
        let wrong = #""sub":"42","user_hash":"\#(others)""#
        try await flow.identify(members: wrong)

        try await flow.setWidget { $0.requireUserHash = true }
        await #expect(throws: refusal(.missingUserHash)) { try await flow.identify() }
        await #expect(throws: refusal(.userHashMismatch)) { try await flow.identify(members: wrong) }
        let right = Signer.userHash(of: "42", secret: flow.secret)
        let person = try await flow.identify(members: #""sub":"42","user_hash":"\#(right)""#)
        #expect(person.user.profile.userID == "42")
        // The setting doesn't apply to the callback.
        #expect(try await flow.signIn().person.user.profile.userID == "42")
    }

    @Test("Update Only refuses an unknown address, and accepts a known one")
    func updateOnly() async throws {
        let flow = try await Flow()
        try await flow.setWidget { $0.identifyMode = .updateOnly }
        await #expect(throws: SSOError(.unknownUser)) { try await flow.identify() }
        #expect(try await flow.isUntouched())
        try await flow.setWidget { $0.identifyMode = .upsert }
        try await flow.identify()
        try await flow.setWidget { $0.identifyMode = .updateOnly }
        #expect(try await flow.identify(at: 60).user.profile.userID == "42")
    }

    @Test(
        "Single sign-on's identify mode is the widget's, so that Update Only can't be bypassed, or its own"
    )
    func signInMode() async throws {
        let flow = try await Flow()
        try await flow.setWidget { $0.identifyMode = .updateOnly }
        var browser = Browser(flow.sso)
        func comeBack() async throws -> PortalAnswer {
            let (_, returnTo) = try await browser.clickSignIn()
            return try await browser.comeBack(token: Fixture.token(secret: flow.secret), returnTo: returnTo)
        }
        #expect(try await comeBack().refusal == SSOError(.unknownUser))
        #expect(try await flow.isUntouched())
        try await flow.sso.changeSettings(of: Fixture.acme, by: "x", at: Fixture.now) { settings, _ in
            settings.identifyMode = .upsert
        }
        #expect(try await comeBack().signedIn.person.isNew)
        await #expect(throws: SSOError(.unknownUser)) {
            try await flow.identify(Flow.claims("grace@example.com"))
        }
    }

    @Test("Another organization's token and another organization's credential are refused")
    func tenants() async throws {
        let flow = try await Flow()
        let others = try await flow.generate("production", of: Fixture.other)
        let token = try Fixture.token(secret: others)
        await #expect(throws: refusal(.signatureMismatch)) {
            try await flow.sso.identify(token, of: Fixture.acme, at: Fixture.now)
        }
        let person = try await flow.sso.identify(token, of: Fixture.other, at: Fixture.now)
        await #expect(throws: SSOError(.unknownSession)) {
            try await flow.sso.submitter(person.credential, of: Fixture.acme, at: Fixture.now)
        }
        let nobody = Fixture.organization("nobody")
        await #expect(throws: SSOError(.unknownOrganization)) {
            try await flow.sso.initializeWidget(userToken: nil, of: nobody, at: Fixture.now)
        }
    }

    @Test("Sso and widget have separate policies, also for reporting")
    func policies() async throws {
        var policy = SingleSignOn.Policy()
        policy.sso = .sso.audience("sso")
        policy.widget = .widget.audience("widget")
        policy.widgetReporting = .widget.audience("later")
        policy.ssoReporting = .sso.audience("one day")
        let flow = try await Flow(policy: policy)
        let widget = Flow.claims { $0.audience = ["widget"] }
        let person = try await flow.identify(widget)
        #expect(person.identity.wouldRefuse == [VerificationError(status: .audienceMismatch)])
        await #expect(throws: NotExpected.self) { try await flow.signIn(widget) }
        let sso = try await flow.signIn(Flow.claims { $0.audience = ["sso", "one day"] }).person
        #expect(sso.identity.wouldRefuse.isEmpty)
        await #expect(throws: refusal(.audienceMismatch)) {
            try await flow.identify(Flow.claims { $0.audience = ["sso"] })
        }
    }
}
