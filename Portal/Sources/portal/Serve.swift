// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import PortalServer

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the portal until it is told to end.")

    @OptionGroup var common: Common

    @Option(name: .long, help: "The address to listen on, such as 127.0.0.1:8080; by default PORTAL_LISTEN.")
    var listen: String?

    @Option(name: .long, help: "The address of metrics and health; by default PORTAL_MANAGEMENT.")
    var management: String?

    func run() async throws {
        var configuration = try await common.load()
        if let listen { configuration.listen = try PortalConfiguration.address(listen, "listen") }
        if let management {
            configuration.management = try PortalConfiguration.address(management, "management")
        }
        let logger = PortalLog.start(configuration)
        let services = try await AppServices.open(configuration)
        try await PortalApplication(services: services, logger: logger).run()
    }
}

struct KeyGeneration: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a master key in a new file.",
        discussion: """
            The master key seals the organizations' secrets. Back it up apart from the database: without it no secret \
            opens, and none can be restored.
            """
    )

    @Argument(help: "The file to make.")
    var file: String

    func run() throws {
        try MasterKeyFile.make(file)
        print("Made a master key in \(file). Back it up, apart from the database.")
    }
}
