// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ProductBridgeSSO

@Suite("The page to return to")
struct ReturnToTests {
    private static func location(_ text: String, of tenant: Tenant, host: Int = 0) throws
        -> String
    {
        try ReturnTo(text, on: tenant.hosts[host], of: tenant).location
    }

    @Test(
        "Pages of the portal are accepted",
        arguments: [
            ("/", "/"), ("/posts", "/posts"), ("/posts/", "/posts/"), ("/posts/1", "/posts/1"),
            ("/posts?a=b&c=d+e#f", "/posts?a=b&c=d+e#f"), ("/?", "/?"), ("/#", "/#"), ("/?#", "/?#"),
            ("/a?//b/../c:d@e?f", "/a?//b/../c:d@e?f"), ("/a#//b/../c", "/a#//b/../c"),
            ("/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@"), ("/@evil.example", "/@evil.example"),
            ("/https:/evil.example", "/https:/evil.example"),
            ("/%20%2F%41%c3%A9", "/%20%2F%41%c3%A9"), ("/a%2Fb", "/a%2Fb"), ("/100%25", "/100%25"),
            ("/...", "/..."), ("/a..b/.c/d.", "/a..b/.c/d."), ("/;a/..a;/...;/", "/;a/..a;/...;/"),
            ("/é", "/%C3%A9"), ("/日本?ü#é", "/%E6%97%A5%E6%9C%AC?%C3%BC#%C3%A9"), ("/\u{212A}", "/%E2%84%AA"),
            ("/／evil", "/%EF%BC%8Fevil"), ("/\u{2028}", "/%E2%80%A8"),
            (#"/"<>^`{|}[]"#, "/%22%3C%3E%5E%60%7B%7C%7D%5B%5D"),
            ("/a?f[]=\"b\"", "/a?f%5B%5D=%22b%22"), ("/a#b#c", "/a#b%23c"),
            ("/api/redirects", "/api/redirects"), ("/api/redirects/sso2", "/api/redirects/sso2"),
            ("/a/api/redirects/sso", "/a/api/redirects/sso"),
            ("/?/api/redirects/sso", "/?/api/redirects/sso"),
            // Empty segments after the first.
            ("/b//c", "/b//c"), ("/a//", "/a//"), ("/a///b", "/a///b"), ("/a%2f/b", "/a%2f/b"),
            ("/a/%2Fb", "/a/%2Fb"), ("/a%2F%2fb", "/a%2F%2fb"),
            // A percent sign without two hex digits after it means itself.
            ("/%", "/%25"), ("/%2", "/%252"), ("/a%2g", "/a%252g"), ("/%u002f", "/%25u002f"),
            ("/%%20", "/%25%20"), ("/?%", "/?%25"), ("/?q=100%", "/?q=100%25"), ("/?a=%zz", "/?a=%25zz"),
            ("/#%f", "/#%25f"), ("/%%", "/%25%25"), ("/%é", "/%25%C3%A9"),
        ]
    )
    func paths(_ text: String, _ expected: String) throws {
        let tenant = try Portal.tenant()
        #expect(try Self.location(text, of: tenant) == expected)
        #expect(try Self.location(expected, of: tenant) == expected)
    }

    @Test(
        "Absolute URLs of the organization's own hosts are accepted",
        arguments: [
            ("https://acme.productbridge.io/posts?a#b", "/posts?a#b"), ("https://acme.productbridge.io", "/"),
            ("https://acme.productbridge.io?a", "/?a"), ("https://acme.productbridge.io#a", "/#a"),
            ("HTTPS://ACME.ProductBridge.io:443/A", "/A"),
            ("https://feedback.example.com/é", "https://feedback.example.com/%C3%A9"),
            ("https://feedback.example.com", "https://feedback.example.com/"),
            ("hTTps://Feedback.example.com:443?A", "https://feedback.example.com/?A"),
            ("https://example.com:8443/a", "https://example.com:8443/a"),
        ]
    )
    func absolute(_ text: String, _ expected: String) throws {
        let tenant = try Portal.tenant()
        #expect(try Self.location(text, of: tenant) == expected)
        #expect(try Self.location(expected, of: tenant) == expected)
    }

    @Test(
        "Pages that may leave the portal are refused",
        arguments: [
            "", "posts", "./posts", "../posts", "?a", "#a", ".", "..", "@evil.example",
            // Other hosts.
            "//", "//evil.example", "///evil.example", "////evil.example", "//feedback.example.com/",
            "https://evil.example/", "https://example.com/", "https://example.com:8444/",
            "https://acme.productbridge.io.evil.example/", "https://evil.example#acme.productbridge.io",
            "https://evil.example?acme.productbridge.io", "https://xacme.productbridge.io/",
            "https://productbridge.io/", "https://acme.productbridge.io:80/",
            "https://acme.productbridge.io:/",
            "https://acme.productbridge.io./", "https://acme。productbridge.io/",
            "https://ａcme.productbridge.io/",
            "https://acme.productbridge%2eio/", "https://acme.productbridge.io%2f@evil.example/",
            // User info.
            "https://user@acme.productbridge.io/", "https://user:a@acme.productbridge.io/",
            "https://@acme.productbridge.io/", "https://acme.productbridge.io@evil.example/",
            "https://acme.productbridge.io:443@evil.example/",
            // Schemes.
            "http://acme.productbridge.io/", "http://feedback.example.com/", "http://evil.example/",
            "javascript:alert(1)", "JavaScript:alert(1)", "javascript://acme.productbridge.io/%250Aalert(1)",
            "java\tscript:alert(1)", "data:text/html,a", "ftp://acme.productbridge.io/", "mailto:a@b.example",
            "blob:https://acme.productbridge.io/", "file:///etc/passwd", "about:blank",
            "https:acme.productbridge.io", "https:/acme.productbridge.io", "https:///acme.productbridge.io",
            "https:/posts", "https:posts", "https:", "https:/", "https://", "https:///", ":", "://", "://a",
            "acme.productbridge.io/posts",
            // Backslashes.
            "/\\evil.example", "\\/evil.example", "\\\\evil.example", "\\evil.example", "/a\\b", "/?a\\b",
            "/#\\",
            "https:\\\\acme.productbridge.io", "https:/\\acme.productbridge.io",
            "https://acme.productbridge.io\\@evil.example", "https://evil.example\\@acme.productbridge.io/",
            "/%5Cevil.example", "/%5cevil.example", "/a?b=%5C", "/#%5c",
            // Spaces and control characters.
            " /", "/ ", "/a b", "\t/", "/\t", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example",
            "/a\r\nb: c",
            "\u{0}/", "/\u{0}", "/\u{1F}", "/\u{7F}", "/\u{80}", "/\u{85}", "/\u{9F}", "\u{B}/", "/%00",
            "/%09",
            "/%0a", "/%0D%0A", "/%1f", "/%7F", "/%C2%85", "/?%00", "/?a=%0A", "/#%0d",
            "https\n://acme.productbridge.io",
            "\u{FEFF}/", "\u{A0}/",
            // Segments.
            "/.", "/..", "/./", "/../", "/a/.", "/a/..", "/a/../b", "/a/./b", "/%2e", "/%2E", "/%2e%2e",
            "/.%2e",
            "/%2E.", "/a/%2e%2E/b", "/a%2f..%2fb", "/..%2f", "/..;/", "/.;a=b", "/a/%2e%2e;",
            "//a",
            "/%2fevil.example",
            "/%2F%2Fevil.example", "/.//evil.example", "/..//evil.example",
            "https://acme.productbridge.io//evil.example", "https://feedback.example.com//",
            "https://feedback.example.com/..",
            // Percents.
            "/%FF", "/%C3", "/%C0%AF",
            "/%C0%AE",
            "/%ED%A0%80", "/%F4%90%80%80", "/?%80", "/%C3é", "/é%A9",
            // The callback.
            "/api/redirects/sso", "/api/redirects/sso?ssoToken=a", "/api/redirects/sso#a",
            "/api/redirects/sso/",
            "/api/redirects/sso/a", "/api/redirects/sso;a=b", "/API/redirects/SSO", "/api/redirects/%73so",
            "/api%2Fredirects/sso", "https://acme.productbridge.io/api/redirects/sso",
            "https://feedback.example.com/api/redirects/sso",
        ]
    )
    func refused(_ text: String) throws {
        let tenant = try Portal.tenant()
        #expect(throws: SSOError(.unsafeReturnTo)) { try Self.location(text, of: tenant) }
    }

    @Test(
        "http is only for loopbacks, from loopbacks",
        arguments: [
            ("http://localhost:3000/a", 0, "/a"), ("http://127.0.0.1:80/a", 0, "http://127.0.0.1/a"),
            ("https://acme.productbridge.io/a", 0, "https://acme.productbridge.io/a"),
            ("http://localhost:3000/a", 1, "http://localhost:3000/a"),
            ("https://localhost:3000/a", 0, nil), ("http://localhost/a", 0, nil),
            ("http://acme.productbridge.io/a", 0, nil), ("http://localhost:3000/a", 2, nil),
            ("http://127.0.0.1/a", 2, nil),
        ]
    )
    func insecure(_ text: String, _ host: Int, _ expected: String?) throws {
        let tenant = try Portal.development()
        if let expected {
            #expect(try Self.location(text, of: tenant, host: host) == expected)
        } else {
            #expect(throws: SSOError(.unsafeReturnTo)) {
                try Self.location(text, of: tenant, host: host)
            }
        }
    }

