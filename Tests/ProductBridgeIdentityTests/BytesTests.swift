// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Ways to pass a token")
struct BytesTests {
    let token = Fixture.token(#""sub":"42""#)

    @Test("A token can come as any collection of bytes")
    func collections() throws {
        let verifier = try Fixture.verifier()
        let bytes = Array(token.utf8)
        let padded = [0x20] + bytes + [0x20]
        let users = [
            try verifier.verify(token, at: Fixture.time).userID,
            try verifier.verify(utf8: bytes, at: Fixture.time).userID,
            try verifier.verify(utf8: ContiguousArray(bytes), at: Fixture.time).userID,
            try verifier.verify(utf8: padded.dropFirst().dropLast(), at: Fixture.time).userID,
            try verifier.verify(utf8: token.utf8, at: Fixture.time).userID,
            // Neither of these is contiguous.
            try verifier.verify(utf8: bytes.reversed().reversed(), at: Fixture.time).userID,
            try verifier.verify(utf8: bytes.lazy.map { $0 }, at: Fixture.time).userID,
            try verifier.verify(utf8: bytes.span, at: Fixture.time).userID,
            try verifier.verify(utf8: padded.span.extracting(1...bytes.count), at: Fixture.time).userID,
        ]
        #expect(users == Array(repeating: "42", count: 9))
    }

    @Test("A token can be part of a text")
    func substring() throws {
        let header = "Bearer \(token)"
        let verifier = try Fixture.verifier()
        let identity = try verifier.verify(header.dropFirst(7), at: Fixture.time)
        #expect(identity.userID == "42")
        #expect(throws: refusal(.malformedHeader)) {
            try verifier.verify(header.dropFirst(6), at: Fixture.time)
        }
    }

    @Test("Zero bytes of any type are an empty token")
    func nothing() throws {
        let verifier = try Fixture.verifier()
        #expect(throws: refusal(.malformedToken)) { try verifier.verify("") }
        #expect(throws: refusal(.malformedToken)) { try verifier.verify("".dropFirst()) }
        #expect(throws: refusal(.malformedToken)) { try verifier.verify(utf8: [UInt8]()) }
        #expect(throws: refusal(.malformedToken)) { try verifier.verify(utf8: [UInt8]().span) }
        #expect(throws: refusal(.malformedToken)) { try verifier.verify(utf8: Span<UInt8>()) }
        #expect(throws: refusal(.malformedToken)) { try verifier.verify(utf8: EmptyCollection()) }
    }

    @Test("Every byte counts", arguments: [" ", "\n", "\u{0}", "=", "é"])
    func exactBytes(_ addition: String) throws {
        let verifier = try Fixture.verifier()
        #expect(throws: refusal(.malformedSignature)) {
            try verifier.verify(token + addition, at: Fixture.time)
        }
        #expect(throws: refusal(.malformedHeader)) {
            try verifier.verify(addition + token, at: Fixture.time)
        }
    }

    @Test("A token that is too long is refused without being read", arguments: [8193, 2 << 20])
    func large(_ count: Int) throws {
        let verifier = try Fixture.verifier()
        #expect(throws: refusal(.tokenTooLarge)) {
            try verifier.verify(utf8: Array(repeating: UInt8(ascii: "."), count: count))
        }
    }

    @Test("A verifier can be shared by tasks")
    func sharing() async throws {
        let verifier = try Fixture.verifier()
        let tokens = (0..<8).map { Fixture.token("\"sub\":\"user-\($0)\"") }
        let good = await withTaskGroup(of: Bool.self) { group in
            for (index, token) in tokens.enumerated() {
                group.addTask {
                    (0..<500).allSatisfy { _ in
                        (try? verifier.verify(token, at: Fixture.time).userID) == "user-\(index)"
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(good == 8)
    }

    @Test("A verifier's description shows only its backend")
    func backend() throws {
        let verifier = try Fixture.verifier()
        #expect(["sha256", "evp"].contains(verifier.backend))
        #expect(verifier.description == "IdentityVerifier(\(verifier.backend))")
    }
}
