// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

/// A follower reuses the memory of its latest identity, unless that identity is still referenced.
@Suite("A follower's memory")
struct FollowerMemoryTests {
    static let ada = Fixture.token(#""sub":"ada","name":"Ada Lovelace""#)
    static let bob = Fixture.token(#""sub":"bob""#)

    private let verifier: IdentityVerifier
    private let store: VerifierStore

    init() throws {
        verifier = try Fixture.verifier()
        store = VerifierStore(verifier)
    }

    @Test("It is reused when the identity is gone")
    func reused() throws {
        var follower = store.makeFollower()
        let first = try address(in: follower.verify(Self.ada, at: Fixture.time))
        // If the memory had been freed, these would have got it.
        let others = try (0..<64).map { _ in try verifier.verify(Self.ada, at: Fixture.time) }
        let second = try address(in: follower.verify(Self.ada, at: Fixture.time))
        let third = try address(in: follower.verify(utf8: Array(Self.ada.utf8).span, at: Fixture.time))
        #expect(others.count == 64)
        #expect(first == second)
        #expect(first == third)
    }

    @Test("An identity that is kept doesn't change")
    func kept() throws {
        var follower = store.makeFollower()
        let ada = try follower.verify(Self.ada, at: Fixture.time)
        let copy = ada
        let bob = try follower.verify(Self.bob, at: Fixture.time)
        #expect(throws: refusal(.malformedToken)) { try follower.verify("", at: Fixture.time) }
        #expect([ada, copy, bob].map(\.userID) == ["ada", "ada", "bob"])
        #expect(ada.name == "Ada Lovelace")
        #expect(bob.name == nil)
    }

    @Test("A text that is being read doesn't move")
    func read() throws {
        var follower = store.makeFollower()
        let ada = try follower.verify(Self.ada, at: Fixture.time)
        let same = try ada.withUTF8(of: .userID) { id in
            let bob = try follower.verify(Self.bob, at: Fixture.time)
            return bob.userID == "bob" && id.indices.map { id[$0] } == Array("ada".utf8)
        }
        #expect(same == true)
    }

    @Test(
        "The next identity contains nothing about the previous person, with or without a refusal between them",
        arguments: [
            nil, "", Signer.token(Fixture.payload(), secret: Fixture.otherSecret),
            Signer.token("nonsense"), Fixture.token(#""sub":"1","id":"2""#),
            Signer.token(Fixture.payload(without: ["exp"], "\"exp\":\(Fixture.now - 31)")),
        ]
    )
    func nothingStays(_ refused: String?) throws {
        var follower = store.makeFollower()
        let full = Signer.token(Fixture.payload(without: ["email"], TextTests.full))
        #expect(try follower.verify(full, at: Fixture.time).name == "Zoë 🚀")
        if let refused {
            #expect(throws: VerificationError.self) { try follower.verify(refused, at: Fixture.time) }
        }
        let next = try follower.verify(Fixture.token(), at: Fixture.time)
        let fresh = try verifier.verify(Fixture.token(), at: Fixture.time)
        #expect(try next.resultJSON() == fresh.resultJSON())
        #expect(next.memberJSON("name") == nil)
    }

    @Test("It grows with the tokens", arguments: [1, 100, 4000, 5000])
    func growing(_ length: Int) throws {
        let name = String(repeating: "é", count: length / 2) + "!"
        var follower = store.makeFollower()
        for _ in 0..<2 {
            #expect(try follower.verify(Self.bob, at: Fixture.time).name == nil)
            let identity = try follower.verify(Fixture.token("\"name\":\"\(name)\""), at: Fixture.time)
            #expect(identity.name == name)
        }
    }

    @Test("A counter counts only for followers that have it")
    func counting() throws {
        let counts = try VerificationCounts()
        var follower = store.makeFollower()
        do {
            let counter = try counts.makeCounter()
            _ = try follower.verify(Self.ada, at: Fixture.time, counting: counter)
            #expect(throws: refusal(.malformedToken)) { try follower.verify("", counting: counter) }
            _ = try follower.verify(Self.ada, at: Fixture.time)
        }
        _ = try follower.verify(Self.ada, at: Fixture.time)
        #expect(try counts.total.statuses == [.ok: 1, .malformedToken: 1])
    }

    @Test("The key's id is that of the verifier that verified")
    func replaced() throws {
        let named = try IdentityVerifier(secret: Fixture.makeSecret(id: "second"))
        var follower = store.makeFollower()
        #expect(try follower.verify(Self.ada, at: Fixture.time).keyID == nil)
        store.replace(with: named)
        #expect(try follower.verify(Self.ada, at: Fixture.time).keyID == "second")
        store.replace(with: verifier)
        #expect(try follower.verify(Self.ada, at: Fixture.time).keyID == nil)
    }

    @Test("Identities that other tasks read aren't overwritten")
    func handedOver() async throws {
        let tokens = (0..<10).map { Fixture.token(#""sub":"user-\#($0)""#) }
        let strange = try await withThrowingTaskGroup(of: Bool.self) { group in
            var follower = store.makeFollower()
            for round in 0..<2000 {
                let identity = try follower.verify(tokens[round % 10], at: Fixture.time)
                // Every third one is dropped at once, so that memory is reused between the others.
                if round.isMultiple(of: 3) { continue }
                group.addTask { identity.userID != "user-\(round % 10)" }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(strange == 0)
    }

    /// The address of the identity's payload.
    private func address(in identity: Identity) throws -> UInt {
        let address = identity.withUTF8(of: .name) { name in
            unsafe name.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        }
        return try #require(address)
    }
}
