// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import PortalServer

struct CreateOrganization: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-organization",
        abstract: "Make an organization and its portal."
    )

    @OptionGroup var common: Common

    @Argument(help: "The organization's id: letters, digits, '-', '_' and '.'.")
    var organization: String

    @Option(
        name: .long,
        help: "The portal's host, such as feedback.example.com; several are given one by one."
    )
    var host: [String]

    @Option(name: .long, help: "The name that visitors see; by default the id.")
    var name: String?

    func run() async throws {
        guard !host.isEmpty else {
            throw ConfigurationFailure("A portal needs a host: --host feedback.example.com")
        }
        let operations = Operations(services: try await common.open())
        try await operations.createOrganization(organization, hosts: host, name: name ?? organization)
        print("Made the organization \(organization).")
    }
}

struct CreateAdministrator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-admin",
        abstract: "Make an administrator of an organization, with a password from standard input or a file."
    )

    @OptionGroup var creation: AccountCreation

    func run() async throws {
        try await creation.run(.administrator)
    }
}

struct RemoveAdministrator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-admin",
        abstract: "Remove an administrator of an organization, and end their sessions."
    )

    @OptionGroup var common: Common

    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: "The e-mail address.")
    var email: String

    func run() async throws {
        let operations = Operations(services: try await common.open())
        try await operations.removeAdministrator(email, of: organization)
        print("\(email) can no longer sign in at /admin/login.")
    }
}

struct CreateAccount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-account",
        abstract: "Make a native account of a portal, with a password from standard input or a file."
    )

    @OptionGroup var creation: AccountCreation

    func run() async throws {
        try await creation.run(.member)
    }
}

struct CreateSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-secret",
        abstract: "Generate a Widget API Secret of an organization into a new file.",
        discussion: "It is shown nowhere else, as on the page Settings → SSO → API Keys."
    )

    @OptionGroup var common: Common

    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: "What to call it, such as production.")
    var name: String

    @Argument(help: "The file to make.")
    var file: String

    func run() async throws {
        let operations = Operations(services: try await common.open())
        try await operations.createSecret(of: organization, name: name, file: file)
        print("Generated the secret \(name) of \(organization) into \(file).")
    }
}

struct AccountCreation: ParsableArguments {
    @OptionGroup var common: Common

    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: "The e-mail address.")
    var email: String

    @Option(name: .long, help: "The person's name.")
    var name: String = ""

    @Option(name: .long, help: "A file with the password; without it, standard input is read.")
    var passwordFile: String?

    @Flag(name: .long, help: "Give an account that is there a new password, and end its sessions.")
    var replace = false

    func run(_ role: Account.Role) async throws {
        let operations = Operations(services: try await common.open())
        let password = try PasswordInput.read(file: passwordFile)
        try await operations.createAccount(
            role,
            of: organization,
            email: email,
            name: name,
            password: password,
            replacing: replace
        )
        print("\(email) can sign in at \(role == .administrator ? "/admin/login" : "the portal").")
    }
}
