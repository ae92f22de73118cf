// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

/// The command line: `pbjwt verify`, `explain`, `issue`, `inspect`, `keygen`, `user-hash`.
struct PBJWT: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pbjwt",
        abstract: "Verifies and issues the tokens that tell ProductBridge who a person is.",
        discussion: """
            Never pass the secret on the command line. Put it into the environment variable \
            PRODUCTBRIDGE_WIDGET_SECRET, or use --secret-file or --secret-fd.

            Exit status: 0 verified or done, 1 refused (any of several tokens), 2 usage error, \
            3 environment error (no secret, unreadable file, no memory).
            """,
        version: "\(LibraryVersion.current) (HMAC by \(backend))",
        groupedSubcommands: [
            CommandGroup(name: "Token", subcommands: [Verify.self, Explain.self, Inspect.self, Issue.self]),
            CommandGroup(name: "Secret", subcommands: [Keygen.self, UserHash.self]),
        ]
    )
}

extension PBJWT {
    /// How this machine's library computes MACs by default; see ``IdentityVerifier/backend``.
    private static var backend: String {
        let verifier = try? IdentityVerifier(secret: Secret(Secret.generate()))
        return verifier?.backend ?? "no working OpenSSL"
    }
}

@main
enum Main {
    static func main() {
        do {
            try checkArguments()
            var command = try PBJWT.parseAsRoot()
            try command.run()
        } catch let outcome as Outcome {
            outcome.leave()
        } catch let error as VerificationError {
            Outcome(describing: error).leave()
        } catch {
            leave(asToldByParser: error)
        }
    }

    /// Everything else is the argument parser's: help and version, or a command line that it rejects.
    private static func leave(asToldByParser error: any Error) -> Never {
        let text = PBJWT.fullMessage(for: error)
        guard PBJWT.exitCode(for: error).isSuccess else {
            Outcome(.usage, withoutValues(text) + (suggestion.map { "\n" + $0 } ?? "")).leave()
        }
        do {
            try Output.toStandardOutput { try $0.write(text + "\n") }
        } catch {
            Outcome(.environment).leave()
        }
        // A token that looks like an option, such as --help, must not pass as a verified one.
        let isVerification = ["verify", "explain"].contains(CommandLine.arguments.dropFirst().first)
        Outcome(isVerification ? .usage : .success).leave()
    }

    /// The probable meaning of a first word that isn't a command.
    private static var suggestion: String? {
        let commands = PBJWT.configuration.subcommands.map { $0._commandName } + ["help"]
        guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"),
            !commands.contains(word)
        else { return nil }
        return Suggestion.sentence(for: word, among: commands)
    }

    /// Swift would replace bytes that aren't UTF-8 by a replacement character, and so sign or hash a
    /// different text.
    private static func checkArguments() throws {
        for index in 1..<max(Int(CommandLine.argc), 1) {
            guard let argument = unsafe CommandLine.unsafeArgv[index] else { break }
            guard unsafe String(validatingCString: argument) != nil else {
                throw Outcome(.usage, "pbjwt: argument \(index) is not UTF-8")
            }
        }
    }

    /// The parser's message without anything that may be a secret or a token: a long value that it repeats.
    private static func withoutValues(_ text: String) -> String {
        var text = text
        for argument in CommandLine.arguments.dropFirst() {
            let value = argument.hasPrefix("--") ? argument.drop { $0 != "=" }.dropFirst() : argument[...]
            if value.count >= 16 { text = text.replacing(value, with: "…") }
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { ResultText.printable(String($0)) }
            .joined(separator: "\n")
    }
}
