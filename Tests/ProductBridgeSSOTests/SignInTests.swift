// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Signing in by redirect")
struct SignInTests {
    @Test(
        "Sign In leads to the login page with the callback, the organization and the page, and sets a cookie"
    )
    func begin() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(
            host: Flow.host,
            returnTo: "/b/ideas?x=1",
            at: Fixture.now
        )
        #expect(
            redirection.location == "https://acme.example/login?app=1"
                + "&redirect=https%3A%2F%2Ffeedback.acme.example%2Fapi%2Fredirects%2Fsso"
                + "&organizationId=acme&returnTo=%2Fb%2Fideas%3Fx%3D1"
        )
        let cookie = redirection.cookie
        #expect(cookie.value.utf8.count == 64)
        #expect(
            cookie.headerValue
                == "__Host-pb-sso=\(cookie.value); Max-Age=4200; Path=/; HttpOnly; Secure; SameSite=Lax"
        )
        let again = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        #expect(again.cookie.value != cookie.value)
        #expect(again.location.hasSuffix("&returnTo=%2F"))
    }

    @Test("The callback makes the person's record and a 30-day session, and leads to the page")
    func signedIn() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, returnTo: "/b/ideas", at: Fixture.now)
        let signIn = try await flow.signIn(flow.callback(after: redirection, more: "&returnTo=%2Fb%2Fideas"))
        #expect(signIn.user.isNew)
        #expect(signIn.user.user.key.email == "ada@example.com")
        #expect(signIn.location == "/b/ideas")
        #expect(signIn.session.organization == Fixture.acme.id)
        #expect(signIn.session.expiresAt == Fixture.time(30 * 86400))
        #expect(signIn.cookies.map(\.name) == ["__Host-pb-session", "__Host-pb-sso"])
        #expect(signIn.cookies[1].maxAge == 0)
        let checked = try await flow.sessions.check(
            signIn.cookies[0].value,
            organization: Fixture.acme.id,
            at: Fixture.time(60)
        )
        #expect(checked.session.email == "ada@example.com")
    }

    @Test("Each attempt counts once")
    func once() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        _ = try await flow.signIn(flow.callback(after: redirection))
        let fresh = try Fixture.token(secret: flow.secret, at: Fixture.time(1))
        await #expect(throws: SSOError(.attemptExpired)) {
            try await flow.signIn(flow.callback(token: fresh, after: redirection), at: Fixture.time(1))
        }
    }

    @Test("A token counts once, in whatever attempt it comes")
    func replay() async throws {
        let flow = try await Flow()
        let first = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        let second = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        _ = try await flow.signIn(flow.callback(after: first))
        await #expect(throws: SSOError(.tokenReplayed)) {
            try await flow.signIn(flow.callback(after: second))
        }
    }

    @Test("Without a replay guard a token counts until it expires")
    func withoutGuard() async throws {
        let flow = try await Flow()
        let sso = SingleSignOn(stores: flow.sso.stores, replayGuard: nil)
        for _ in 0..<2 {
            let redirection = try await sso.signIn(host: Flow.host, at: Fixture.now)
            let outcome = try await sso.callback(flow.callback(after: redirection), at: Fixture.now)
            guard case .signedIn = outcome else { throw NotExpected("a test") }
        }
    }

    @Test("An attempt lasts ten minutes, to the second")
    func attemptExpires() async throws {
        let flow = try await Flow()
        for (offset, isGood) in [(600.0, true), (601, false)] {
            let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
            let token = try Fixture.token(secret: flow.secret, at: Fixture.time(offset))
            let request = try flow.callback(token: token, after: redirection)
            if isGood {
                _ = try await flow.signIn(request, at: Fixture.time(offset))
            } else {
                await #expect(throws: SSOError(.attemptExpired)) {
                    try await flow.signIn(request, at: Fixture.time(offset))
                }
            }
        }
    }

    @Test("A callback to a browser that has not begun is refused unless the policy lets it in")
    func unsolicited() async throws {
        let strict = try await Flow()
        await #expect(throws: SSOError(.unsolicited)) {
            try await strict.signIn(strict.callback(after: nil, cookies: "other=1"))
        }
        #expect(strict.isUntouched())

        var policy = SingleSignOn.Policy()
        policy.allowUnsolicited = true
        let lenient = try await Flow(policy: policy)
        let signIn = try await lenient.signIn(lenient.callback(after: nil, more: "&returnTo=%2Fb"))
        #expect(signIn.location == "/b")
        let token = try Fixture.token(secret: lenient.secret, at: Fixture.time(1))
        await #expect(throws: SSOError(.unsafeReturnTo)) {
            let request = try lenient.callback(token: token, after: nil, more: "&returnTo=%2F%2Fevil.example")
            return try await lenient.signIn(request, at: Fixture.time(1))
        }
    }

    @Test("A cookie that no attempt belongs to is refused, also where callbacks needn't be solicited")
    func unknownCookie() async throws {
        var policy = SingleSignOn.Policy()
        policy.allowUnsolicited = true
        let flow = try await Flow(policy: policy)
        for value in ["x", String(repeating: "0", count: 64)] {
            await #expect(throws: SSOError(.attemptExpired)) {
                try await flow.signIn(flow.callback(after: nil, cookies: "__Host-pb-sso=\(value)"))
            }
        }
    }

    @Test("Another returnTo than the attempt's is refused; without one the attempt's counts")
    func returnTo() async throws {
        let flow = try await Flow()
        let first = try await flow.sso.signIn(host: Flow.host, returnTo: "/b/ideas", at: Fixture.now)
        await #expect(throws: SSOError(.attemptMismatch)) {
            try await flow.signIn(flow.callback(after: first, more: "&returnTo=%2Fadmin"))
        }
        let second = try await flow.sso.signIn(host: Flow.host, returnTo: "/b/ideas", at: Fixture.now)
        #expect(try await flow.signIn(flow.callback(after: second)).location == "/b/ideas")
    }

    @Test("A page that isn't the portal's is refused at the start already")
    func unsafePage() async throws {
        let flow = try await Flow()
        await #expect(throws: SSOError(.unsafeReturnTo)) {
            try await flow.sso.signIn(host: Flow.host, returnTo: "https://evil.example/", at: Fixture.now)
        }
    }

    @Test("A refused token signs nobody in, and says why")
    func refused() async throws {
        let flow = try await Flow()
        let foreign = try Fixture.token(secret: Secret.generate())
        let cases: [(String, NumericDate, SSOError)] = [
            (foreign, Fixture.now, refusal(.signatureMismatch)),
            (try Fixture.token(secret: flow.secret), Fixture.time(3630), refusal(.expired)),
            (
                try Fixture.token(secret: flow.secret, at: Fixture.time(31)), Fixture.now,
                refusal(.issuedInFuture)
            ),
        ]
        for (token, time, error) in cases {
            let redirection = try await flow.sso.signIn(host: Flow.host, at: time)
            await #expect(throws: error) {
                try await flow.signIn(flow.callback(token: token, after: redirection), at: time)
            }
        }
        #expect(flow.isUntouched())
    }

    @Test("While single sign-on is off, neither Sign In nor a callback does anything")
    func off() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        try flow.settings.modify(Fixture.acme.id) { $0.disable() }
        await #expect(throws: SSOError(.ssoNotEnabled)) {
            try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        }
        await #expect(throws: SSOError(.ssoNotEnabled)) {
            try await flow.signIn(flow.callback(after: redirection))
        }
        #expect(flow.isUntouched())
    }

    @Test("A session from before the login is not kept")
    func fixation() async throws {
        let flow = try await Flow()
        let first = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        let before = try await flow.signIn(flow.callback(after: first)).cookies[0]
        let second = try await flow.sso.signIn(host: Flow.host, at: Fixture.time(1))
        let token = try Fixture.token(secret: flow.secret, at: Fixture.time(1))
        let after = try await flow.signIn(
            flow.callback(token: token, after: second, cookies: "\(before.name)=\(before.value)"),
            at: Fixture.time(1)
        ).cookies[0]
        #expect(after.value != before.value)
        await #expect(throws: SSOError.self) {
            try await flow.sessions.check(before.value, organization: Fixture.acme.id, at: Fixture.time(1))
        }
    }

    @Test(
        "An attempt lifetime is 1 to 86400 whole seconds",
        arguments: [Duration.zero, .seconds(86_401), .milliseconds(1500)]
    )
    func lifetimeRange(lifetime: Duration) async throws {
        var policy = SingleSignOn.Policy()
        policy.attemptLifetime = lifetime
        let flow = try await Flow(policy: policy)
        await #expect(throws: SSOError(.invalidArgument)) {
            try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        }
    }

    @Test("Of many callbacks of one attempt at one time, one signs in")
    func concurrentCallbacks() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        let tokens = try (0..<64).map { second in
            try Fixture.token(secret: flow.secret, at: Fixture.time(Double(second) - 64))
        }
        let signedIn = try await withThrowingTaskGroup(of: Bool.self) { group in
            for token in tokens {
                let request = try flow.callback(token: token, after: redirection)
                group.addTask {
                    do {
                        _ = try await flow.signIn(request)
                        return true
                    } catch {
                        #expect(error as? SSOError == SSOError(.attemptExpired))
                        return false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(signedIn == 1)
    }

    @Test("No description, mirror or error of a callback shows its token or its cookies")
    func redaction() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        let request = try flow.callback(after: redirection)
        var said = everything(about: request) + everything(about: redirection)
        let signIn = try await flow.signIn(request)
        said += everything(about: signIn) + everything(about: CallbackOutcome.signedIn(signIn))
        let secrets = [
            flow.secret, redirection.cookie.value, signIn.cookies[0].value, signIn.session.id.rawValue,
            String(request.query.dropFirst("ssoToken=".count).prefix(200)),
        ]
        #expect(secrets.filter { said.contains($0) || $0.utf8.count < 64 } == [])
        #expect(said.contains("feedback.acme.example"))
    }

    @Test("A cookie that came twice is refused before anything is written")
    func repeatedCookies() async throws {
        let flow = try await Flow()
        let redirection = try await flow.sso.signIn(host: Flow.host, at: Fixture.now)
        let twice = "__Host-pb-session=a; __Host-pb-session=b"
        await #expect(throws: SSOError(.repeatedParameter, parameter: "__Host-pb-session")) {
            try await flow.signIn(flow.callback(after: redirection, cookies: twice))
        }
        #expect(flow.isUntouched())
    }
}
