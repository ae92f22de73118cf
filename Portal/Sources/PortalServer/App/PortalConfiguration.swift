// SPDX-License-Identifier: Apache-2.0

internal import Configuration
internal import SystemPackage

/// A portal's configuration.
package struct PortalConfiguration: Sendable {
    /// The database.
    package enum Database: Hashable, Sendable {
        /// The path of a SQLite file.
        case sqlite(path: String)
        /// A connection string for libpq.
        case postgreSQL(String)
    }

    package struct Address: Hashable, Sendable {
        package let host: String
        package let port: Int
    }

    package var database: Database
    /// The files with the master keys: the current one, then previous ones.
    package var masterKeyFiles: [String]
    package var listen: Address
    package var management: Address
    package var trustedProxies: TrustedProxies
    /// The level of the log: `debug`, `info`, `notice`, `warning` or `error`.
    package var logLevel: String
    /// How long requests in progress may take when the server stops, in seconds.
    package var shutdownSeconds: Int

    /// Reads environment variables such as `PORTAL_DATABASE`, and a JSON file with the same settings as
    /// `{"portal": {"database": …}}`. The environment takes precedence.
    ///
    /// - Throws: ``ConfigurationFailure``, which names the setting.
    package static func load(file: String?) async throws -> PortalConfiguration {
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider()]
        if let file {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
            } catch {
                throw ConfigurationFailure("The configuration file \(file) can't be read as JSON: \(error)")
            }
        }
        return try PortalConfiguration(ConfigReader(providers: providers))
    }

    /// Reads environment variables only.
    init(environment: [String: String]) throws {
        try self.init(
            ConfigReader(providers: [EnvironmentVariablesProvider(environmentVariables: environment)])
        )
    }

    init(_ reader: ConfigReader) throws(ConfigurationFailure) {
        let reader = reader.scoped(to: "portal")
        database = try Self.database(reader.string(forKey: "database", default: "portal.sqlite"))
        let keyFile = reader.string(forKey: "master.key.file", default: "portal.key")
        let previous = Self.list(reader.string(forKey: "previous.master.key.files", default: ""))
        masterKeyFiles = [keyFile] + previous
        listen = try Self.address(reader.string(forKey: "listen", default: "127.0.0.1:8080"), "listen")
        management = try Self.address(
            reader.string(forKey: "management", default: "127.0.0.1:8090"),
            "management"
        )
        let proxies = reader.string(forKey: "trusted.proxies", default: "")
        guard let trusted = TrustedProxies(Self.list(proxies)) else {
            throw ConfigurationFailure(
                "PORTAL_TRUSTED_PROXIES must be addresses or ranges such as 127.0.0.1,10.0.0.0/8; it is \(proxies)"
            )
        }
        trustedProxies = trusted
        logLevel = reader.string(forKey: "log.level", default: "info")
        shutdownSeconds = reader.int(forKey: "shutdown.seconds", default: 20)
        guard ["trace", "debug", "info", "notice", "warning", "error", "critical"].contains(logLevel) else {
            throw ConfigurationFailure(
                "PORTAL_LOG_LEVEL must be debug, info, notice, warning or error; it is \(logLevel)"
            )
        }
        guard (1...600).contains(shutdownSeconds) else {
            throw ConfigurationFailure("PORTAL_SHUTDOWN_SECONDS must be 1 to 600; it is \(shutdownSeconds)")
        }
    }

    /// A file's path, or a connection string that begins with `postgresql://` or `postgres://`.
    package static func database(_ text: String) throws(ConfigurationFailure) -> Database {
        if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") { return .postgreSQL(text) }
        guard !text.isEmpty, !text.contains("://") else {
            throw ConfigurationFailure(
                "PORTAL_DATABASE must be the path of a SQLite file, or begin with postgresql://"
            )
        }
        return .sqlite(path: text)
    }

    /// Whether a connection string contains a password.
    package static func holdsPassword(_ info: String) -> Bool {
        let authority = info.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != "?" }
        let user = authority.lastIndex(of: "@").map { authority[..<$0] } ?? ""
        return user.contains(":") || info.contains("password=")
    }

    /// A host and a port, such as `127.0.0.1:8080` or `[::1]:8080`.
    package static func address(_ text: String, _ name: String) throws(ConfigurationFailure) -> Address {
        let failure = ConfigurationFailure(
            "PORTAL_\(name.uppercased()) must be an address and a port such as 127.0.0.1:8080; it is \(text)"
        )
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw failure }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { throw failure }
        return Address(host: host, port: port)
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}

/// Why a portal can't start or a command can't run: one sentence that says what to do.
package struct ConfigurationFailure: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