    @Test("A page has at most 2048 bytes, before and after encoding")
    func longest() throws {
        let tenant = try Portal.tenant()
        let longest = "/" + String(repeating: "a", count: 2047)
        #expect(try Self.location(longest, of: tenant) == longest)
        let encoded = "/a" + String(repeating: "é", count: 341)
        #expect(try Self.location(encoded, of: tenant).utf8.count == 2048)
        let absolute = "https://acme.productbridge.io"
        for tooLong in [longest + "a", encoded + "a", absolute + longest.dropLast(28)] {
            #expect(throws: SSOError(.unsafeReturnTo)) { try Self.location(tooLong, of: tenant) }
        }
        #expect(try Self.location(absolute + longest.dropLast(29), of: tenant).utf8.count == 2019)
    }

    @Test(
        "A page that may leave the portal counts as the portal's first",
        arguments: [
            ("/posts", "/posts"), (nil, "/"), ("", "/"), ("//evil.example", "/"), ("/a\\b", "/"),
            ("https://feedback.example.com/a", "https://feedback.example.com/a"), ("/api/redirects/sso", "/"),
        ]
    )
    func page(_ text: String?, _ expected: String) throws {
        let tenant = try Portal.tenant()
        #expect(ReturnTo.page(text, on: tenant.hosts[0], of: tenant).location == expected)
    }

    @Test(
        "A Sign In for an unsafe page leads to the portal's first page",
        arguments: ["//evil.example", "/%FF", "a"]
    )
    func signIn(_ page: String) async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let (answer, returnTo) = try await browser.clickSignIn(returnTo: page)
        #expect(answer.status == 303)
        let back = try await browser.comeBack(token: Fixture.token(secret: flow.secret), returnTo: returnTo)
        #expect(try back.signedIn.location == "/")
    }

    @Test("The portal's first page is /")
    func root() throws {
        let tenant = try Portal.tenant()
        #expect(ReturnTo.root.location == "/")
        #expect(try ReturnTo("/", on: tenant.hosts[0], of: tenant) == .root)
    }

    @Test("A host that is not the organization's is the caller's mistake")
    func foreignHost() throws {
        let tenant = try Portal.tenant()
        let host = try PortalHost("evil.example")
        #expect(throws: SSOError(.invalidArgument)) { try ReturnTo("/", on: host, of: tenant) }
    }
}
