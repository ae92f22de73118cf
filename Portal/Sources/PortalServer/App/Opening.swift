// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import PortalPostgreSQL
internal import PortalRecords
internal import PortalSQLite
internal import ProductBridgeSSO

extension AppServices {
    /// Opens the database and reads the master keys.
    ///
    /// - Throws: ``ConfigurationFailure``.
    package static func open(_ configuration: PortalConfiguration) async throws -> AppServices {
        let keys = try MasterKeyFile.keys(configuration.masterKeyFiles)
        let store: any StatementStore
        do {
            switch configuration.database {
            case .sqlite(let path): store = try await SQLitePortalStore(path: path)
            case .postgreSQL(let info):
                store = try await PostgreSQLPortalStore(connectionInfo: info, maximumConnections: 8)
            }
        } catch {
            throw ConfigurationFailure("The database can't be opened: \(error)")
        }
        return try AppServices(configuration: configuration, store: store, masterKeys: keys)
    }
}

/// A file with a master key: 64 hex characters, readable only by its owner.
package enum MasterKeyFile {
    static func keys(_ paths: [String]) throws -> MasterKeys {
        var texts: [String] = []
        for path in paths { texts.append(try read(path)) }
        do {
            return try MasterKeys(current: texts[0], previous: Array(texts.dropFirst()))
        } catch {
            throw ConfigurationFailure(
                "The master key in \(paths.joined(separator: ", ")) can't be used: \(error)"
            )
        }
    }

    private static func read(_ path: String) throws(ConfigurationFailure) -> String {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let mode = attributes[.posixPermissions] as? Int
        else {
            throw ConfigurationFailure(
                "There is no master key in \(path). Make one by: portal keygen \(path)"
            )
        }
        guard mode & 0o077 == 0 else {
            throw ConfigurationFailure("Others may read the master key in \(path). Run: chmod 600 \(path)")
        }
        guard let data = FileManager.default.contents(atPath: path), data.count <= 4096 else {
            throw ConfigurationFailure("The master key in \(path) can't be read.")
        }
        return String(decoding: data, as: UTF8.self).trimmed
    }

    /// Creates a key in a new file with mode 0600.
    package static func make(_ path: String) throws {
        try SecretFile(path).write(try MasterKeys.generate())
    }
}
