// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import ProductBridgeSSO

@Suite("Portal hosts")
struct PortalHostTests {
    @Test(
        "A host has one spelling, and an origin",
        arguments: [
            ("feedback.example.com", "feedback.example.com"),
            ("FeedBack.EXAMPLE.com", "feedback.example.com"),
            ("feedback.example.com:443", "feedback.example.com"),
            ("feedback.example.com:80", "feedback.example.com:80"),
            ("feedback.example.com:1", "feedback.example.com:1"),
            ("feedback.example.com:65535", "feedback.example.com:65535"),
            ("localhost", "localhost"), ("a", "a"), ("a-b.c--d.e", "a-b.c--d.e"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"), ("1.example", "1.example"),
            ("1.2.3.a4", "1.2.3.a4"), ("0xg", "0xg"), ("a.0x1g", "a.0x1g"), ("3com.3com", "3com.3com"),
            ("192.0.2.255", "192.0.2.255"), ("0.0.0.0", "0.0.0.0"), ("192.0.2.1:8080", "192.0.2.1:8080"),
            ("[::1]", "[::1]"), ("[::1]:443", "[::1]"), ("[::1]:8080", "[::1]:8080"),
        ]
    )
    func spelling(_ text: String, _ expected: String) throws {
        let host = try PortalHost(text)
        #expect(host.description == expected)
        #expect(host.origin == "https://" + expected)
        #expect(host.callbackURL == "https://" + expected + "/api/redirects/sso")
        #expect(!host.isInsecure)
        #expect(try PortalHost(expected) == host)
    }

    @Test("A name may have 253 bytes, and its labels 63")
    func longest() throws {
        let label = String(repeating: "a", count: 63)
        let longest = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")
        #expect(longest.utf8.count == 253)
        #expect(try PortalHost(longest + ":8443").description == longest + ":8443")
        for tooLong in [longest + "b", "a" + label + ".com", label + "." + label + "a"] {
            #expect(throws: SSOError(.malformedPortalHost)) { try PortalHost(tooLong) }
        }
    }

    @Test(
        "Texts that could be read as another host are refused",
        arguments: [
            "", ".", "..", "a.", ".a", "a..b", "-a", "a-", "a-.b", "a.-b", "a_b", "a b", " a", "a ", "a\t",
            "a\n", "a\u{0}", "a\u{7F}", "a/b", "a\\b", "a@b", "a#b", "a?b", "a%2eb", "a%", "a*", "a,b", "a;b",
            "a'b", "bücher.example", "ｅxample.com", "example。com", "exam\u{AD}ple.com", "\u{212A}.example",
            "https://a", "a:", "a:0", "a:080", "a:65536", "a:99999", "a:100000", "a:+1", "a:-1", "a: 1",
            "a:1 ", "a:b", "a:1:2", "a:１", ":443", "1", "1.2", "1.2.3", "1.2.3.4.5", "256.0.0.1",
            "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.00", "0x7f.1", "0x7f000001", "2130706433", "0x",
            "a.0x", "a.0xF", "a.1", "a.b.0777", "0x1.2.3.4", "127.1", "[::]", "[::1", "::1", "[::1]a",
            "[::1]a80",
            "[::1]:", "[::1]:0", "[::2]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::1%25eth0]", "[]",
            "[::1]]", "[[::1]]", "a[::1]",
        ]
    )
    func refused(_ text: String) {
        #expect(throws: SSOError(.malformedPortalHost)) { try PortalHost(text) }
        #expect(throws: SSOError(.malformedPortalHost)) { try PortalHost(text, insecureLoopback: true) }
    }

    @Test(
        "A loopback can be insecure",
        arguments: [
            ("localhost", "localhost"), ("LOCALHOST:3000", "localhost:3000"), ("localhost:80", "localhost"),
            ("localhost:443", "localhost:443"), ("acme.localhost", "acme.localhost"),
            ("127.0.0.1:8080", "127.0.0.1:8080"), ("[::1]:80", "[::1]"),
        ]
    )
    func insecure(_ text: String, _ expected: String) throws {
        let host = try PortalHost(text, insecureLoopback: true)
        #expect(host.isInsecure)
        #expect(host.description == expected)
        #expect(host.origin == "http://" + expected)
        #expect(host.callbackURL == "http://" + expected + "/api/redirects/sso")
        #expect(try PortalHost(text) != host)
    }

    @Test(
        "Nothing else can be insecure",
        arguments: [
            "example.com", "localhost.example.com", "notlocalhost", "127.0.0.2", "0.0.0.0", "192.168.0.1",
            "localhost-.a", "locahost", "local",
        ]
    )
    func notInsecure(_ text: String) {
        #expect(throws: SSOError(.malformedPortalHost)) { try PortalHost(text, insecureLoopback: true) }
    }

    @Test("An organization has at least one host, each once, the main one first")
    func organization() throws {
        #expect(try Portal.tenant().hosts[0].description == "acme.productbridge.io")
        #expect(try Portal.tenant().hosts.count == 3)
        #expect(throws: SSOError(.invalidArgument)) { try Portal.tenant([]) }
        #expect(throws: SSOError(.invalidArgument)) {
            try Portal.tenant([PortalHost("a.b"), PortalHost("A.B:443")])
        }
    }

    @Test(
        "A host is stored as its origin",
        arguments: [
            ("feedback.example.com:8443", false, "https://feedback.example.com:8443"),
            ("localhost:3000", true, "http://localhost:3000"), ("[::1]", false, "https://[::1]"),
        ]
    )
    func stored(_ text: String, _ isInsecure: Bool, _ origin: String) throws {
        let host = try PortalHost(text, insecureLoopback: isInsecure)
        let json = Data("[\"\(origin)\"]".utf8)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        #expect(try encoder.encode([host]) == json)
        #expect(try JSONDecoder().decode([PortalHost].self, from: json) == [host])
    }

    @Test(
        "A stored text that isn't a portal host's origin is refused",
        arguments: [
            "feedback.example.com", "https://Feedback.example.com", "https://feedback.example.com:443",
            "https://feedback.example.com/", "http://feedback.example.com", "https://", "http://", "",
            "ftp://xxfeedback.example.com", "HTTPS://feedback.example.com", "http://localhost:80",
        ]
    )
    func notStored(_ origin: String) throws {
        let json = try JSONEncoder().encode([origin])
        #expect(throws: SSOError(.malformedPortalHost)) {
            try JSONDecoder().decode([PortalHost].self, from: json)
        }
    }
}
