// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import PortalServer

@Suite struct ClientAddressTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let peer: String
        let forwarded: [String]
        let proto: [String]
        let client: String
        let isSecure: Bool
        var testDescription: String { "\(peer) \(forwarded) \(proto)" }
    }

    @Test(arguments: [
        Case(
            peer: "203.0.113.9",
            forwarded: ["10.9.9.9"],
            proto: ["https"],
            client: "203.0.113.9",
            isSecure: false
        ),
        Case(
            peer: "10.0.0.1",
            forwarded: ["203.0.113.9"],
            proto: ["https"],
            client: "203.0.113.9",
            isSecure: true
        ),
        Case(
            peer: "10.0.0.1",
            forwarded: ["6.6.6.6, 203.0.113.9, 10.0.0.2"],
            proto: ["http"],
            client: "203.0.113.9",
            isSecure: false
        ),
        Case(
            peer: "10.0.0.1",
            forwarded: ["6.6.6.6", "203.0.113.9"],
            proto: ["https, HTTPS"],
            client: "203.0.113.9",
            isSecure: true
        ),
        Case(
            peer: "10.0.0.1",
            forwarded: ["6.6.6.6, nonsense"],
            proto: [],
            client: "10.0.0.1",
            isSecure: false
        ),
        Case(peer: "10.0.0.1", forwarded: [], proto: [], client: "10.0.0.1", isSecure: false),
        Case(
            peer: "::1",
            forwarded: ["2001:db8::7"],
            proto: ["https"],
            client: "2001:db8::7",
            isSecure: true
        ),
        Case(peer: "::ffff:10.0.0.1", forwarded: ["9.9.9.9"], proto: [], client: "9.9.9.9", isSecure: false),
    ])
    func onlyTrustedProxiesAreBelieved(_ test: Case) throws {
        let proxies = try #require(TrustedProxies(["10.0.0.0/8", "::1"]))
        let address = ClientAddress(
            peer: test.peer,
            forwardedFor: test.forwarded,
            forwardedProto: test.proto,
            trusting: proxies
        )
        #expect(address.text == test.client)
        #expect(address.isSecure == test.isSecure)
    }

    @Test(arguments: ["", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "::1/129", "1.2.3.4/8/8"])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(TrustedProxies([text]) == nil)
    }

    @Test func anIPv6NetworkIsOneClient() {
        func key(_ text: String) -> String {
            ClientAddress(peer: text, forwardedFor: [], forwardedProto: [], trusting: .none).limitKey
        }
        #expect(key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9"))
        #expect(key("2001:db8:1:2::1") != key("2001:db8:1:3::1"))
        #expect(key("10.0.0.1") != key("10.0.0.2"))
    }

    @Test func forgedHeadersOfAStrangerChangeNothing() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let answer = try await browser.get(
                    "/",
                    headers: [.forwardedProto: "https", .forwardedFor: "1.2.3.4"]
                )
                #expect(answer.status == 200)
                #expect(answer.headers[.strictTransportSecurity] == nil)
            }
        }
    }
}
