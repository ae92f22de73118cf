// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@Suite("Policies that only report")
struct ReportingTests {
    private static let demanding = VerificationPolicy.sso
        .requiringUserHash()
        .strictClaims()
        .audience("portal")

    private static func refusals(_ members: String, reporting: VerificationPolicy?) throws -> [String] {
        let verifier = try IdentityVerifier(secret: Secret(Fixture.secret), reporting: reporting)
        let identity = try verifier.verify(Signer.token(Fixture.payload(members)), at: Fixture.time)
        return identity.wouldRefuse.map { error in
            error.status.name + (error.claim.map { " (\($0.name))" } ?? "")
        }
    }

    @Test(
        "An identity lists everything that the reported policy would refuse",
        arguments: [
            (#""aud":"portal""#, ["missing_user_hash", "missing_user_id"]),
            (
                #""sub":"7","name":7,"company_mrr":"x""#,
                [
                    "missing_user_hash", "audience_mismatch", "malformed_claim (name)",
                    "malformed_claim (company_mrr)",
                ]
            ),
            (
                #""sub":"7","aud":["portal"],"user_hash":"\#(String(repeating: "0", count: 64))""#,
                ["user_hash_mismatch"]
            ),
        ]
    )
    func all(_ members: String, _ expected: [String]) throws {
        #expect(try Self.refusals(members, reporting: Self.demanding) == expected)
    }

    @Test("Without a reported policy the list is empty, and a store keeps the policy with its verifier")
    func stores() throws {
        #expect(try Self.refusals(#""sub":"7""#, reporting: nil).isEmpty)
        let store = VerifierStore(try IdentityVerifier(secret: Secret(Fixture.secret)))
        var follower = store.makeFollower()
        let token = Signer.token(Fixture.payload(#""sub":"7""#))
        #expect(try follower.verify(token, at: Fixture.time).wouldRefuse.isEmpty)
        store.replace(
            with: try IdentityVerifier(secrets: [Secret(Fixture.secret)], reporting: Self.demanding)
        )
        #expect(try follower.verify(token, at: Fixture.time).wouldRefuse.count == 2)
    }

    @Test("A setting out of its range is refused in either policy")
    func range() throws {
        #expect(throws: refusal(.invalidArgument)) {
            try IdentityVerifier(secret: Secret(Fixture.secret), reporting: .sso.leeway(.seconds(301)))
        }
    }
}

@Suite("Counts")
struct CountsTests {
    private static let good = Signer.token(Fixture.payload(#""sub":"7","name":7"#))
    private static let expired = Signer.token(#"{"email":"ann@example.com","exp":1}"#)
    private static let forged = Signer.token(Fixture.payload(#""sub":"7""#), secret: "someone else's")

    private static func verifier() throws -> IdentityVerifier {
        try IdentityVerifier(
            secrets: [Secret(Fixture.secret, id: "new"), Secret(Fixture.otherSecret)],
            reporting: .sso.strictClaims().requiringUserHash()
        )
    }

    /// Verifies and counts, whatever the result.
    private static func verify(
        _ token: String,
        with verifier: IdentityVerifier,
        counting counter: VerificationCounts.Counter
    ) {
        _ = try? verifier.verify(token, at: Fixture.time, counting: counter)
    }

    @Test("Statuses, warnings, keys and what would be refused are counted")
    func total() throws {
        let verifier = try Self.verifier()
        let counts = try VerificationCounts(listing: verifier)
        let counter = try counts.makeCounter()
        #expect(try counts.total.keys == ["new": 0, "key 1": 0])
        for token in [Self.good, Self.good, Self.expired, Self.forged] {
            Self.verify(token, with: verifier, counting: counter)
        }
        _ = try verifier.verify(Substring(Self.good), at: Fixture.time, counting: counter)
        _ = try verifier.verify(utf8: Array(Self.good.utf8), at: Fixture.time, counting: counter)
        _ = try verifier.verify(utf8: Array(Self.good.utf8).span, at: Fixture.time, counting: counter)
        _ = try verifier.verify(Self.good, at: Fixture.time)
        let total = try counts.total
        #expect(total.statuses == [.ok: 5, .expired: 1, .signatureMismatch: 1])
        #expect(total.warnings == [.wrongType: 5])
        #expect(total.keys == ["new": 6, "key 1": 0])
        #expect(total.wouldRefuse == [.malformedClaim: 5, .missingUserHash: 5])
        #expect(total.wouldRefuseTokens == 5)
        let text = try counts.prometheusText()
        #expect(text.contains("\npbjwt_signatures_total{key=\"new\"} 6\n"))
        #expect(text.contains(" counter\npbjwt_would_refuse_tokens_total 5\n"))
    }

    @Test("A counter's numbers are kept when it ends, and a follower counts too")
    func retirement() throws {
        let verifier = try Self.verifier()
        let counts = try VerificationCounts()
        var follower = VerifierStore(verifier).makeFollower()
        do {
            let counter = try counts.makeCounter()
            _ = try follower.verify(Self.good, at: Fixture.time, counting: counter)
            _ = try follower.verify(utf8: Array(Self.good.utf8).span, at: Fixture.time, counting: counter)
        }
        #expect(try counts.total.statuses == [.ok: 2])
        #expect(try counts.total.keys == ["new": 2])
    }

    @Test("Tasks count without losing a token while others read the sums")
    func tasks() async throws {
        let verifier = try Self.verifier()
        let counts = try VerificationCounts()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let counter = try counts.makeCounter()
                    for index in 0..<300 {
                        Self.verify(
                            index.isMultiple(of: 3) ? Self.expired : Self.good,
                            with: verifier,
                            counting: counter
                        )
                    }
                }
                group.addTask { _ = try counts.prometheusText() }
            }
            try await group.waitForAll()
        }
        let total = try counts.total
        #expect(total.statuses == [.ok: 1600, .expired: 800])
        #expect(total.keys == ["new": 2400])
    }
}
