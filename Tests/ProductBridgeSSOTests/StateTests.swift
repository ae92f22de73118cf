// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("The attempt's number in returnTo")
struct StateTests {
    private static let id = "0123456789abcdef0123456789abcdef"

    private func adding(_ page: String) async throws -> String {
        let tenant = try await Flow().sso.tenant(Fixture.acme)
        return AttemptState.adding(Self.id, to: try ReturnTo(page, on: Fixture.acmeHosts[0], of: tenant))
    }

    @Test(
        "It is last in the query, before a fragment",
        arguments: [
            ("/", "/?pb_state=ID"), ("/b", "/b?pb_state=ID"), ("/b?x=1", "/b?x=1&pb_state=ID"),
            ("/b#top", "/b?pb_state=ID#top"), ("/b?x=1#top", "/b?x=1&pb_state=ID#top"),
            ("/b?", "/b?&pb_state=ID"),
            ("/b#a?b", "/b?pb_state=ID#a?b"), ("/b?x=1&", "/b?x=1&&pb_state=ID"),
            ("https://acme.portal.example/b?x", "https://acme.portal.example/b?x&pb_state=ID"),
            ("/b?pb_state=OLD", "/b?pb_state=ID"), ("/b?pb_state=OLD&x=1", "/b?x=1&pb_state=ID"),
            ("/b?x=1&pb_state=OLD&y=2&pb_state=OLD#f", "/b?x=1&y=2&pb_state=ID#f"),
            ("/b?pb_state=short", "/b?pb_state=short&pb_state=ID"), ("/\u{e9}", "/%C3%A9?pb_state=ID"),
        ]
    )
    func place(page: String, expected: String) async throws {
        let old = String(repeating: "f", count: 32)
        let added = try await adding(page.replacing("OLD", with: old))
        #expect(added == expected.replacing("ID", with: Self.id))
        #expect(AttemptState.find(in: added) == Self.id)
    }

    @Test(
        "It is found however the page was encoded: once, twice and three times, but not four times"
    )
    func decodings() async throws {
        let flow = try await Flow()
        for (times, isFound) in [(0, true), (1, true), (2, true), (3, false)] {
            var browser = Browser(flow.sso)
            _ = try await browser.clickSignIn(returnTo: "/b/1")
            let returnTo = try await browser.clickSignIn(returnTo: "/b/2?q=a+b%2Bc#\u{e9}").returnTo
            _ = try await browser.clickSignIn(returnTo: "/b/3", at: Fixture.time(1))
            let encoded = (0..<times).reduce(returnTo) { text, _ in PercentEncoding.encode(text) }
            // The callback's reader decodes once more.
            let answer = try await browser.comeBack(
                token: flow.token(),
                returnTo: encoded,
                at: Fixture.time(1)
            )
            #expect(try answer.signedIn.location == (isFound ? "/b/2?q=a+b%2Bc#%C3%A9" : "/b/3"))
        }
    }

    @Test("A login page that doesn't encode makes it a separate parameter, or the end of the page")
    func unencoded() async throws {
        let flow = try await Flow()
        for page in ["/b", "/b?x=1", "/b?x=1&y=2#top", "/b/%23x", "/b?q=%23&z=%26"] {
            var browser = Browser(flow.sso)
            let returnTo = try await browser.clickSignIn(returnTo: page).returnTo
            _ = try await browser.clickSignIn(returnTo: "/other", at: Fixture.time(1))
            // Browsers don't send fragments.
            let sent = returnTo.split(separator: "#", maxSplits: 1)[0]
            let query = "ssoToken=\(try flow.token())&organizationId=acme&returnTo=\(sent)"
            let answer = try await flow.sso.callback(browser.request(query: query), at: Fixture.time(1))
            #expect(try answer.signedIn.location == page)
        }
    }

