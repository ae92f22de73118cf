// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

/// The command line: `pbjwt verify`, `issue`, `inspect`, `keygen`, `user-hash`.
struct PBJWT: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pbjwt",
        abstract: "Verifies and issues the tokens that tell ProductBridge who a person is.",
        discussion: """
            The secret never stands on the command line. It is read from the environment variable \
            PRODUCTBRIDGE_WIDGET_SECRET, or from --secret-file or --secret-fd.

            Exit status: 0 verified or done; 1 refused, or any of several tokens; 2 the command line \
            or what it asks for is wrong; 3 the surroundings are (no secret, a file that can't be \
            read, no memory).
            """,
        version: "\(LibraryVersion.current) (HMAC by \(backend))",
        subcommands: [Verify.self, Issue.self, Inspect.self, Keygen.self, UserHash.self]
    )
}

extension PBJWT {
    /// How this machine's library computes MACs by default; see ``IdentityVerifier/backend``.
    private static var backend: String {
        let verifier = try? IdentityVerifier(secret: Secret(Secret.generate()))
        return verifier?.backend ?? "no OpenSSL that works"
    }
}

@main
enum Main {
    static func main() {
        do {
            var command = try PBJWT.parseAsRoot()
            try command.run()
        } catch let outcome as Outcome {
            outcome.leave()
        } catch let error as VerificationError {
            Outcome(describing: error).leave()
        } catch {
            // What remains is the argument parser's: help and version, or a command line that it
            // doesn't take.
            let text = PBJWT.fullMessage(for: error)
            guard PBJWT.exitCode(for: error).isSuccess else { Outcome(.usage, text).leave() }
            do {
                try Output.toStandardOutput { try $0.write(text + "\n") }
            } catch {
                Outcome(.environment).leave()
            }
        }
    }
}
