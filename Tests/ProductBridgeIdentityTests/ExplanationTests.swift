// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@Suite("Explanations")
struct ExplanationTests {
    private func explain(
        _ token: String,
        otherSecrets: [Secret] = [],
        policy: VerificationPolicy = .sso,
        secondToken: String? = nil
    ) throws -> Explanation {
        try Explanation(
            of: token,
            secrets: [Fixture.makeSecret(id: "production")],
            otherSecrets: otherSecrets,
            policy: policy,
            secondToken: secondToken,
            at: Fixture.time
        )
    }

    @Test("A good token has passed every check, and no cause")
    func good() throws {
        let explanation = try explain(Fixture.token())
        #expect(explanation.status == .ok)
        #expect(explanation.claim == nil)
        #expect(explanation.statusAfterCleaning == .ok)
        #expect(explanation.causes == [])
        #expect(
            explanation.checks.map(\.name) == [
                "size", "form", "header", "key", "signature", "payload", "time", "identity", "user_hash",
                "parties",
                "claims",
            ]
        )
        #expect(explanation.checks.allSatisfy { $0.outcome == .passed })
        #expect(explanation.checks[7].values?.contains("ada@example.com") == true)
        #expect(explanation.description == "Explanation(ok: no cause)")
        #expect("\(explanation.checks[4])" == "signature: passed")
    }

    @Test("Text wrapped around a token is removed")
    func wrapped() throws {
        let explanation = try explain("Bearer \(Fixture.token())")
        #expect(explanation.status == .malformedHeader)
        #expect(explanation.statusAfterCleaning == .ok)
        let cause = try #require(explanation.causes.first)
        #expect((cause.number, cause.name, cause.side) == (13, "bearer_prefix", .carrier))
        #expect(cause.advice == "Send only what follows the word Bearer.")
        #expect(cause.found != nil)
        #expect("\(cause)" == "13 bearer_prefix")
    }

    @Test("The claim at fault is named")
    func claim() throws {
        let token = Signer.token(Fixture.payload(without: ["exp"], #""exp":"soon""#))
        let explanation = try explain("\(token)\n")
        #expect((explanation.status, explanation.claim) == (.malformedSignature, nil))
        #expect(
            (explanation.statusAfterCleaning, explanation.claimAfterCleaning) == (.malformedClaim, .expiry)
        )
        let bare = try explain(token)
        #expect((bare.status, bare.claim) == (.malformedClaim, .expiry))
        #expect(bare.checks.first { $0.name == "time" }?.outcome == .failed)
        #expect(bare.policies.allSatisfy { $0.status == .malformedClaim && $0.claim == .expiry })
    }

    @Test("If a token can't be read, later checks are not reached")
    func notReached() throws {
        let explanation = try explain("undefined")
        #expect(explanation.checks.last?.outcome == .notReached)
        #expect(explanation.checks.last?.values == nil)
        #expect(explanation.policies == [])
    }

    @Test("A warning is a cause, and a check that warns")
    func warned() throws {
        let explanation = try explain(Fixture.token(#""name":5"#))
        #expect(explanation.status == .ok)
        #expect(explanation.causes.map(\.name) == ["claim_not_text"])
        #expect(explanation.checks.last?.outcome == .warned)
    }

    @Test("Other policies are tried")
    func policies() throws {
        let explanation = try explain(Fixture.token(#""name":5"#))
        #expect(
            explanation.policies == [
                .init(name: "sso", status: .ok),
                .init(name: "widget", status: .ok),
                .init(name: "user_hash_required", status: .missingUserHash),
                .init(name: "strict_claims", status: .malformedClaim, claim: .name),
            ]
        )
        #expect(explanation.policies.map(\.description)[2] == "user_hash_required: missing_user_hash")
    }

    @Test("The policy and the time are the caller's")
    func settings() throws {
        let token = Fixture.token()
        #expect(try explain(token, policy: .sso.issuer("i")).status == .issuerMismatch)
        let later = try Explanation(of: token, secrets: [Fixture.makeSecret()], at: Fixture.time(7200.5))
        #expect(later.status == .expired)
        let now = try Explanation(of: token, secrets: [Fixture.makeSecret()])
        #expect(now.json().contains(#""now":\#(Int(NumericDate.now.secondsSinceEpoch / 100))"#))
    }

    @Test("Other secrets are tried, but don't change the status")
    func otherSecrets() throws {
        let token = Signer.token(Fixture.payload(), secret: Fixture.otherSecret)
        let other = try Secret(Fixture.otherSecret, id: "staging")
        let explanation = try explain(token, otherSecrets: [other])
        #expect(explanation.status == .signatureMismatch)
        #expect(explanation.causes.first?.name == "key_other_secret")
        #expect(explanation.causes.first?.found?.contains("staging") == true)
        #expect(try explain(token).causes.first?.name == "unknown_key_or_changed")
    }

    @Test("A signature of a second token is found")
    func secondToken() throws {
        let first = Fixture.token()
        let second = Fixture.token(#""name":"Bo""#)
        let mixed =
            first.prefix(through: first.lastIndex(of: ".") ?? first.startIndex)
            + second.suffix(43)
        #expect(try explain(String(mixed), secondToken: second).causes.first?.name == "signature_of_second")
        #expect(try explain(String(mixed)).causes.first?.name != "signature_of_second")
    }

    @Test("Bytes that aren't UTF-8 are explained")
    func bytes() throws {
        let explanation = try Explanation(of: [0xFF, 0x00, 0x2E] as [UInt8], secrets: [Fixture.makeSecret()])
        #expect(explanation.status == .malformedToken)
        let empty = try Explanation(of: EmptyCollection<UInt8>(), secrets: [Fixture.makeSecret()])
        #expect(empty.causes.first?.name == "empty_token")
    }

    @Test("Text and JSON are the library's, with colours only on request")
    func texts() throws {
        let explanation = try explain("Bearer \(Fixture.token())")
        #expect(explanation.text() == explanation.text(color: false))
        #expect(explanation.text().hasPrefix("REFUSED: malformed_header\n"))
        #expect(!explanation.text().contains("\u{1B}"))
        #expect(explanation.text(color: true).hasPrefix("\u{1B}["))
        #expect(explanation.json().hasPrefix(#"{"status":"malformed_header","claim":null,"#))
        #expect(!explanation.json().contains("\n"))
    }

    @Test("An explanation refuses the same arguments as a verifier")
    func arguments() throws {
        let token = Fixture.token()
        let secret = try Fixture.makeSecret()
        #expect(throws: refusal(.invalidArgument)) { try Explanation(of: token, secrets: []) }
        #expect(throws: refusal(.invalidArgument)) {
            try Explanation(of: token, secrets: Array(repeating: secret, count: 9))
        }
        #expect(throws: refusal(.invalidArgument)) {
            try Explanation(of: token, secrets: [secret], otherSecrets: Array(repeating: secret, count: 33))
        }
        #expect(throws: refusal(.invalidArgument)) {
            try Explanation(of: token, secrets: [secret], policy: .sso.leeway(.seconds(301)))
        }
        for time in [-1, 253_402_300_800, .infinity, .nan] {
            #expect(throws: refusal(.invalidArgument)) {
                try Explanation(of: token, secrets: [secret], at: NumericDate(secondsSinceEpoch: time))
            }
        }
    }

    @Test("No secret is in any of its texts")
    func secrecy() throws {
        let token = Signer.token(
            Fixture.payload(#""name":"\#(Fixture.secret)""#),
            secret: Fixture.secret + "\n"
        )
        let explanation = try explain(token)
        #expect(explanation.causes.first?.name == "key_line_end")
        for text in [explanation.text(), explanation.text(color: true), explanation.json(), "\(explanation)"]
        {
            #expect(!text.contains(Fixture.secret.prefix(16)))
        }
        #expect(explanation.debugDescription == explanation.description)
        #expect(!explanation.description.contains("ada@example.com"))
    }

    @Test("Outcomes and sides have the library's numbers and names")
    func names() {
        let outcomes: [(Explanation.Outcome, UInt32, String)] = [
            (.notReached, 0, "not_reached"), (.passed, 1, "passed"), (.warned, 2, "warned"),
            (.failed, 3, "failed"),
            (.init(rawValue: 99), 99, "unknown_outcome"),
        ]
        for (outcome, number, name) in outcomes {
            #expect((outcome.rawValue, outcome.name, "\(outcome)") == (number, name, name))
        }
        let sides: [(Explanation.Side, UInt32, String)] = [
            (.nobody, 0, "nobody"), (.signer, 1, "signer"), (.carrier, 2, "carrier"),
            (.verifier, 3, "verifier"),
            (.init(rawValue: 99), 99, "unknown_side"),
        ]
        for (side, number, name) in sides {
            #expect((side.rawValue, side.name, "\(side)") == (number, name, name))
        }
    }

    @Test("Explanations are plain values, which threads can share and tests can construct")
    func values() async throws {
        let explanation = try explain(Fixture.token())
        let again = try explain(Fixture.token())
        #expect(explanation == again && explanation.hashValue == again.hashValue)
        let shared = await Task.detached { explanation.text() }.value
        #expect(shared == explanation.text())
        let cause = Explanation.Cause(number: 1, name: "a", side: .signer, advice: "b")
        #expect(cause.found == nil)
        #expect(Explanation.Check(name: "size", outcome: .passed).values == nil)
    }
}
