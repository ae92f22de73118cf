// SPDX-License-Identifier: Apache-2.0

import CJansson
import Foundation
import ProductBridgeIdentity
import Synchronization
import Testing

@Suite("The second reader")
struct ReaderTests {
    /// How often jansson allocated memory.
    private static let allocations = Atomic<Int>(0)

    @Test("jansson reads a payload only if the policy says so")
    func secondReader() async {
        // jansson's allocator belongs to the whole process, so this needs a separate process.
        await #expect(processExitsWith: .success) {
            unsafe json_set_alloc_funcs(
                { size in
                    ReaderTests.allocations.wrappingAdd(1, ordering: .relaxed)
                    return unsafe malloc(size)
                },
                { unsafe free($0) }
            )
            let fast = try Fixture.identity(policy: .sso.reader(.fast))
            let none = ReaderTests.allocations.load(ordering: .relaxed)
            let both = try Fixture.identity(policy: .sso.reader(.both))
            let some = ReaderTests.allocations.load(ordering: .relaxed)
            let seen = fast.email == "ada@example.com" && both.email == "ada@example.com"
            exit(seen && none == 0 && some > 0 ? EXIT_SUCCESS : EXIT_FAILURE)
        }
    }
}
