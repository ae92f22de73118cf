// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Values with a secret don't show it")
struct SecretLeakTests {
    private static let key = Fixture.secret
    private static let id = "production"

    /// All values that contain the key or were made with it.
    private static func holders() throws -> [(name: String, value: Any)] {
        let secret = try Secret(key, id: id)
        let verifier = try IdentityVerifier(secret: secret)
        let store = VerifierStore(verifier)
        return [
            ("Secret", secret),
            ("Secret, weak", try Secret.weak(key, id: id)),
            ("IdentityVerifier", verifier),
            ("IdentityIssuer", IdentityIssuer(secret: secret)),
            ("VerifierStore", store),
            ("Identity", try verifier.verify(Fixture.token(), at: Fixture.time)),
        ]
    }

    private static func showsKey(_ text: String) -> Bool {
        let bytes = Array(key.utf8)
        let asNumbers = bytes.prefix(8).map(String.init).joined(separator: ", ")
        let hex = bytes.prefix(8).map { String($0, radix: 16) }.joined()
        return stride(from: 0, to: key.count - 8, by: 4).contains { start in
            text.contains(key.dropFirst(start).prefix(8))
        } || text.contains(asNumbers) || text.lowercased().contains(hex)
    }

    @Test("The search finds a key in each form")
    func search() {
        #expect(Self.showsKey(everything(about: ["key": Self.key])))
        #expect(Self.showsKey(everything(about: [Array(Self.key.utf8)])))
        #expect(Self.showsKey("..." + Self.key.suffix(12)))
        #expect(!Self.showsKey(everything(about: ["key": Fixture.otherSecret])))
    }

    @Test("No description, reflection, dump or mirror of a holder, at any depth")
    func holders() throws {
        for (name, value) in try Self.holders() {
            let said =
                everything(about: value) + everything(about: [value])
                + everything(about: Optional(value) as Any) + everything(about: ["k": value])
            #expect(!said.isEmpty)
            #expect(!Self.showsKey(said), "\(name)")
        }
    }

    @Test("No holder can be encoded or decoded")
    func coding() throws {
        for (name, value) in try Self.holders() where name != "Identity" {
            #expect(!(value is any Encodable), "\(name)")
            #expect(!(value is any Decodable), "\(name)")
            #expect(!(type(of: value) is any Decodable.Type), "\(name)")
        }
    }

    @Test("No error from a secret or its token")
    func errors() throws {
        let half = String(Self.key.prefix(16))
        let verifier = try IdentityVerifier(secret: Secret(Fixture.otherSecret))
        let issuer = IdentityIssuer(secret: try Secret(Self.key))
        let attempts: [(String, () throws -> Void)] = [
            ("weak", { _ = try Secret(half) }),
            ("too long", { _ = try Secret(String(repeating: Self.key, count: 65)) }),
            ("no hex", { _ = try Secret((Self.key + "xx").utf8, format: .hex) }),
            ("odd hex", { _ = try Secret((Self.key + "0").utf8, format: .hex) }),
            ("no base64", { _ = try Secret((Self.key + "=").utf8, format: .base64) }),
            ("a bad id", { _ = try Secret(Self.key, id: Self.key + "\u{7}") }),
            ("a mismatch", { _ = try verifier.verify(Fixture.token(), at: Fixture.time) }),
            ("the key as a token", { _ = try verifier.verify(Self.key, at: Fixture.time) }),
            ("no one to issue for", { _ = try issuer.issue(IdentityClaims(email: ""), at: Fixture.time) }),
            ("no one to hash", { _ = try Secret(Self.key).userHash(of: "") }),
        ]
        for (name, attempt) in attempts {
            var said = ""
            do {
                try attempt()
                Issue.record("\(name) gives no error")
            } catch {
                said = everything(about: error)
            }
            #expect(!said.isEmpty, "\(name)")
            #expect(!Self.showsKey(said), "\(name)")
        }
    }
}
