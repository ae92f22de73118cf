// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Attempts' cookies")
struct AttemptCookieTests {
    private static let prefix = "__Host-pb-attempt-"

    /// A browser that has begun a sign-in, and the query for its login page.
    private func begun(_ flow: Flow) async throws -> (browser: Browser, returnTo: String, value: String) {
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn(returnTo: "/b/ideas").returnTo
        return (browser, returnTo, browser.attempts[0].value)
    }

    @Test("A changed cookie is refused, and deleted")
    func changed() async throws {
        let flow = try await Flow()
        let (browser, returnTo, value) = try await begun(flow)
        let name = browser.attempts[0].name
        let parts = value.split(separator: ".").map(String.init)
        #expect(parts.count == 4)
        #expect(parts[0] == "s")
        #expect(parts[1] == "1767226200")
        var changed = [
            ["t", parts[1], parts[2], parts[3]], ["c", parts[1], parts[2], parts[3]],
            [parts[0], "1767226201", parts[2], parts[3]], [parts[0], "01767226200", parts[2], parts[3]],
            [parts[0], "+1767226200", parts[2], parts[3]], [parts[0], parts[1], parts[2], "/b/other"],
            [parts[0], parts[1], parts[2], parts[3] + "A"], [parts[0], parts[1], "", parts[3]],
            [parts[0], parts[1], String(parts[2].dropLast(2)), parts[3]],
            [parts[0], parts[1], parts[2] + "00", parts[3]], [parts[0], parts[1], parts[2], parts[3], ""],
            [parts[0], parts[1], parts[2]], ["", parts[0], parts[1], parts[2], parts[3]],
        ].map { $0.joined(separator: ".") }
        for index in value.indices {
            changed.append(value.replacingCharacters(index, by: value[index] == "0" ? "1" : "0"))
        }
        for value in changed {
            var victim = browser
            victim.setCookie(name, value)
            let answer = try await victim.comeBack(token: flow.token(), returnTo: returnTo)
            #expect(answer.refusal == SSOError(.unsolicited), "\(value)")
            #expect(
                answer.cookies.map(\.headerValue) == [try SetCookie.deleting(name).headerValue],
                "\(value)"
            )
        }
        #expect(try await flow.isUntouched())
    }

    @Test("A page comes back from the cookie unchanged, even with characters that a cookie can't contain")
    func characters() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let (_, returnTo) = try await browser.clickSignIn(
            returnTo: "/b;c,d.e|^!$&'()*+:@=~?x=1,2;3.4&y=|^#z;,.|^"
        )
        #expect(browser.attempts.count == 1)
        let page = try await browser.comeBack(token: flow.token(), returnTo: returnTo).signedIn.location
        #expect(page == "/b;c,d.e%7C%5E!$&'()*+:@=~?x=1,2;3.4&y=%7C%5E#z;,.%7C%5E")
    }

    @Test("A cookie with another attempt's number is refused")
    func renamed() async throws {
        let flow = try await Flow()
        var (browser, _, value) = try await begun(flow)
        let other = String(repeating: "a", count: 32)
        browser.setCookie(Self.prefix + other, value)
        let answer = try await browser.comeBack(token: flow.token(), returnTo: "/b?pb_state=" + other)
        #expect(answer.refusal == SSOError(.unsolicited))
        #expect(answer.cookies.map(\.name) == [Self.prefix + other])
    }

    @Test(
        "A cookie moved to another host of the organization, or to another organization, is refused and deleted"
    )
    func moved() async throws {
        let flow = try await Flow()
        let (browser, returnTo, value) = try await begun(flow)
        let name = browser.attempts[0].name
        for host in [Fixture.acmeHosts[1], Fixture.otherHosts[0]] {
            var elsewhere = Browser(flow.sso, host: host)
            elsewhere.setCookie(name, value)
            let organization = host == Fixture.otherHosts[0] ? "other" : "acme"
            let answer = try await elsewhere.comeBack(
                token: flow.token(),
                returnTo: returnTo,
                organization: organization
            )
            #expect(answer.refusal == SSOError(.unsolicited))
            #expect(answer.cookies.map(\.headerValue) == [try SetCookie.deleting(name).headerValue])
            // A click deletes it as well.
            elsewhere.setCookie(name, value)
            #expect(try await elsewhere.clickSignIn().answer.cookies.first?.name == name)
            #expect(elsewhere.attempts.count == 1)
        }
    }

    @Test("A host that moves to another organization leaves its attempts behind")
    func hostMoves() async throws {
        let flow = try await Flow()
        let (browser, returnTo, _) = try await begun(flow)
        try await flow.sso.setHosts(
            [Fixture.acmeHosts[1]],
            of: Fixture.acme,
            by: Flow.administrator,
            at: Fixture.now
        )
        try await flow.sso.setHosts(
            Fixture.otherHosts + [Fixture.acmeHosts[0]],
            of: Fixture.other,
            by: Flow.administrator,
            at: Fixture.now
        )
        let secret = try await flow.sso.generateKey(
            name: "production",
            of: Fixture.other,
            by: Flow.administrator,
            at: Fixture.now
        ).reveal()
        var moved = browser
        let answer = try await moved.comeBack(
            token: flow.token(secret: secret),
            returnTo: returnTo,
            organization: "other"
        )
        #expect(answer.refusal == SSOError(.unsolicited))
    }

    @Test("What a previous master key signed signs in, and what an unknown one signed is refused and deleted")
    func masterKeys() async throws {
        let key = try MasterKeys.generate()
        let new = try MasterKeys.generate()
        for isKnown in [true, false] {
            let flow = try await Flow(masterKey: key)
            let (browser, returnTo, value) = try await begun(flow)
            let name = browser.attempts[0].name
            // The organization's secret is sealed with the new key in both cases.
            let both = try MasterKeys(current: new, previous: [key])
            _ = try await SingleSignOn(store: flow.store, masterKeys: both).resealKeys(at: Fixture.now)
            let keys = isKnown ? both : try MasterKeys(current: new)
            var later = Browser(try SingleSignOn(store: flow.store, masterKeys: keys))
            later.setCookie(name, value)
            let answer = try await later.comeBack(token: flow.token(), returnTo: returnTo)
            if isKnown {
                #expect(try answer.signedIn.location == "/b/ideas")
            } else {
                #expect(answer.refusal == SSOError(.unsolicited))
                #expect(answer.cookies.map(\.name) == [name])
            }
        }
    }

    @Test(
        "At most 8 cookies are opened per request: the one that the callback names, and the newest"
    )
    func eight() async throws {
        let flow = try await Flow()
        let tenant = try await flow.sso.tenant(Fixture.acme)
        for junkCount in [1, 7, 8, 100] {
            var browser = Browser(flow.sso)
            for index in 0..<junkCount { browser.setCookie(Self.prefix + "junk\(index)", "=") }
            let early = browser
            var honest = Browser(flow.sso)
            _ = try await honest.clickSignIn(returnTo: "/b")
            let (name, value) = honest.attempts[0]
            browser.setCookie(name, value)
            let opened = try AttemptCookies(
                browser.request(),
                tenant: tenant,
                keys: flow.masterKeys,
                at: Fixture.now
            )
            #expect(opened.open.count == 1)
            #expect(opened.useless.count == min(junkCount, 7))
            #expect(try await browser.comeBack(token: flow.token(), returnTo: nil).signedIn.location == "/b")
            // If the junk is newer, the number finds the attempt.
            var late = Browser(flow.sso)
            let own = try await late.clickSignIn(returnTo: "/c").returnTo
            for cookie in early.cookies { late.setCookie(cookie.name, cookie.value) }
            #expect(try await late.comeBack(token: flow.token(), returnTo: own).signedIn.location == "/c")
        }
    }

    @Test(
        "Made-up cookies of any form don't fail the server",
        arguments: [
            "=", "=e30.e30", "s.1.Lw.00", "....", "...",
            "s.99999999999999999999.Lw." + String(repeating: "0", count: 64),
            "s.-1.Lw." + String(repeating: "0", count: 64),
            "s.1767226200.!!." + String(repeating: "0", count: 64),
            "s.1767226200._w." + String(repeating: "f", count: 64), "\u{e9}", "\u{0}", "\"s\"", "a b",
            String(repeating: ".", count: 5000), String(repeating: "a", count: 100_000), "",
            "s.1767226200.Lw." + String(repeating: "\u{ff10}", count: 64),
            "\u{1f600}.\u{1f600}.\u{1f600}.\u{1f600}",
        ]
    )
    func madeUp(value: String) async throws {
        let flow = try await Flow()
        let id = String(repeating: "0", count: 32)
        for name in [
            Self.prefix + id, Self.prefix, Self.prefix + "\u{301}", Self.prefix + "A" + id.dropFirst(),
            Self.prefix + "\u{0}",
            Self.prefix + String(repeating: "x", count: 10_000), Self.prefix + id + "\u{301}",
            "__Host-pb-session",
        ] {
            var browser = Browser(flow.sso)
            browser.setCookie(name, value)
            let (answer, returnTo) = try await browser.clickSignIn(returnTo: "/b")
            #expect(answer.status == 303)
            var early = Browser(flow.sso)
            early.setCookie(name, value)
            for page in ["/?pb_state=" + id, nil] {
                let refused = try await early.comeBack(token: flow.token(), returnTo: page)
                #expect(refused.refusal == SSOError(.unsolicited))
            }
            #expect(try await early.person() == nil)
            let back = try await browser.comeBack(token: flow.token(), returnTo: returnTo)
            #expect(try back.signedIn.location == "/b")
        }
    }

    @Test("Two cookies with the same name are both ignored: another host of the domain may have set one")
    func tossed() async throws {
        let flow = try await Flow()
        let (browser, returnTo, value) = try await begun(flow)
        let name = browser.attempts[0].name
        for header in ["\(name)=x; \(name)=\(value)", "\(name)=\(value); \(name)=\(value)"] {
            let request = PortalRequest(
                host: browser.host,
                query: "ssoToken=\(try flow.token())&organizationId=acme&returnTo="
                    + PercentEncoding.encode(returnTo)
            ) { $0 == "cookie" ? header : nil }
            let answer = try await flow.sso.callback(request, at: Fixture.now)
            #expect(answer.refusal == SSOError(.unsolicited))
        }
    }
}

extension String {
    fileprivate func replacingCharacters(_ index: Index, by character: Character) -> String {
        self[..<index] + String(character) + self[self.index(after: index)...]
    }
}
