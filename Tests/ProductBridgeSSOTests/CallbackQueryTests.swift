// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Callback queries")
struct CallbackQueryTests {
    private static let state = "0123456789abcdef0123456789abcdef"

    private static func callback(_ query: String) throws -> CallbackQuery {
        try CallbackQuery(query, organization: Fixture.organization("org_1"))
    }

    @Test(
        "Token and page are read",
        arguments: [
            ("ssoToken=a.b.c&organizationId=org_1", "a.b.c", nil),
            ("?ssoToken=a.b.c&organizationId=org_1", "a.b.c", nil),
            ("organizationId=org_1&returnTo=%2Fposts&ssoToken=a", "a", "/posts"),
            ("ssoToken=a&organizationId=org_1&returnTo=/posts?b=c", "a", "/posts?b=c"),
            ("ssoToken=a&organizationId=org_1&returnTo=", "a", nil),
            ("ssoToken=a&organizationId=org_1&returnTo", "a", nil),
            ("&&ssoToken=a&&organizationId=org_1&", "a", nil),
            ("ssoToken=a=b&organizationId=org_1", "a=b", nil),
            ("ssoToken=a%2Bb+c%20d&organizationId=org_1", "a+b c d", nil),
            ("%73so%54oken=%61&organizationId=org%5f1&return%54o=%2f", "a", "/"),
            ("ssoToken=%C3%A9&organizationId=org_1", "é", nil),
            ("ssoToken=a&organizationId=org_1&test=true&test=1&x&=y&ssotoken=b&SSOToken=c", "a", nil),
            (
                "ssoToken=a&organizationId=org_1&returnTo=https://feedback.example.com/", "a",
                "https://feedback.example.com/"
            ),
            ("ssoToken=a&organizationId=org_1&returnTo=/a%2Bb%2520c", "a", "/a+b%20c"),
            // The page may come back as anything, because the attempt knows it.
            ("ssoToken=a&organizationId=org_1&returnTo=//evil.example", "a", "//evil.example"),
            ("ssoToken=a&organizationId=org_1&returnTo=null", "a", "null"),
            ("ssoToken=a&organizationId=org_1&returnTo=/a&returnTo=/b", "a", nil),
            ("ssoToken=a&organizationId=org_1&returnTo=%FF", "a", nil),
            ("ssoToken=a&organizationId=org_1&returnTo=/a%00", "a", nil),
        ]
    )
    func read(_ query: String, _ token: String, _ page: String?) throws {
        let callback = try Self.callback(query)
        #expect(callback.token == token)
        #expect(callback.returnTo == page)
        #expect(callback.state == nil)
    }

    @Test(
        "A bad byte in a foreign parameter does no harm",
        arguments: [
            "x=%zz", "%=a", "x=%C3", "%ED%A0%80", "%00", "x=a b", "x=\u{0}", "utm=100%", "é=é", "%FF=a",
            "x=#",
            "ssoToken%00=a", "ssoToken%=b", "=", "%61%",
        ]
    )
    func foreign(_ parameter: String) throws {
        let own = "ssoToken=a&organizationId=org_1&returnTo=/b"
        for query in [own + "&" + parameter, parameter + "&" + own] {
            let callback = try Self.callback(query)
            #expect(callback.token == "a")
            #expect(callback.returnTo == "/b")
        }
    }

