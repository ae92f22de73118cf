// SPDX-License-Identifier: Apache-2.0

import PortalRecords
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

/// The cache of decoded settings.
struct TenantDecoderTests {
    @Test func theSameBytesAreDecodedOnce() async throws {
        let decoder = TenantDecoder()
        let (tenant, body) = try await sample()
        #expect(try decoder.decode(body) == tenant)
        #expect(try decoder.decode(body) == tenant)
        #expect(decoder.count == 1)
    }

    /// The key is all bytes, so restored settings are used again.
    @Test func otherBytesAreOtherSettings() async throws {
        let decoder = TenantDecoder()
        let (tenant, body) = try await sample()
        let (other, otherBody) = try await sample("acne")
        #expect(tenant != other)
        for _ in 0..<2 {
            #expect(try decoder.decode(body) == tenant)
            #expect(try decoder.decode(otherBody) == other)
        }
        #expect(decoder.count == 2)
    }

    @Test func aFailedDecodingIsNotCached() async throws {
        let decoder = TenantDecoder()
        let bodies = [
            [], Array("{}".utf8), try RecordBody.encode(used("a")), try await sample().body.dropLast(),
        ]
        for body in bodies {
            #expect(throws: RecordFailure.self) { try decoder.decode(Array(body)) }
        }
        #expect(decoder.count == 0)
    }

    @Test func theCacheIsBounded() async throws {
        let decoder = TenantDecoder()
        let (tenant, body) = try await sample()
        var most = 0
        for number in 0..<(2 * TenantDecoder.capacity + 10) {
            // The same settings, followed by another number of spaces.
            #expect(try decoder.decode(body + Array(repeating: 0x20, count: number)) == tenant)
            most = max(most, decoder.count)
        }
        #expect(most == TenantDecoder.capacity)
    }

    /// Another process's changes take effect at the next read.
    @Test(arguments: Engine.allCases)
    func changesOfOthersAreSeen(_ engine: Engine) async throws {
        try await engine.withStorage { open in
            let (store, other) = (try await open(), try await open())
            try await makeTenant(store)
            let organization = try organization()
            let key = try MasterKeys(current: MasterKeys.generate())
            let (reader, writer) = (
                try SingleSignOn(store: store, masterKeys: key),
                try SingleSignOn(store: other, masterKeys: key)
            )
            #expect(try await reader.tenant(organization).widget == WidgetSettings())
            for mode in [IdentifyMode.updateOnly, .upsert, .updateOnly] {
                try await writer.changeSettings(of: organization, by: administrator) {
                    $1.identifyMode = mode
                }
                #expect(try await reader.tenant(organization).widget.identifyMode == mode)
            }
        }
    }

    /// A tenant in its stored form.
    private func sample(_ id: String = "acme") async throws -> (tenant: Tenant, body: [UInt8]) {
        let store = InMemoryPortalStore()
        try await makeTenant(store, id)
        let tenant = try #require(try await store.read(.id(organization(id)), [])?.tenant)
        return (tenant, try RecordBody.encode(.tenant(tenant)))
    }
}
