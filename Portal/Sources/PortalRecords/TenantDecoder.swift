// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
package import ProductBridgeSSO
internal import Synchronization

/// Decodes organizations' settings, which every read needs and which seldom change, and caches the results. The key
/// is the bytes themselves, so changes by other processes and restored databases need no special care.
package final class TenantDecoder: Sendable {
    /// The capacity of the cache.
    package static let capacity = 256

    private let known = Mutex<[[UInt8]: Tenant]>([:])

    package init() {}

    /// How many are cached now.
    package var count: Int { known.withLock(\.count) }

    /// The settings in a tenant record's body.
    ///
    /// - Throws: ``RecordFailure``.
    package func decode(_ body: [UInt8]) throws(RecordFailure) -> Tenant {
        if let tenant = known.withLock({ $0[body] }) { return tenant }
        guard case .tenant(let tenant) = try RecordBody.decode(body, name: .tenant) else {
            throw RecordFailure(name: .tenant)
        }
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll() }
            known[body] = tenant
        }
        return tenant
    }
}
