// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("The same key can be written in three formats")
    func formats() throws {
        let secrets = [
            try Secret(Fixture.secret),
            try Secret(Fixture.secret.utf8, format: .text),
            try Secret(hex(of: Fixture.secret).utf8, format: .hex),
            try Secret(hex(of: Fixture.secret).uppercased().utf8, format: .hex),
            try Secret(base64(of: Fixture.secret).utf8, format: .base64),
        ]
        for secret in secrets {
            let verifier = try IdentityVerifier(secret: secret)
            #expect(try verifier.verify(Fixture.token(), at: Fixture.time).email == "ada@example.com")
        }
    }

    @Test("ProductBridge's hex characters are not decoded")
    func notDecoded() throws {
        let decoded = try IdentityVerifier(secret: Secret(Fixture.secret.utf8, format: .hex))
        #expect(throws: refusal(.signatureMismatch)) {
            try decoded.verify(Fixture.token(), at: Fixture.time)
        }
    }

    @Test("Nothing is trimmed")
    func notTrimmed() throws {
        let verifier = try IdentityVerifier(secret: Secret(Fixture.secret + "\n"))
        #expect(throws: refusal(.signatureMismatch)) {
            try verifier.verify(Fixture.token(), at: Fixture.time)
        }
    }

    @Test("Noncontiguous bytes make the same key")
    func pieces() throws {
        let bytes = Fixture.secret.utf8.reversed().lazy.reversed().map { $0 }
        let verifier = try IdentityVerifier(secret: Secret(bytes, format: .text))
        #expect(try verifier.verify(Fixture.token(), at: Fixture.time).email == "ada@example.com")
    }

    @Test("A short or empty key is weak", arguments: [0, 1, 15, 31])
    func weak(_ count: Int) throws {
        let key = String(repeating: "k", count: count)
        #expect(throws: refusal(.weakSecret)) { try Secret(key) }
        #expect(throws: refusal(.weakSecret)) { try Secret(Array(key.utf8), format: .text) }
        #expect(throws: refusal(.weakSecret)) { try Secret(hex(of: key).utf8, format: .hex) }
        #expect(throws: refusal(.weakSecret)) { try Secret(base64(of: key).utf8, format: .base64) }
    }

    @Test("A key of 32 to 4096 bytes isn't weak", arguments: [32, 4096])
    func strong(_ count: Int) throws {
        let key = String(repeating: "k", count: count)
        let token = Signer.token(Fixture.payload(), secret: key)
        let identity = try IdentityVerifier(secret: Secret(key)).verify(token, at: Fixture.time)
        #expect(identity.warnings == [])
    }

    @Test("A weak key is accepted on request, with a warning", arguments: [1, 31])
    func letIn(_ count: Int) throws {
        let key = String(repeating: "k", count: count)
        let token = Signer.token(Fixture.payload(), secret: key)
        for secret in [try Secret.weak(key), try .weak(hex(of: key).utf8, format: .hex)] {
            let identity = try IdentityVerifier(secret: secret).verify(token, at: Fixture.time)
            #expect(identity.warnings == [Warning(kind: .weakSecret)])
        }
    }

    @Test("An empty key is never accepted")
    func empty() throws {
        #expect(throws: refusal(.weakSecret)) { try Secret.weak("") }
        #expect(throws: refusal(.weakSecret)) { try Secret.weak([], format: .text) }
        #expect(throws: refusal(.weakSecret)) { try Secret.weak([], format: .hex) }
    }

    @Test("A key that is too long, or not written in its format, is the caller's mistake")
    func badKeys() throws {
        let long = String(repeating: "k", count: 4097)
        #expect(throws: refusal(.invalidArgument)) { try Secret(long) }
        #expect(throws: refusal(.invalidArgument)) { try Secret.weak(long) }
        let odd = Fixture.secret + "0"
        #expect(throws: refusal(.invalidArgument)) { try Secret(odd.utf8, format: .hex) }
        #expect(throws: refusal(.invalidArgument)) { try Secret.weak("xyz!".utf8, format: .hex) }
        #expect(throws: refusal(.invalidArgument)) { try Secret.weak("YQ=".utf8, format: .base64) }
    }

    @Test(
        "An id that is empty, has 256 bytes or has control characters is the caller's mistake",
        arguments: ["", "a\u{7}b", "\n", String(repeating: "i", count: 256)]
    )
    func badIDs(_ id: String) throws {
        #expect(throws: refusal(.invalidArgument)) { try Secret(Fixture.secret, id: id) }
    }

    @Test("A secret knows its id and its end")
    func properties() throws {
        let secret = try Fixture.makeSecret(id: "production", notAfter: Fixture.time)
        #expect(secret.id == "production")
        #expect(secret.notAfter == Fixture.time)
        let weak = try Secret.weak(Array("k".utf8), format: .text, id: "é", notAfter: Fixture.time)
        #expect(weak.id == "é")
        #expect(weak.notAfter == Fixture.time)
        let plain = try Fixture.makeSecret()
        #expect(plain.id == nil)
        #expect(plain.notAfter == nil)
    }

    @Test("A secret is valid up to its last second")
    func notAfter() throws {
        let secret = try Fixture.makeSecret(notAfter: Fixture.time(10.75))
        let verifier = try IdentityVerifier(secret: secret)
        let token = Fixture.token()
        #expect(try verifier.verify(token, at: Fixture.time(10)).email == "ada@example.com")
        #expect(throws: refusal(.unknownKey)) { try verifier.verify(token, at: Fixture.time(11)) }
    }

    @Test("An end that isn't a time is the caller's mistake", arguments: [1e300, .infinity, .nan])
    func badEnds(_ seconds: Double) throws {
        let end = NumericDate(secondsSinceEpoch: seconds)
        #expect(throws: refusal(.invalidArgument)) { try Secret(Fixture.secret, notAfter: end) }
        #expect(throws: refusal(.invalidArgument)) { try Secret.weak("k", notAfter: end) }
    }

    @Test("A verifier takes 1 to 8 secrets, no two with the same id")
    func counts() throws {
        let secret = try Fixture.makeSecret()
        #expect(throws: refusal(.invalidArgument)) { try IdentityVerifier(secrets: []) }
        let eight = Array(repeating: secret, count: 8)
        let verifier = try IdentityVerifier(secrets: eight)
        #expect(try verifier.verify(Fixture.token(), at: Fixture.time).email == "ada@example.com")
        #expect(throws: refusal(.invalidArgument)) {
            try IdentityVerifier(secrets: eight + [secret])
        }
        let named = try Fixture.makeSecret(id: "a")
        let namesake = try Secret(Fixture.otherSecret, id: "a")
        #expect(throws: refusal(.invalidArgument)) {
            try IdentityVerifier(secrets: [named, namesake])
        }
    }

    @Test("A kid that no secret has is unknown")
    func unknownKey() throws {
        let token = Signer.token(Fixture.payload(), header: #"{"alg":"HS256","kid":"b"}"#)
        let named = try IdentityVerifier(secret: Fixture.makeSecret(id: "a"))
        #expect(throws: refusal(.unknownKey)) { try named.verify(token, at: Fixture.time) }
        #expect(try Fixture.verifier().verify(token, at: Fixture.time).keyID == nil)
    }

    @Test("A new secret is 64 lower-case hex characters, and new")
    func generate() throws {
        let texts = try (0..<100).map { _ in try Secret.generate() }
        let digits = Set("0123456789abcdef")
        #expect(texts.allSatisfy { $0.utf8.count == 64 && digits.isSuperset(of: $0) })
        #expect(Set(texts).count == 100)
        let issuer = IdentityIssuer(secret: try Secret(texts[0]))
        let token = try issuer.issue(IdentityClaims(email: "ada@example.com"))
        let verifier = try IdentityVerifier(secret: Secret(texts[0]))
        #expect(try verifier.verify(token).email == "ada@example.com")
    }

    @Test("A user hash is the HMAC of the id", arguments: ["42", "Ångström", "a.b", "."])
    func userHash(_ id: String) throws {
        #expect(try Fixture.makeSecret().userHash(of: id) == Signer.userHash(of: id))
    }

    @Test(
        "There is no user hash for an empty id, or for one that would make it a signature",
        arguments: ["", "eyJhbGciOiJIUzI1NiJ9.e30"]
    )
    func badUserIDs(_ id: String) throws {
        #expect(throws: refusal(.invalidArgument)) { try Fixture.makeSecret().userHash(of: id) }
    }

    @Test("No description, mirror or dump shows a byte of the key")
    func hidden() throws {
        for (id, shown) in [(nil, "Secret"), ("production", "Secret(production)")] as [(String?, String)] {
            let secret = try Fixture.makeSecret(id: id, notAfter: Fixture.time)
            let issuer = IdentityIssuer(secret: secret)
            let verifier = try IdentityVerifier(secret: secret)
            var dumped = ""
            dump(secret, to: &dumped)
            dump(issuer, to: &dumped)
            dump(verifier, to: &dumped)
            #expect(String(describing: secret) == shown)
            #expect(String(reflecting: secret) == shown)
            #expect("\(secret)" == shown)
            #expect(Mirror(reflecting: secret).children.isEmpty)
            let everything =
                dumped + String(reflecting: issuer) + String(reflecting: verifier) + "\([secret])"
            #expect(everything.contains(shown))
            #expect(!everything.contains(Fixture.secret))
            #expect(!everything.contains(Fixture.secret.prefix(8)))
        }
    }

    @Test("A secret can be shared by tasks that sign, hash and make verifiers with it")
    func sharing() async throws {
        let first = try Fixture.makeSecret(id: "a")
        let second = try Secret(Fixture.otherSecret, id: "b")
        let expected = Signer.userHash(of: "42")
        let good = try await withThrowingTaskGroup(of: Bool.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    let secrets = worker.isMultiple(of: 2) ? [first, second] : [second, first]
                    for _ in 0..<50 {
                        let verifier = try IdentityVerifier(secrets: secrets)
                        let token = try IdentityIssuer(secret: first)
                            .issue(IdentityClaims(email: "ada@example.com"), at: Fixture.time)
                        guard try verifier.verify(token, at: Fixture.time).keyID == "a" else {
                            return false
                        }
                        guard try first.userHash(of: "42") == expected else { return false }
                    }
                    return true
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(good == 8)
    }

    private func hex(of text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func base64(of text: String) -> String {
        let encoded = Signer.base64URL(Array(text.utf8))
            .map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(encoded) + String(repeating: "=", count: (4 - encoded.count % 4) % 4)
    }
}
