// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Refused tokens")
struct RefusalTests {
    @Test(
        "A refused token throws its status and claim",
        arguments: Refusal.form + Refusal.header + Refusal.signature
    )
    func beforePayload(_ refusal: Refusal) throws {
        try expect(refusal)
    }

    @Test("A refused payload throws its status and claim", arguments: Refusal.payload + Refusal.times)
    func inPayload(_ refusal: Refusal) throws {
        try expect(refusal)
    }

    @Test("A refused claim throws its status and claim", arguments: Refusal.claims + Refusal.mismatches)
    func inClaims(_ refusal: Refusal) throws {
        try expect(refusal)
    }

    private func expect(_ refusal: Refusal) throws {
        let verifier = try Fixture.verifier(refusal.policy)
        #expect(throws: refusal.error) { try verifier.verify(refusal.token, at: Fixture.time) }
        #expect(throws: refusal.error) {
            try verifier.verify(utf8: Array(refusal.token.utf8), at: Fixture.time)
        }
    }

    @Test(
        "A time before 0 or after the year 9999 is the caller's mistake",
        arguments: [-1, -0.5, 253_402_300_800, 1e300, .infinity, -.infinity, .nan]
    )
    func time(_ seconds: Double) throws {
        let verifier = try Fixture.verifier()
        #expect(throws: refusal(.invalidArgument)) {
            try verifier.verify(Fixture.token(), at: NumericDate(secondsSinceEpoch: seconds))
        }
    }

    @Test("A fraction of a second is rounded down")
    func fraction() throws {
        let verifier = try Fixture.verifier(.sso.leeway(.zero))
        let token = Signer.token(Fixture.payload(without: ["exp"], "\"exp\":\(Fixture.now + 10)"))
        #expect(try verifier.verify(token, at: Fixture.time(9.999)).email == "ada@example.com")
        #expect(throws: refusal(.expired)) { try verifier.verify(token, at: Fixture.time(10)) }
        #expect(throws: refusal(.expired)) {
            try verifier.verify(token, at: NumericDate(secondsSinceEpoch: 253_402_300_799.5))
        }
    }

    @Test("Without a time the real clock is used")
    func clock() throws {
        let verifier = try Fixture.verifier()
        #expect(throws: refusal(.expired)) {
            try verifier.verify(
                Signer.token(#"{"email":"ada@example.com","exp":1000000000}"#)
            )
        }
        let soon = Int(NumericDate.now.secondsSinceEpoch) + 1800
        let token = Signer.token("{\"email\":\"ada@example.com\",\"exp\":\(soon)}")
        #expect(try verifier.verify(token).email == "ada@example.com")
    }
}
