// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Explicit types")
struct TypeTests {
    static let session = "pb-session+jwt"
    static let policy = VerificationPolicy.sso.type(session)

    private func token(_ header: String) -> String {
        Signer.token(Fixture.payload(), header: header)
    }

    private func issue(_ type: String?) throws -> String {
        var claims = IdentityClaims(email: "ada@example.com")
        claims.type = type
        return try IdentityIssuer(secret: Fixture.makeSecret()).issue(claims, at: Fixture.time)
    }

    @Test(
        "The policy's type is accepted, in upper or lower case",
        arguments: ["pb-session+jwt", "PB-Session+JWT", #"\u0070b-session\u002bjwt"#]
    )
    func right(_ type: String) throws {
        let token = token(#"{"alg":"HS256","typ":"\#(type)"}"#)
        let verifier = try Fixture.verifier(Self.policy)
        #expect(try verifier.verify(token, at: Fixture.time).email == "ada@example.com")
        let usual = try Fixture.verifier()
        #expect(throws: refusal(.unsupportedType)) { try usual.verify(token, at: Fixture.time) }
    }

    @Test(
        "Any other header has another type",
        arguments: [
            Signer.header, #"{"typ":"JWT","alg":"HS256"}"#, #"{"alg":"HS256"}"#,
            #"{"alg":"HS256","typ":null}"#, #"{"alg":"HS256","typ":["pb-session+jwt"]}"#,
            #"{"alg":"HS256","typ":"application/pb-session+jwt"}"#,
            #"{"alg":"HS256","typ":"pb-session+jw"}"#,
        ]
    )
    func wrong(_ header: String) throws {
        let verifier = try Fixture.verifier(Self.policy)
        let token = token(header)
        #expect(throws: refusal(.unsupportedType)) { try verifier.verify(token, at: Fixture.time) }
    }

    @Test("A token is issued with its type, and only a policy with that type accepts it")
    func issued() throws {
        let session = try issue(Self.session)
        let usual = try issue(nil)
        let header = try UnverifiedToken(inspecting: session.utf8).headerJSON
        #expect(header == #"{"alg":"HS256","typ":"pb-session+jwt"}"#)
        #expect(try UnverifiedToken(inspecting: usual.utf8).headerJSON == Signer.header)
        let verifier = try Fixture.verifier(Self.policy)
        #expect(try verifier.verify(session, at: Fixture.time).email == "ada@example.com")
        #expect(throws: refusal(.unsupportedType)) { try verifier.verify(usual, at: Fixture.time) }
        let back = try Fixture.verifier(Self.policy.type(nil))
        #expect(try back.verify(usual, at: Fixture.time).email == "ada@example.com")
        #expect(throws: refusal(.unsupportedType)) { try back.verify(session, at: Fixture.time) }
    }

    @Test(
        "A type has 1 to 127 characters of media types",
        arguments: ["", " ", "a b", "a;b", "a,b", "ä", "a\u{0}", String(repeating: "t", count: 128)]
    )
    func outOfRange(_ type: String) throws {
        #expect(throws: refusal(.invalidArgument)) { try Fixture.verifier(.sso.type(type)) }
        #expect(throws: refusal(.invalidArgument)) { try issue(type) }
    }

    @Test(
        "The ends of the range are valid",
        arguments: ["t", "application/a!#$&-^_.+9", String(repeating: "t", count: 127)]
    )
    func inRange(_ type: String) throws {
        let verifier = try Fixture.verifier(.sso.type(type))
        #expect(try verifier.verify(issue(type), at: Fixture.time).email == "ada@example.com")
    }

    @Test("New policies and claims have no type")
    func defaults() {
        #expect(VerificationPolicy.sso.type == nil)
        #expect(VerificationPolicy.widget.type == nil)
        #expect(IdentityClaims(email: "a").type == nil)
        #expect(Self.policy.type == Self.session)
        #expect(Self.policy != .sso)
    }
}
