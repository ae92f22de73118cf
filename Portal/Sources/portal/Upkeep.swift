// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import PortalServer

struct RestoreLogin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore-login",
        abstract: "Restore ProductBridge's own login for an organization that is locked out.",
        discussion: """
            Shows the login form again and makes suspended passwords valid. Single sign-on stays on, but has to pass a \
            new test before the form can be disabled again. The form is at /login.
            """
    )

    @OptionGroup var common: Common

    @Argument(help: "The organization's id.")
    var organization: String

    func run() async throws {
        let operations = Operations(services: try await common.open())
        let count = try await operations.restoreLogin(of: organization)
        print(
            "The login form of \(organization) is back at /login; suspended passwords made valid: \(count)."
        )
    }
}

struct Reseal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reseal",
        abstract: "Seal every secret with the current master key; previous ones are then not needed.",
        discussion: "Name the old key in PORTAL_PREVIOUS_MASTER_KEY_FILES until this is done."
    )

    @OptionGroup var common: Common

    func run() async throws {
        try await Operations(services: try await common.open()).reseal()
        print("Every secret is sealed by the current master key.")
    }
}

struct MakeBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the SQLite database into a new file, even while the portal runs.",
        discussion: "The copy doesn't contain the master key: back that up, too, in another place."
    )

    @OptionGroup var common: Common

    @Argument(help: "The file to make.")
    var file: String

    func run() async throws {
        try await Backup.make(of: common.load(), to: file)
        print("Made a backup in \(file). It is of use only together with the master key.")
    }
}

struct RestoreBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Replace the SQLite database with a backup."
    )

    @OptionGroup var common: Common

    @Argument(help: "The backup.")
    var file: String

    @Flag(name: .long, help: "Replace what is in the database now; needed where there is anything.")
    var replace = false

    func run() async throws {
        try await Backup.restore(file, to: common.load(), replacing: replace)
        print("Restored \(file). Start the portal with the master key of that time.")
    }
}
