// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Sessions ended together")
struct SessionEndTests {
    /// A session of each origin, for two people and two secrets.
    private struct Sessions {
        let flow: Flow
        let store: TestStore
        let staging: String
        var redirect: [String: Browser] = [:]
        var widget: [String: String] = [:]
        var native: [String: Browser] = [:]

        init() async throws {
            store = TestStore()
            flow = try await Flow(store: store)
            staging = try await flow.sso.generateKey(
                name: "staging",
                of: Fixture.acme,
                by: Flow.administrator,
                at: Fixture.now
            ).reveal()
            for person in ["ada", "grace"] {
                for (key, secret) in [("production", flow.secret), ("staging", staging)] {
                    let token = { [flow] in try flow.token(person + "@example.com", secret: secret) }
                    var browser = Browser(flow.sso)
                    _ = try await browser.signIn(token())
                    redirect["\(person) \(key)"] = browser
                    widget["\(person) \(key)"] = try await flow.sso.identify(
                        token(),
                        of: Fixture.acme,
                        at: Fixture.now
                    ).credential
                }
                var browser = Browser(flow.sso)
                let request = browser.request("POST", site: "same-origin")
                browser.take(
                    try await flow.sso.startNativeSession(
                        email: person + "@example.com",
                        request,
                        at: Fixture.now
                    ).cookies
                )
                native[person] = browser
            }
            store.reset()
        }

        /// The sessions that are valid at a process that didn't end them.
        func alive(at time: NumericDate = Fixture.now) async throws -> Set<String> {
            let other = try flow.otherProcess()
            var alive: Set<String> = []
            for (name, var browser) in redirect {
                browser.sso = other
                if try await browser.person(at: time) != nil { alive.insert("redirect " + name) }
            }
            for (name, credential) in widget {
                if (try? await other.submitter(credential, of: Fixture.acme, at: time)) != nil {
                    alive.insert("widget " + name)
                }
            }
            for (name, browser) in native where try await browser.person(at: time) != nil {
                alive.insert("native " + name)
            }
            return alive
        }
    }

    private static let all = Set(
        ["ada", "grace"].flatMap { person in
            ["redirect \(person) production", "redirect \(person) staging", "widget \(person) production"]
                + ["widget \(person) staging", "native \(person)"]
        }
    )

    @Test("An organization's sessions end all at once, those of another don't")
    func organization() async throws {
        let sessions = try await Sessions()
        #expect(try await sessions.alive() == Self.all)
        var other = Browser(sessions.flow.sso, host: Fixture.otherHosts[0])
        let request = other.request("POST", site: "same-origin")
        other.take(
            try await sessions.flow.sso.startNativeSession(email: "ada@example.com", request, at: Fixture.now)
                .cookies
        )
        sessions.store.reset()
        try await sessions.flow.sso.endSessions(of: Fixture.acme, by: Flow.administrator, at: Fixture.now)
        #expect(sessions.store.commits.count == 1)
        #expect(try await sessions.alive().isEmpty)
        #expect(try await other.person() == "ada@example.com")
        // The secrets stay.
        var browser = Browser(sessions.flow.sso)
        _ = try await browser.signIn(sessions.flow.token())
        #expect(try await browser.person() == "ada@example.com")
    }

    @Test("Sessions of ProductBridge's own login are invalid while it is disabled, others aren't")
    func nativeLogin() async throws {
        let sessions = try await Sessions()
        func change(_ change: @escaping @Sendable (inout SSOSettings) throws -> Void) async throws {
            try await sessions.flow.sso.changeSettings(
                of: Fixture.acme,
                by: Flow.administrator,
                at: Fixture.now
            ) {
                settings,
                _ in
                try change(&settings)
            }
        }
        try await change { try $0.disableNativeLogin() }
        #expect(try await sessions.alive() == Self.all.filter { !$0.hasPrefix("native") })
        try await change { $0.enableNativeLogin() }
        #expect(try await sessions.alive() == Self.all)
    }

