// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import ProductBridgeSSO

@Suite("Login URLs")
struct LoginURLTests {
    @Test(
        "A URL keeps its path and its query",
        arguments: [
            ("https://yourapp.com/login", "https://yourapp.com/login"),
            ("https://yourapp.com", "https://yourapp.com/"), ("https://yourapp.com/", "https://yourapp.com/"),
            ("HTTPS://YourApp.COM/Login", "https://yourapp.com/Login"),
            ("https://yourapp.com:443/login", "https://yourapp.com/login"),
            ("https://yourapp.com:8443/login", "https://yourapp.com:8443/login"),
            ("https://yourapp.com?", "https://yourapp.com/?"),
            ("https://yourapp.com?a=1", "https://yourapp.com/?a=1"),
            ("https://yourapp.com/login?a=b+c&&d=%C3%A9&", "https://yourapp.com/login?a=b+c&&d=%C3%A9&"),
            (
                "https://yourapp.com//a/-._~!$&'()*+,;=:@/%2F%c3%A9/",
                "https://yourapp.com//a/-._~!$&'()*+,;=:@/%2F%c3%A9/"
            ),
            ("https://yourapp.com/?-._~!$'()*+,=:@/?%5C&x", "https://yourapp.com/?-._~!$'()*+,=:@/?%5C&x"),
            ("https://yourapp.com/.../a..b/.well-known", "https://yourapp.com/.../a..b/.well-known"),
            ("https://192.0.2.1/login", "https://192.0.2.1/login"),
            ("https://[::1]:8443/login", "https://[::1]:8443/login"),
            ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
            ("http://localhost/login", "http://localhost/login"),
            ("http://localhost:80/login", "http://localhost/login"),
            ("http://localhost:3000/login", "http://localhost:3000/login"),
            ("http://a.localhost/", "http://a.localhost/"), ("http://127.0.0.1/", "http://127.0.0.1/"),
            ("http://[::1]:443/", "http://[::1]:443/"),
        ]
    )
    func taken(_ text: String, _ expected: String) throws {
        let url = try LoginURL(text)
        #expect(url.url == expected)
        #expect(url.description == expected)
        #expect(try LoginURL(expected) == url)
    }

    @Test(
        "URLs that readers understand differently are refused",
        arguments: [
            "", "yourapp.com/login", "//yourapp.com/login", "/login", "https", "https:", "https:/",
            "https://",
            "https:///login", "https:/yourapp.com", "https:yourapp.com", "https:\\\\yourapp.com",
            "https://yourapp.com\\@evil.example", "https://yourapp.com/a\\b", "ftp://yourapp.com/",
            "javascript:alert(1)", "javascript://yourapp.com/%0Aalert(1)", "data:text/html,a",
            "httpss://yourapp.com/", " https://yourapp.com/", "https://yourapp.com/ ",
            "ht\ttps://yourapp.com/",
            "https://your\napp.com/", "https://yourapp.com/\r\n", "https://yourapp.com/a b",
            "https://yourapp.com/\u{0}", "https://yourapp.com/\u{7F}", "https://yourapp.com/é",
            "https://bücher.example/", "https://yourapp。com/", "https://user@yourapp.com/",
            "https://user:password@yourapp.com/", "https://@yourapp.com/", "https://:@yourapp.com/",
            "https://yourapp.com./", "https://your_app.com/", "https://yourapp.com:/",
            "https://yourapp.com:0/",
            "https://yourapp.com:65536/", "https://yourapp%2ecom/", "https://0x7f.1/", "https://127.1/",
            "https://[::2]/", "https://yourapp.com/#", "https://yourapp.com/login#top",
            "https://yourapp.com/login?a#top", "https://yourapp.com/%", "https://yourapp.com/%2",
            "https://yourapp.com/%2g", "https://yourapp.com/%u0041", "https://yourapp.com/?%",
            "https://yourapp.com/?a=%zz", "https://yourapp.com/%FF", "https://yourapp.com/%C0%AF",
            "https://yourapp.com/?a=%FF", "https://yourapp.com/?%ED%A0%80", "https://yourapp.com/%00",
            "https://yourapp.com/%0A", "https://yourapp.com/%7f", "https://yourapp.com/%C2%85",
            "https://yourapp.com/?%00", "https://yourapp.com/?a=%0d%0a", "https://yourapp.com/%5c",
            "https://yourapp.com/a/../b", "https://yourapp.com/..", "https://yourapp.com/..;a/b",
            "https://yourapp.com/.",
            "https://yourapp.com/./a", "https://yourapp.com/%2e%2E/a", "https://yourapp.com/.%2e",
            "https://yourapp.com/%2e", "https://yourapp.com/a%2f..%2fb", "https://yourapp.com/<a>",
            "https://yourapp.com/\"", "https://yourapp.com/`", "https://yourapp.com/{a}",
            "https://yourapp.com/a|b", "https://yourapp.com/a^b", "https://yourapp.com/[a]",
            "https://yourapp.com/?a[]=b", "https://yourapp.com/?{a}", "https://yourapp.com/?a=<",
            // Malformed before it is insecure.
            "http://user@yourapp.com/", "http:yourapp.com",
        ]
    )
    func refused(_ text: String) {
        #expect(throws: SSOError(.malformedLoginURL)) { try LoginURL(text) }
    }

