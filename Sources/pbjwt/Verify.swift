// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify a token, or one a line from standard input.",
        discussion: """
            Prints what each token says, or why it is refused; never anything of a token that is. Exit \
            status 0 means that every token is good.
            """
    )

    @Argument(help: "The token; without one, or as -, one a line from standard input.")
    var token: String?

    @Flag(help: "Print one JSON object a token, each on a line.")
    var json = false

    @Flag(help: "Print the status of each token and nothing else, each on a line.")
    var statusOnly = false

    @OptionGroup(title: "Secret")
    var secretOptions: SecretOptions

    @OptionGroup(title: "Policy")
    var policyOptions: PolicyOptions

    func validate() throws {
        guard !(json && statusOnly) else {
            throw ValidationError("--json and --status-only exclude each other.")
        }
        guard token.map({ $0 != "-" }) ?? false || !secretOptions.descriptors.contains(0) else {
            throw ValidationError("Standard input has the tokens, so --secret-fd can't be 0.")
        }
    }

    func run() throws {
        let verifier = try IdentityVerifier(secrets: secretOptions.secrets(), policy: policyOptions.policy)
        var tally = Tally()
        try Output.toStandardOutput { output in
            if let token, token != "-" {
                try verify(Array(token.utf8), with: verifier, into: output, &tally)
            } else {
                try verifyLines(with: verifier, into: output, &tally)
            }
        }
        if tally.failed > 0 {
            throw Outcome(.environment, "pbjwt: the surroundings failed \(tally.failed) times")
        }
        if tally.refused > 0 { throw Outcome(.refused) }
        if tally.all == 0 { throw Outcome(.usage, "pbjwt: no token on standard input") }
    }

    private func verifyLines(
        with verifier: IdentityVerifier,
        into output: Output,
        _ tally: inout Tally
    ) throws {
        var progress = Progress()
        defer { progress.clear() }
        var lines = LineReader(descriptor: 0, longest: policyOptions.policy.maxTokenBytes)
        try lines.forEachLine { line in
            try verify(line, with: verifier, into: output, &tally)
            return true
        } pause: {
            try output.flush()
            progress.show(tally)
        }
    }

    private func verify(
        _ token: [UInt8],
        with verifier: IdentityVerifier,
        into output: Output,
        _ tally: inout Tally
    ) throws {
        let result: Result<Identity, VerificationError>
        do throws(VerificationError) {
            result = .success(try verifier.verify(utf8: token, at: policyOptions.time))
        } catch {
            result = .failure(error)
        }
        tally.count(result)
        if statusOnly {
            try output.write(result.status.name + "\n")
        } else if json {
            try output.write(ResultJSON.line(for: result) + "\n")
        } else {
            try output.write(ResultText.block(for: result, number: tally.all))
        }
    }
}

extension Result<Identity, VerificationError> {
    var status: VerificationStatus {
        switch self {
        case .success: .ok
        case .failure(let error): error.status
        }
    }
}

/// How many tokens there were, and how many of them were refused.
struct Tally {
    private(set) var all = 0
    private(set) var refused = 0
    /// Of the refused ones, those where not the token but the surroundings are at fault.
    private(set) var failed = 0

    mutating func count(_ result: Result<Identity, VerificationError>) {
        all += 1
        if result.status != .ok { refused += 1 }
        if [.outOfMemory, .internalFailure].contains(result.status) { failed += 1 }
    }
}