    @Test("A secret's sessions end, those of the other secret and of native logins don't")
    func secret() async throws {
        let sessions = try await Sessions()
        try await sessions.flow.sso.endSessions(
            ofKey: "production",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        )
        #expect(sessions.store.commits.count == 1)
        #expect(try await sessions.alive() == Self.all.filter { !$0.hasSuffix("production") })
        // The secret itself stays valid.
        var browser = Browser(sessions.flow.sso)
        _ = try await browser.signIn(sessions.flow.token())
        #expect(try await browser.person() == "ada@example.com")
        await #expect(throws: SSOError(.unknownSecret)) {
            try await sessions.flow.sso.endSessions(
                ofKey: "x",
                of: Fixture.acme,
                by: Flow.administrator,
                at: Fixture.now
            )
        }
    }

    @Test("A person's sessions end, and nobody else's do")
    func person() async throws {
        let sessions = try await Sessions()
        try await sessions.flow.sso.endSessions(
            ofUser: "ada@example.com",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        )
        #expect(sessions.store.commits.count == 1)
        #expect(try await sessions.alive() == Self.all.filter { $0.contains("grace") })
    }

    @Test(
        "Regenerate without grace, and Revoke, end exactly the sessions that the secret made, in the same commit"
    )
    func dead() async throws {
        for revokes in [false, true] {
            let sessions = try await Sessions()
            if revokes {
                try await sessions.flow.sso.revokeKey(
                    name: "production",
                    of: Fixture.acme,
                    by: Flow.administrator,
                    at: Fixture.now
                )
            } else {
                _ = try await sessions.flow.sso.regenerateKey(
                    name: "production",
                    of: Fixture.acme,
                    by: Flow.administrator,
                    at: Fixture.now
                ).reveal()
            }
            #expect(sessions.store.commits.count == 1)
            #expect(try await sessions.alive() == Self.all.filter { !$0.hasSuffix("production") })
            #expect(
                try await sessions.alive(at: Fixture.time(3600))
                    == Self.all.filter { !$0.hasSuffix("production") }
            )
        }
    }

    @Test("With a grace time the sessions end when it ends, to the second")
    func grace() async throws {
        let sessions = try await Sessions()
        let new = try await sessions.flow.sso.regenerateKey(
            name: "production",
            grace: .seconds(600),
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        ).reveal()
        // A session that begins in the grace time with the old secret ends with it; one with the new secret stays.
        var old = Browser(sessions.flow.sso)
        _ = try await old.signIn(sessions.flow.token())
        var fresh = Browser(sessions.flow.sso)
        _ = try await fresh.signIn(sessions.flow.token(secret: new))
        for (offset, isGood) in [(0.0, true), (600, true), (600.9, true), (601, false)] {
            let time = Fixture.time(offset)
            #expect(
                try await sessions.alive(at: time)
                    == (isGood ? Self.all : Self.all.filter { !$0.hasSuffix("production") })
            )
            #expect(try await old.person(at: time) == (isGood ? "ada@example.com" : nil))
            #expect(try await fresh.person(at: time) == "ada@example.com")
        }
        // Another change of the secrets doesn't bring it back, and a day later not even setting the clock back does.
        _ = try await sessions.flow.generate("third", at: 700)
        #expect(try await old.person(at: Fixture.time(700)) == nil)
        _ = try await sessions.flow.generate("fourth", at: 86_400 + 601)
        #expect(try await old.person(at: Fixture.time(100)) == nil)
    }

    @Test("A second Regenerate, and a Revoke, end a grace time and its sessions")
    func graceEnds() async throws {
        for revokes in [false, true] {
            let sessions = try await Sessions()
            let by = Flow.administrator
            _ = try await sessions.flow.sso.regenerateKey(
                name: "production",
                grace: .seconds(600),
                of: Fixture.acme,
                by: by,
                at: Fixture.now
            ).reveal()
            #expect(try await sessions.alive() == Self.all)
            if revokes {
                try await sessions.flow.sso.revokeKey(
                    name: "production",
                    of: Fixture.acme,
                    by: by,
                    at: Fixture.now
                )
            } else {
                _ = try await sessions.flow.sso.regenerateKey(
                    name: "production",
                    grace: .seconds(600),
                    of: Fixture.acme,
                    by: by,
                    at: Fixture.now
                ).reveal()
            }
            #expect(try await sessions.alive() == Self.all.filter { !$0.hasSuffix("production") })
        }
    }

    @Test("A sign-in in progress while sessions are ended begins afterwards, or not at all")
    func race() async throws {
        let sessions = try await Sessions()
        let flow = sessions.flow
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn().returnTo
        sessions.store.beforeNextCommit {
            try await flow.sso.endSessions(of: Fixture.acme, by: Flow.administrator, at: Fixture.now)
        }
        _ = try await browser.comeBack(token: flow.token(), returnTo: returnTo).signedIn
        // It was verified again, and its session belongs to the new generation.
        #expect(try await browser.person() == "ada@example.com")
        #expect(try await sessions.alive().isEmpty)
    }

    @Test("A deleted or merged person's sessions end")
    func gone() async throws {
        let sessions = try await Sessions()
        try await sessions.flow.sso.delete(
            user: "ada@example.com",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        )
        #expect(try await sessions.alive() == Self.all.filter { $0.contains("grace") })
        // A later sign-in with the address makes a new person, and the old sessions stay ended.
        var browser = Browser(sessions.flow.sso)
        #expect(try await browser.signIn(sessions.flow.token()).person.isNew)
        #expect(try await sessions.alive() == Self.all.filter { $0.contains("grace") })
        try await sessions.flow.sso.merge(
            "grace@example.com",
            into: "ada@example.com",
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        )
        #expect(try await sessions.alive().isEmpty)
    }
}
