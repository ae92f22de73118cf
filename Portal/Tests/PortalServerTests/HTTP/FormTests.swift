// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import PortalServer

@Suite struct FormTests {
    @Test(
        arguments: [
            ("a=1&a=2", "1"), ("a&a=2", ""), ("a=%FF&a=2", "2"), ("b=1&a=x+y%26z", "x y&z"), ("aa=1", nil),
        ] as [(String, String?)]
    )
    func theFirstFieldOfANameCounts(text: String, value: String?) {
        #expect(Form(text)["a"] == value)
    }

    @Test(
        arguments: [
            (["a=1; b=2"], "1"), ([" b=2 ;a = 1 "], "1"), (["b=2", "a=1=2"], "1=2"), (["aa=1; a"], nil),
            (["a=1; a=2"], nil), (["a=1; a=1"], nil), (["a=1; b=2", "a=2"], nil), (["a=1; a=2; a=3"], nil),
        ] as [([String], String?)]
    )
    func aCookieThatComesTwiceIsNone(headers: [String], value: String?) {
        let fields = HTTPFields(headers.map { HTTPField(name: .cookie, value: $0) })
        let head = HTTPRequest(
            method: .get,
            scheme: "http",
            authority: TestPortal.host,
            path: "/",
            headerFields: fields
        )
        #expect(CookieJar(Request(head: head, body: .init(buffer: ByteBuffer())))["a"] == value)
    }
}
