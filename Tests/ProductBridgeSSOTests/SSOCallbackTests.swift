// SPDX-License-Identifier: Apache-2.0

import ProductBridgeSSO
import TestSupport
import Testing

@Suite("Callbacks")
struct SSOCallbackTests {
    private static func callback(_ query: String) throws -> SSOCallback {
        let organization = try Portal.organization()
        return try SSOCallback(query: query, host: organization.mainHost, organization: organization)
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
        ]
    )
    func read(_ query: String, _ token: String, _ page: String?) throws {
        let callback = try Self.callback(query)
        #expect(callback.token == token)
        #expect(callback.returnTo?.location == page)
    }

    @Test(
        "A query that doesn't decode is malformed",
        arguments: [
            "ssoToken=%", "ssoToken=%2", "ssoToken=%2g", "ssoToken=%u0041", "%=a", "x=%zz", "ssoToken=%FF",
            "ssoToken=%C0%AF", "%ED%A0%80", "x=%C3", "ssoToken=a%00", "%00", "ssoToken%00=a", "ssoToken=a b",
            "ssoToken=a\tb", "ssoToken=a\n", "ssoToken=\u{0}", "ssoToken=\u{7F}", "ssoToken=é",
            "ssoToken=a#b",
        ]
    )
    func malformed(_ query: String) {
        #expect(throws: SSOError(.malformedCallback)) { try Self.callback(query + "&organizationId=org_1") }
        #expect(throws: SSOError(.malformedCallback)) {
            try Self.callback("ssoToken=a&ssoToken=a&organizationId=org_2&" + query)
        }
    }

    @Test(
        "A parameter that came twice is refused, however it is spelled",
        arguments: [
            ("ssoToken", "ssoToken=a"), ("ssoToken", "ssoToken="), ("ssoToken", "%73soToken=b"),
            ("ssoToken", "ssoToken"), ("organizationId", "organizationId=org_1"),
            ("organizationId", "organization%49d=org_2"), ("organizationId", "organizationId"),
            ("returnTo", "returnTo=/a"), ("returnTo", "returnTo="), ("returnTo", "return%54o=//evil.example"),
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

    @Test(
        "An unsafe page is refused",
        arguments: ["//evil.example", "%2f%5Cevil.example", "+/", "a", "/%2509"]
    )
    func unsafe(_ page: String) {
        #expect(throws: SSOError(.unsafeReturnTo)) {
            try Self.callback("ssoToken=a&organizationId=org_1&returnTo=" + page)
        }
    }

    @Test("A query has at most 16 KiB")
    func longest() throws {
        let query = "organizationId=org_1&ssoToken="
        let token = String(repeating: "a", count: 16 * 1024 - query.utf8.count)
        #expect(try Self.callback(query + token).token == token)
        #expect(throws: SSOError(.malformedCallback)) { try Self.callback(query + token + "a") }
    }

    @Test("A host that is not the organization's is the caller's mistake")
    func foreignHost() throws {
        let organization = try Portal.organization()
        #expect(throws: SSOError(.invalidArgument)) {
            try SSOCallback(
                query: "ssoToken=a&organizationId=org_1",
                host: PortalHost("evil.example"),
                organization: organization
            )
        }
    }

    @Test("Nothing shows the token")
    func descriptions() throws {
        let token = "eyJhbGciOiJIUzI1NiJ9"
        let plain = try Self.callback("ssoToken=\(token)&organizationId=org_1")
        let withPage = try Self.callback("ssoToken=\(token)&organizationId=org_1&returnTo=/posts")
        #expect(plain.token == token)
        #expect(plain.description == "SSOCallback")
        #expect(withPage.debugDescription == "SSOCallback(returnTo)")
        for callback in [plain, withPage] {
            let said = everything(about: callback) + everything(about: [callback])
            #expect(said.contains("SSOCallback"))
            #expect(!said.contains(token))
        }
        #expect(everything(about: ["a": [token]]).contains(token))
    }
}