    @Test(
        "Its own query must not contain the appended parameters, however it is read",
        arguments: [
            "redirect=a", "redirect", "redirect=", "a=b&redirect=c", "organizationId=a", "returnTo=/",
            "test=true",
            "test", "REDIRECT=a", "Test=1", "organizationid=a", "%72edirect=a", "re%64irect", "a;returnTo=b",
            "a=b;test", "redirect%5B%5D=a", "redirect%5Bx%5D=a", "+redirect=a", "%20%20redirect=a",
            "&&test=&&",
        ]
    )
    func ownParameters(_ query: String) {
        #expect(throws: SSOError(.malformedLoginURL)) { try LoginURL("https://yourapp.com/login?" + query) }
    }

    @Test(
        "Similar parameters are ignored",
        arguments: [
            "redirects=a", "redirect_uri=a", "a=redirect", "a=redirect=b", "tests", "return=to", "xtest",
            "test2",
            "a=%26redirect=b", "a=%3Bredirect%3Db",
        ]
    )
    func similarParameters(_ query: String) throws {
        #expect(try LoginURL("https://yourapp.com/?" + query).url == "https://yourapp.com/?" + query)
    }

    @Test(
        "http is only for loopbacks",
        arguments: [
            "http://yourapp.com/login", "HTTP://yourapp.com", "http://localhost.example/",
            "http://127.0.0.2/",
            "http://192.168.0.1/", "http://notlocalhost/", "http://0.0.0.0/",
        ]
    )
    func insecure(_ text: String) {
        #expect(throws: SSOError(.insecureLoginURL)) { try LoginURL(text) }
    }

    @Test("A URL has at most 2048 bytes")
    func longest() throws {
        let longest = "https://yourapp.com/" + String(repeating: "a", count: 2028)
        #expect(try LoginURL(longest).url.utf8.count == 2048)
        #expect(throws: SSOError(.malformedLoginURL)) { try LoginURL(longest + "a") }
    }

    @Test("A URL is stored in its normal form, and a stored one that isn't allowed is refused")
    func stored() throws {
        let json = Data(#"["https://yourapp.com/login?a=b"]"#.utf8)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let url = try LoginURL("HTTPS://YourApp.com:443/login?a=b")
        #expect(try encoder.encode([url]) == json)
        #expect(try JSONDecoder().decode([LoginURL].self, from: json) == [url])
        #expect(throws: SSOError(.insecureLoginURL)) {
            try JSONDecoder().decode([LoginURL].self, from: Data(#"["http://yourapp.com/"]"#.utf8))
        }
        #expect(throws: SSOError(.malformedLoginURL)) {
            try JSONDecoder().decode([LoginURL].self, from: Data(#"["https://yourapp.com/?test=1"]"#.utf8))
        }
    }
}
