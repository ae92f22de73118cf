// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

struct UserHash: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the user_hash of a user id."
    )

    @Argument(help: "The user id, exactly as tokens have it in sub or id.")
    var userId: String

    @OptionGroup(title: "Secret")
    var secretOptions: SecretOptions

    func validate() throws {
        guard !userId.isEmpty else { throw ValidationError("The user id is empty.") }
    }

    func run() throws {
        let hash = try secretOptions.secret().userHash(of: userId)
        try Output.toStandardOutput { try $0.write(hash + "\n") }
    }
}
