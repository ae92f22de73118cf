// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
package import ProductBridgeSSO
internal import Synchronization

/// Decodes organizations' settings, which every read begins with and which seldom change: the same bytes are decoded
/// once. What they are found by is the bytes themselves, so that it doesn't matter who else changes the database, or
/// restores one.
package final class TenantDecoder: Sendable {
    /// How many are kept.
    package static let capacity = 256

    private let known = Mutex<[[UInt8]: Tenant]>([:])

    package init() {}

    /// How many are kept at the moment.
    package var count: Int { known.withLock(\.count) }

    /// The settings of a tenant record's body.
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
