// SPDX-License-Identifier: Apache-2.0

internal import PortalPostgreSQL
internal import PortalSQLite

enum StoreFailure {
    /// Whether the database caused an error, such as a full disk, a lock of another process or a lost connection.
    static func isUnavailable(_ error: any Error) -> Bool {
        SQLitePortalStore.isUnavailable(error) || PostgreSQLPortalStore.isUnavailable(error)
    }
}
