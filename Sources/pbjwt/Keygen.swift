// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a new secret of 64 hex characters and print it."
    )

    func run() throws {
        let secret = try Secret.generate()
        try Output.toStandardOutput { try $0.write(secret + "\n") }
    }
}
