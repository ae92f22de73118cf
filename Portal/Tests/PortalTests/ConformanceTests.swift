// SPDX-License-Identifier: Apache-2.0

import ProductBridgeSSOConformance
import Testing

/// Every conformance check against both stores, each with an empty database.
@Suite(.serialized)
struct ConformanceTests {
    @Test(arguments: PortalStoreConformance.Check.allCases)
    func sqlite(_ check: PortalStoreConformance.Check) async throws {
        try await Engine.sqlite.withStorage { try await PortalStoreConformance(open: $0).run(check) }
    }

    @Test(arguments: PortalStoreConformance.Check.allCases)
    func postgresql(_ check: PortalStoreConformance.Check) async throws {
        try await Engine.postgresql.withStorage { try await PortalStoreConformance(open: $0).run(check) }
    }
}
