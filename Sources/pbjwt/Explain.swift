// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why a token is refused, and what to change.",
        discussion: """
            Takes the token as received, with anything that is wrapped around it, and runs every check. It quotes the \
            token's claims, verified or not, but never a secret. Exit status 0 means that the token, as received, is \
            accepted.
            """
    )

    @Argument(help: "The token. If missing or -, all of standard input is read.")
    var token: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(
        name: .customLong("other-secret"),
        help: ArgumentHelp(
            "A secret to try if none of the verifier's fits, and its name; may be repeated.",
            valueName: "name=path"
        )
    )
    var otherSecrets: [NamedPath] = []

    @Option(
        help: ArgumentHelp(
            "A file with another token, to detect whether parts of the two were mixed up.",
            valueName: "path"
        )
    )
    var secondToken: String?

    @OptionGroup(title: "Secret")
    var secretOptions: SecretOptions

    @OptionGroup(title: "Policy")
    var policyOptions: PolicyOptions

    /// A name and a file, as one argument.
    struct NamedPath: ExpressibleByArgument {
        let name: String
        let path: String

        init?(argument: String) {
            guard let sign = argument.firstIndex(of: "=") else { return nil }
            name = String(argument[..<sign])
            path = String(argument[argument.index(after: sign)...])
            guard !name.isEmpty, !path.isEmpty else { return nil }
        }
    }

    func validate() throws {
        guard token.map({ $0 != "-" }) ?? false || !secretOptions.descriptors.contains(0) else {
            throw ValidationError("Standard input has the token, so --secret-fd can't be 0.")
        }
        guard otherSecrets.count <= 32, Set(otherSecrets.map(\.name)).count == otherSecrets.count else {
            throw ValidationError("--other-secret may be given at most 32 times, each with a different name.")
        }
    }

    func run() throws {
        let secrets = try secretOptions.secrets()
        let others = try otherSecrets.map { try secretOptions.otherSecret(ofFile: $0.path, id: $0.name) }
        let second = try secondToken.map {
            try TokenInput.all(ofFile: $0, named: SecretOptions.name(ofFile: $0, from: "--second-token"))
        }
        guard let bytes = try TokenInput.bytes(of: token, wholeInput: true) else {
            throw Outcome(.usage, "pbjwt: no token on standard input")
        }
        let explanation = try Explanation(
            of: bytes,
            secrets: secrets,
            otherSecrets: others,
            policy: policyOptions.policy,
            secondToken: second,
            at: policyOptions.time
        )
        let text = json ? explanation.json() + "\n" : explanation.text(color: Terminal.showsColor)
        try Output.toStandardOutput { try $0.write(text) }
        guard explanation.status == .ok else {
            let failed: [VerificationStatus] = [.outOfMemory, .internalFailure]
            throw Outcome(failed.contains(explanation.status) ? .environment : .refused)
        }
    }
}
