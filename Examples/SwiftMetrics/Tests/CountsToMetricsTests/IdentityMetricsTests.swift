// SPDX-License-Identifier: Apache-2.0

import CountsToMetrics
import MetricsTestKit
import ProductBridgeIdentity
import Testing

@Suite("Counts for swift-metrics")
struct IdentityMetricsTests {
    private let secret = String(repeating: "0f", count: 32)

    @Test("Each counter gets what was counted since the last time")
    func publish() throws {
        let verifier = try IdentityVerifier(
            secrets: [Secret(secret, id: "new"), Secret(String(repeating: "ab", count: 32), id: "old")],
            reporting: .sso.requiringUserHash()
        )
        let token = try IdentityIssuer(secret: Secret(secret, id: "new"))
            .issue(IdentityClaims(email: "ada@example.com", userID: "42"))
        let counts = try VerificationCounts(listing: verifier)
        let counter = try counts.makeCounter()
        let backend = TestMetrics()
        var metrics = IdentityMetrics(of: counts, factory: backend)

        func total(_ label: String, _ dimension: (String, String)) throws -> Int64 {
            try backend.expectCounter(label, [dimension]).totalValue
        }
        for round in 1...3 {
            _ = try verifier.verify(token, counting: counter)
            #expect(throws: VerificationError.self) { try verifier.verify("no token", counting: counter) }
            try metrics.publish()
            #expect(try total("pbjwt_verifications", ("status", "ok")) == Int64(round))
            #expect(try total("pbjwt_verifications", ("status", "malformed_token")) == Int64(round))
            #expect(try total("pbjwt_signatures", ("key", "new")) == Int64(round))
            #expect(try total("pbjwt_signatures", ("key", "old")) == 0)
            #expect(try total("pbjwt_would_refuse", ("status", "missing_user_hash")) == Int64(round))
        }
        try metrics.publish()
        #expect(try total("pbjwt_verifications", ("status", "ok")) == 3)
    }
}
