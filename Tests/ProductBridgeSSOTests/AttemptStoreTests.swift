// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Attempts and tests in memory")
struct AttemptStoreTests {
    private func attempt(_ organization: Organization = Fixture.acme, until offset: Double = 600)
        -> LoginAttempt
    {
        LoginAttempt(
            organization: organization.id,
            purpose: .signIn,
            returnTo: .root,
            expiresAt: Fixture.time(offset)
        )
    }

    @Test("An attempt is taken once, by its digest and organization")
    func take() {
        let store = InMemoryLoginAttemptStore()
        store.insert(attempt(), digest: "a", at: Fixture.now)
        #expect(store.take(digest: "b", organization: Fixture.acme.id) == nil)
        #expect(store.take(digest: "a", organization: Fixture.other.id) == nil)
        #expect(store.take(digest: "a", organization: Fixture.acme.id) == attempt())
        #expect(store.take(digest: "a", organization: Fixture.acme.id) == nil)
    }

    @Test("Beyond the capacity the oldest goes, of the same organization alone")
    func capacity() {
        let store = InMemoryLoginAttemptStore(capacityPerOrganization: 3)
        store.insert(attempt(Fixture.other), digest: "other", at: Fixture.now)
        for digest in ["a", "b", "c", "d"] { store.insert(attempt(), digest: digest, at: Fixture.now) }
        #expect(store.count(of: Fixture.acme.id) == 3)
        #expect(store.take(digest: "a", organization: Fixture.acme.id) == nil)
        for digest in ["b", "c", "d"] {
            #expect(store.take(digest: digest, organization: Fixture.acme.id) != nil)
        }
        #expect(store.take(digest: "other", organization: Fixture.other.id) != nil)
    }

    @Test("What has expired is forgotten at the next insertion, and what was taken doesn't gather")
    func purge() {
        let store = InMemoryLoginAttemptStore()
        for number in 0..<100 { store.insert(attempt(until: 10), digest: "\(number)", at: Fixture.now) }
        store.insert(attempt(until: 700), digest: "last second", at: Fixture.time(10))
        #expect(store.count(of: Fixture.acme.id) == 101)
        store.insert(attempt(until: 700), digest: "later", at: Fixture.time(11))
        #expect(store.count(of: Fixture.acme.id) == 2)
        #expect(store.take(digest: "last second", organization: Fixture.acme.id) != nil)

        for number in 0..<10_000 {
            store.insert(attempt(), digest: "\(number)", at: Fixture.now)
            #expect(store.take(digest: "\(number)", organization: Fixture.acme.id) != nil)
        }
        #expect(store.orderCount(of: Fixture.acme.id) < 100)
        #expect(store.take(digest: "later", organization: Fixture.acme.id) != nil)
    }

    @Test("One that was taken doesn't keep later ones from being forgotten")
    func purgeBehindTaken() {
        let store = InMemoryLoginAttemptStore()
        for digest in ["a", "b"] { store.insert(attempt(until: 10), digest: digest, at: Fixture.now) }
        _ = store.take(digest: "a", organization: Fixture.acme.id)
        store.insert(attempt(), digest: "c", at: Fixture.time(11))
        #expect(store.count(of: Fixture.acme.id) == 1)
    }

    @Test("What is forgotten in whichever way, the rest stays in its order", arguments: 0..<50)
    func mixed(seed: Int) {
        let store = InMemoryLoginAttemptStore(capacityPerOrganization: 8)
        var kept: [String] = []
        var random = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        for number in 0..<300 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            if random >> 63 == 1, !kept.isEmpty {
                let digest = kept.remove(at: Int(random >> 33) % kept.count)
                #expect(store.take(digest: digest, organization: Fixture.acme.id) != nil)
            } else {
                store.insert(attempt(), digest: "\(number)", at: Fixture.now)
                kept.append("\(number)")
                if kept.count > 8 { kept.removeFirst() }
            }
            #expect(store.count(of: Fixture.acme.id) == kept.count)
        }
        for digest in kept { #expect(store.take(digest: digest, organization: Fixture.acme.id) != nil) }
    }

    @Test("A test's first result stays, and of many tests the last sixteen are kept")
    func tests() {
        let store = InMemoryRedirectTestStore()
        func test(_ id: Int) -> RedirectTest {
            RedirectTest(
                id: .init(rawValue: "\(id)"),
                organization: Fixture.acme.id,
                revision: 1,
                startedAt: Fixture.now,
                expiresAt: Fixture.time(600)
            )
        }
        for id in 0..<17 { store.insert(test(id), at: Fixture.now) }
        #expect(store.test(test(0).id, organization: Fixture.acme.id) == nil)
        #expect(store.test(test(1).id, organization: Fixture.acme.id) == test(1))
        #expect(store.test(test(1).id, organization: Fixture.other.id) == nil)

        let failed = RedirectTest.Result.failed(SSOError(.tokenReplayed))
        let first = store.finish(test(1).id, organization: Fixture.acme.id, with: failed)
        #expect(first?.result == failed)
        let second = store.finish(test(1).id, organization: Fixture.acme.id, with: .passed(warnings: []))
        #expect(second?.result == failed)
        #expect(store.finish(test(0).id, organization: Fixture.acme.id, with: failed) == nil)
        #expect(store.finish(test(1).id, organization: Fixture.other.id, with: failed) == nil)
    }
}
