// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PortalServer

@Suite struct RateLimiterTests {
    @Test func aBucketEmptiesAndFillsAgain() {
        let limiter = RateLimiter(burst: 3, in: 30)
        for _ in 1...3 { #expect(limiter.take("a", at: 100) == nil) }
        #expect(limiter.take("a", at: 100) == 10)
        #expect(limiter.take("a", at: 104) == 6)
        #expect(limiter.take("b", at: 104) == nil)
        #expect(limiter.take("a", at: 110) == nil)
        #expect(limiter.take("a", at: 110) == 10)
        // It never exceeds the burst, and setting the clock back removes nothing.
        for _ in 1...3 { #expect(limiter.take("a", at: 100_000) == nil) }
        #expect(limiter.take("a", at: 50) != nil)
    }

    @Test func manyKeysTakeBoundedMemory() {
        let limiter = RateLimiter(burst: 1, in: 1000, keys: 100)
        for number in 1...10_000 { _ = limiter.take("key \(number)", at: 0) }
        #expect(limiter.count <= 100)
        // The newest key is still known.
        #expect(limiter.take("key 10000", at: 0) != nil)
        _ = limiter.take(String(repeating: "x", count: 1_000_000), at: 0)
        #expect(limiter.take(String(repeating: "x", count: 1_000_000), at: 0) != nil)
    }
}