    @Test("A number that isn't this browser's is refused, whether unknown or another browser's")
    func foreign() async throws {
        for allows in [false, true] {
            var policy = SingleSignOn.Policy()
            policy.allowsUnsolicited = allows
            let flow = try await Flow(policy: policy)
            var attacker = Browser(flow.sso)
            let foreign = try await attacker.clickSignIn(returnTo: "/b/1").returnTo
            var browser = Browser(flow.sso)
            let own = try await browser.clickSignIn(returnTo: "/b/2").returnTo
            for returnTo in [foreign, "/b?pb_state=" + Self.id, PercentEncoding.encode(foreign)] {
                let answer = try await browser.comeBack(
                    token: flow.token("eve@example.com"),
                    returnTo: returnTo
                )
                #expect(answer.refusal == SSOError(.unsolicited))
                #expect(answer.status == 403)
            }
            #expect(try await flow.isUntouched())
            #expect(
                try await browser.comeBack(token: flow.token(), returnTo: own).signedIn.location == "/b/2"
            )
        }
    }

    @Test("It selects the tab, in whatever order they come back, and a mismatch uses none up")
    func tabs() async throws {
        let flow = try await Flow()
        for order in [[0, 1], [1, 0]] {
            var browser = Browser(flow.sso)
            var pages: [String] = []
            for tab in 0..<2 { pages.append(try await browser.clickSignIn(returnTo: "/b/\(tab)").returnTo) }
            for tab in order {
                let answer = try await browser.comeBack(token: flow.token(), returnTo: pages[tab])
                #expect(try answer.signedIn.location == "/b/\(tab)")
            }
            #expect(browser.cookies.map(\.name) == ["__Host-pb-session"])
        }
    }

    @Test(
        "The attempt's own page counts, whatever the callback says",
        arguments: [
            "null?pb_state=ID", "https://evil.example/?pb_state=ID", "pb_state=ID", "/b/other?pb_state=ID",
            "//evil.example/?pb_state=ID",
            "\\?pb_state=ID", "[object Object]?pb_state=ID", "/b?pb_state=ID&pb_state=short",
            " /b?pb_state=ID ", "/?x=%FF&pb_state=ID",
        ]
    )
    func ownPage(returned: String) async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let returnTo = try await browser.clickSignIn(returnTo: "/b/mine").returnTo
        let id = String(returnTo.suffix(32))
        let answer = try await browser.comeBack(
            token: flow.token(),
            returnTo: returned.replacing("ID", with: id)
        )
        #expect(try answer.signedIn.location == "/b/mine")
    }

    @Test("A bad byte in returnTo or in a foreign parameter, or a duplicate of either, loses only the number")
    func badBytes() async throws {
        let flow = try await Flow()
        for more in [
            "&returnTo=%FF", "&returnTo=%", "&returnTo=a&returnTo=b", "&x=%FF", "&%FF=%FF", "&x=%zz", "&&&=",
            "&x=1&x=2",
            "&pb_state=%FF", "&pb_state=x", "&returnTo=%00", "&returnTo=\u{1f600}",
        ] {
            var browser = Browser(flow.sso)
            _ = try await browser.clickSignIn(returnTo: "/b")
            let answer = try await browser.comeBack(token: flow.token(), returnTo: nil, more: more)
            #expect(try answer.signedIn.location == "/b")
        }
    }

    @Test(
        "A page that already has a number doesn't hide the attempt's own, wherever it is",
        arguments: [
            "/b?pb_state=OLD", "/b#pb_state=OLD", "/b?x=1#pb_state=OLD", "/b#?pb_state=OLD",
            "/b#x&pb_state=OLD", "/b/pb_state=OLD",
            "/b?x=pb_state=OLD", "/b?x=%26pb_state%3DOLD", "/b?x=pb_state%3DOLD",
            "/b?x=pb_state%253DOLD#pb_state%3DOLD",
            "/b?pb_state?pb_state=OLD=OLD", "/b#pb_state?pb_state=OLD=OLD", "/b#pb_state&pb_state=OLD=OLD",
        ]
    )
    func nested(page: String) async throws {
        let flow = try await Flow()
        for times in 0..<3 {
            var browser = Browser(flow.sso)
            let page = page.replacing("OLD", with: Self.id)
            let returnTo = try await browser.clickSignIn(returnTo: page).returnTo
            let encoded = (0..<times).reduce(returnTo) { text, _ in PercentEncoding.encode(text) }
            let answer = try await browser.comeBack(token: flow.token(), returnTo: encoded)
            #expect(answer.refusal == nil)
        }
    }

    @Test("The visitor never reaches a page with the number in its query")
    func stripped() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let first = try await browser.clickSignIn(returnTo: "/b?x=1").returnTo
        let second = try await browser.clickSignIn(returnTo: first).returnTo
        #expect(
            try await browser.comeBack(token: flow.token(), returnTo: second).signedIn.location == "/b?x=1"
        )
        // A reload, without the attempt's cookie.
        let token = try flow.token()
        let third = try await browser.clickSignIn(returnTo: "/b?y=1#f").returnTo
        _ = try await browser.comeBack(token: token, returnTo: third)
        let again = try await browser.comeBack(token: token, returnTo: third)
        #expect(try again.alreadySignedIn.location == "/b?y=1#f")
    }

    @Test("A number is 32 lower-case hex digits and nothing else")
    func form() {
        for text in [
            "/b?pb_state=" + Self.id.uppercased(), "/b?pb_state=" + Self.id.dropLast(),
            "/b?pb_state=" + Self.id + "0",
            "/b?pb_state=" + Self.id + "x", "/b?xpb_state=" + Self.id, "/b?_pb_state=" + Self.id,
            "/b?pb_state", "", "%", "?pb_state=",
            "/b?pb_state=" + Self.id.replacing("0", with: "\u{ff10}"), "/b?PB_STATE=" + Self.id,
        ] {
            #expect(AttemptState.find(in: text) == nil)
            #expect(AttemptState.removing(from: text) == text)
        }
    }
}
