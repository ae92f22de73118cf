// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import PortalServer

@main
struct PortalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "portal",
        abstract: "A feedback portal with single sign-on and a widget.",
        discussion: """
            Settings are environment variables (PORTAL_DATABASE, PORTAL_MASTER_KEY_FILE, PORTAL_LISTEN …) or are in \
            a JSON file (--config). Passwords and keys are read from files or standard input, never from arguments.
            """,
        subcommands: [
            Serve.self, KeyGeneration.self, CreateOrganization.self, CreateAdministrator.self,
            RemoveAdministrator.self, CreateAccount.self, CreateSecret.self,
            RestoreLogin.self, Reseal.self, MakeBackup.self, RestoreBackup.self,
        ]
    )
}

/// The options of every command that opens the database.
struct Common: ParsableArguments {
    @Option(name: .long, help: "A JSON file with settings.")
    var config: String?

    @Option(
        name: .long,
        help: "The path of a SQLite file, or postgresql://… without a password; by default PORTAL_DATABASE."
    )
    var database: String?

    func load() async throws -> PortalConfiguration {
        var configuration = try await PortalConfiguration.load(file: config)
        if let database {
            configuration.database = try PortalConfiguration.database(database)
            if case .postgreSQL(let info) = configuration.database, PortalConfiguration.holdsPassword(info) {
                throw ConfigurationFailure(
                    "Others can read a command's arguments: put the password into PORTAL_DATABASE or ~/.pgpass."
                )
            }
        }
        return configuration
    }

    func open() async throws -> AppServices {
        try await AppServices.open(load())
    }
}
