// SPDX-License-Identifier: Apache-2.0

import ProductBridgeSSO
import ProductBridgeSSOConformance
import Testing

@Suite("Conformance of stores")
struct ConformanceTests {
    @Test("The in-memory store conforms", arguments: PortalStoreConformance.Check.allCases)
    func memory(_ check: PortalStoreConformance.Check) async throws {
        let store = InMemoryPortalStore()
        try await PortalStoreConformance { store }.run(check)
    }

    @Test(
        "A store that writes records as JSON conforms",
        arguments: PortalStoreConformance.Check.allCases
    )
    func json(_ check: PortalStoreConformance.Check) async throws {
        let store = JSONStore(InMemoryPortalStore())
        try await PortalStoreConformance(concurrency: 20) { store }.run(check)
    }

    @Test("One storage serves all checks, twice, and other organizations stay as they are")
    func oneStorage() async throws {
        let store = InMemoryPortalStore()
        let flow = try await Flow(store: store)
        var browser = Browser(flow.sso)
        let (_, returnTo) = try await browser.clickSignIn()
        _ = try await browser.comeBack(token: Fixture.token(secret: flow.secret), returnTo: returnTo)
        for _ in 0..<2 { try await PortalStoreConformance(concurrency: 8) { store }.runAll() }
        #expect(try await browser.person() == "ada@example.com")
    }

    @Test(
        "The store on which the broken ones are based conforms",
        arguments: PortalStoreConformance.Check.allCases
    )
    func unbroken(_ check: PortalStoreConformance.Check) async throws {
        let storage = BrokenStorage(flaw: nil)
        try await PortalStoreConformance(concurrency: 20) { BrokenStore(storage) }.run(check)
    }

    @Test("A store that doesn't conform is detected", arguments: BrokenStorage.Flaw.allCases)
    func broken(_ flaw: BrokenStorage.Flaw) async throws {
        #expect(!flaw.checks.isEmpty)
        for check in flaw.checks {
            let storage = BrokenStorage(flaw: flaw)
            let failure = await #expect(throws: ConformanceFailure.self, "\(flaw) against \(check)") {
                try await PortalStoreConformance(concurrency: 40) { BrokenStore(storage) }.run(check)
            }
            #expect(failure?.check == check)
            #expect(failure?.message.hasSuffix(".") == true)
        }
    }

    @Test("An error from a store fails the check")
    func thrown() async throws {
        struct Unreachable: Error {}
        let failure = await #expect(throws: ConformanceFailure.self) {
            try await PortalStoreConformance { throw Unreachable() }.run(.hostsMove)
        }
        #expect(failure?.description == "hostsMove: It threw Unreachable().")
    }
}
