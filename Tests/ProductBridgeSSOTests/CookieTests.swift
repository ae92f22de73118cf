// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Cookies")
struct CookieTests {
    @Test("A cookie is for one host only, and not for scripts")
    func headerValue() throws {
        let session = try SetCookie(name: "__Host-session", value: "a.b-c_d=", maxAge: 2_592_000)
        #expect(
            session.headerValue
                == "__Host-session=a.b-c_d=; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax"
        )
        let running = try SetCookie(name: "a", value: "")
        #expect(running.headerValue == "a=; Path=/; HttpOnly; Secure; SameSite=Lax")
        #expect(running.maxAge == nil)
        let deletion = try SetCookie.deleting("__Host-session")
        #expect(deletion.headerValue == "__Host-session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax")
        #expect(deletion.maxAge == 0)
    }

    @Test("A value has only cookie-octets, and is returned unchanged")
    func everyByte() throws {
        let octets = (UInt8(0)...127).filter { $0 > 0x20 && $0 < 0x7F && !"\",;\\".utf8.contains($0) }
        let value = String(decoding: octets, as: UTF8.self)
        let cookie = try SetCookie(name: "a", value: value)
        #expect(cookie.value == value)
        #expect(try CookieHeader("a=" + value).value(of: "a") == value)
        for byte in UInt8(0)...127 where !octets.contains(byte) {
            let bad = "a" + String(decoding: [byte], as: UTF8.self) + "b"
            #expect(throws: SSOError(.invalidArgument)) { try SetCookie(name: "a", value: bad) }
        }
        #expect(throws: SSOError(.invalidArgument)) { try SetCookie(name: "a", value: "é") }
    }

    @Test("A name is a token")
    func names() throws {
        let name = "!#$%&'*+-.^_`|~09azAZ"
        #expect(try SetCookie(name: name, value: "b").name == name)
        #expect(try CookieHeader("\(name)=b").value(of: name) == "b")
        for bad in ["", "é", "a\u{7F}", "a\u{0}"] + "\"(),/:;<=>?@[\\]{} \t\r\n".map({ "a\($0)" }) {
            #expect(throws: SSOError(.invalidArgument), "\(bad)") { try SetCookie(name: bad, value: "b") }
            #expect(throws: SSOError(.invalidArgument), "\(bad)") { try SetCookie.deleting(bad) }
        }
    }

    @Test("Name and value have at most 4096 bytes, and a time is at least a second")
    func limits() throws {
        let value = String(repeating: "a", count: 4092)
        #expect(try SetCookie(name: "name", value: value, maxAge: 1).maxAge == 1)
        #expect(throws: SSOError(.invalidArgument)) { try SetCookie(name: "name2", value: value) }
        for maxAge in [0, -1, .min] {
            #expect(throws: SSOError(.invalidArgument)) {
                try SetCookie(name: "a", value: "b", maxAge: maxAge)
            }
        }
    }

    @Test(
        "A cookie is found by its whole name",
        arguments: [
            ("sid=a", "a"), ("sid=a; b=c", "a"), ("b=c; sid=a", "a"), ("b=c;sid=a;d=e", "a"),
            ("b=c; \t sid=a \t ; d", "a"), (";; sid=a;", "a"), ("sid=a=b==", "a=b=="), ("sid=", ""),
            ("sid", ""),
            ("b=sid=c; sid=a", "a"), ("SID=b; sid=a; Sid=c", "a"), ("{\"x\": 1}; é=é; sid=a", "a"),
            ("", nil), (";", nil), ("=sid", nil), ("sids=a; ssid=b; xsid=c", nil), ("SID=a", nil),
            ("b=sid", nil), ("sid =a", nil), ("s id=a", nil), ("b=c, sid=a", nil), ("__Host-sid=a", nil),
        ]
    )
    func reading(_ header: String, _ expected: String?) throws {
        #expect(try CookieHeader(header).value(of: "sid") == expected)
    }

    @Test(
        "A value with other characters than cookie-octets is ignored",
        arguments: ["\"a\"", "a b", "a,b", "a\\b", "é", "\u{0}", "a\u{7F}", " =\t b", "a\nb", "\ra"]
    )
    func badValues(_ value: String) throws {
        #expect(try CookieHeader("b=c; sid=\(value)").value(of: "sid") == nil)
    }

    @Test(
        "A duplicate cookie is refused",
        arguments: ["sid=a; sid=b", "sid=a; sid=a", "sid=a; b=c; sid", "sid=a;sid=\"b\"", "sid; sid=a"]
    )
    func repeated(_ header: String) throws {
        #expect(throws: SSOError(.repeatedParameter, parameter: "sid")) {
            try CookieHeader(header).value(of: "sid")
        }
        #expect(try CookieHeader(header + "; x=y").value(of: "x") == "y")
    }

    @Test("Names are compared as bytes: the Kelvin sign isn't a K")
    func kelvin() throws {
        #expect(try CookieHeader("\u{212A}=a").value(of: "K") == nil)
        #expect(try CookieHeader("\u{212A}=a; K=b").value(of: "K") == "b")
    }

    @Test("Nothing shows a value")
    func descriptions() throws {
        let value = "s3cr3tvalue"
        let cookie = try SetCookie(name: "sid", value: value, maxAge: 60)
        let header = CookieHeader("sid=\(value)")
        #expect(cookie.description == "SetCookie(sid)")
        #expect(cookie.debugDescription == "SetCookie(sid)")
        #expect(String(describing: header) == "CookieHeader(_pairs: <redacted>)")
        let bytes = value.utf8.prefix(5).map(String.init).joined(separator: ", ")
        for holder: Any in [cookie, header, [cookie], Optional(header) as Any] {
            let said = everything(about: holder)
            #expect(said.contains("Cookie"))
            #expect(!said.contains(value) && !said.contains(bytes))
        }
        #expect(everything(about: [Array(value.utf8)]).contains(bytes))
    }

    @Test("The names are listed once each, in the header's order")
    func order() {
        #expect(CookieHeader("b=1; a=2;b=3;  c ; =d").names == ["b", "a", "c", ""])
        #expect(CookieHeader("").names == [])
    }
}
