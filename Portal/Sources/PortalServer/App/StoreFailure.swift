// SPDX-License-Identifier: Apache-2.0

internal import PortalPostgreSQL
internal import PortalSQLite

enum StoreFailure {
    /// Whether an error is the database's, such as a full disk, a lock that others hold or a lost connection.
    static func isUnavailable(_ error: any Error) -> Bool {
        SQLitePortalStore.isUnavailable(error) || PostgreSQLPortalStore.isUnavailable(error)
    }
}