    @Test(
        "A token or an organization that doesn't decode is malformed",
        arguments: [
            "%", "%2", "%2g", "%u0041", "%FF", "%C0%AF", "a%00", "a b", "a\tb", "a\n", "\u{0}", "\u{7F}", "é",
            "a#b", "%C3", "%ED%A0%80",
        ]
    )
    func malformed(_ value: String) {
        #expect(throws: SSOError(.malformedCallback, parameter: "ssoToken")) {
            try Self.callback("ssoToken=\(value)&organizationId=org_1")
        }
        #expect(throws: SSOError(.malformedCallback, parameter: "organizationId")) {
            try Self.callback("ssoToken=a&organizationId=\(value)")
        }
    }

    @Test(
        "A duplicate parameter is refused, however it is spelled",
        arguments: [
            ("ssoToken", "ssoToken=a"), ("ssoToken", "ssoToken="), ("ssoToken", "%73soToken=b"),
            ("ssoToken", "ssoToken"), ("organizationId", "organizationId=org_1"),
            ("organizationId", "organization%49d=org_2"), ("organizationId", "organizationId"),
        ]
    )
    func repeated(_ name: String, _ second: String) {
        let error = SSOError(.repeatedParameter, parameter: name)
        let query = "ssoToken=a&organizationId=org_1&returnTo=/a"
        #expect(throws: error) { try Self.callback(query + "&" + second) }
        #expect(throws: error) { try Self.callback(second + "&" + query) }
    }

    @Test(
        "Token and organization must be there",
        arguments: [
            ("", "ssoToken"), ("?", "ssoToken"), ("&", "ssoToken"), ("organizationId=org_1", "ssoToken"),
            ("ssoToken=&organizationId=org_1", "ssoToken"), ("ssoToken&organizationId=org_1", "ssoToken"),
            ("ssotoken=a&organizationId=org_1", "ssoToken"), ("+ssoToken=a&organizationId=org_1", "ssoToken"),
            ("ssoToken[]=a&organizationId=org_1", "ssoToken"),
            ("??ssoToken=a&organizationId=org_1", "ssoToken"),
            ("ssoToken%=a&organizationId=org_1", "ssoToken"),
            ("ssoToken=a;organizationId=org_1", "organizationId"), ("ssoToken=a", "organizationId"),
            ("ssoToken=a&organizationId=", "organizationId"), ("ssoToken=a&organizationId", "organizationId"),
            ("ssoToken=a&organizationID=org_1", "organizationId"),
        ]
    )
    func missing(_ query: String, _ name: String) {
        #expect(throws: SSOError(.missingParameter, parameter: name)) { try Self.callback(query) }
    }

    @Test(
        "Another organization's callback is refused",
        arguments: ["org_2", "ORG_1", "org_1+", "org_", "org_11", "%C3%A9", "org_1%0A", "undefined"]
    )
    func wrongOrganization(_ id: String) {
        #expect(throws: SSOError(.wrongOrganization, parameter: "organizationId")) {
            try Self.callback("ssoToken=a&organizationId=\(id)&returnTo=//evil.example")
        }
    }

    @Test("A query has at most 16 KiB")
    func longest() throws {
        let query = "organizationId=org_1&ssoToken="
        let token = String(repeating: "a", count: 16 * 1024 - query.utf8.count)
        #expect(try Self.callback(query + token).token == token)
        #expect(throws: SSOError(.malformedCallback)) { try Self.callback(query + token + "a") }
    }

    @Test(
        "An attempt's number is in the page, or next to it if the login page didn't encode the page",
        arguments: [
            ("returnTo=/a?pb_state=N", true), ("returnTo=%2Fa%3Fpb_state%3DN", true),
            ("returnTo=/a?b=c&pb_state=N", true), ("pb_state=N", true), ("pb_state=N&returnTo=/a", true),
            ("returnTo=/a&pb_state=n", false), ("pb_state=N0", false), ("pb_state=", false),
            ("pb_state=N&pb_state=N", false), ("returnTo=/a?xpb_state=N", false),
        ]
    )
    func number(_ rest: String, _ isFound: Bool) throws {
        let rest = rest.replacing("N", with: Self.state).replacing("=n", with: "=" + Self.state.uppercased())
        let callback = try Self.callback("ssoToken=a&organizationId=org_1&" + rest)
        #expect(callback.state == (isFound ? Self.state : nil))
    }

    @Test("Nothing shows the token or the page")
    func descriptions() throws {
        let token = "eyJhbGciOiJIUzI1NiJ9"
        let callback = try Self.callback("ssoToken=\(token)&organizationId=org_1&returnTo=/posts/for/ada")
        #expect(callback.token == token)
        let said = everything(about: callback) + everything(about: [callback])
        #expect(said.contains("CallbackQuery"))
        #expect(!shows([token, "/posts/for/ada"], said))
        #expect(shows([token], everything(about: ["a": [token]])))
    }
}
