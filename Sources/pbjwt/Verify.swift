// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify a token, or tokens from standard input, one per line.",
        discussion: """
            Prints what each token says, or why it is refused. Never prints any part of a refused token. Exit \
            status 0 means that every token is accepted.

            The --report options try a demand before you enforce it: nothing is refused, and each accepted \
            token shows what they would refuse.
            """
    )

    @Argument(help: "The token. If missing or -, tokens are read from standard input, one per line.")
    var token: String?

    @Flag(help: "Print one JSON object per token, each on a line.")
    var json = false

    @Flag(help: "Print the status of each token and nothing else, each on a line.")
    var statusOnly = false

    @Flag(
        help: ArgumentHelp(
            "Print counts of the results to standard error after the last token, in Prometheus's text format."
        )
    )
    var stats = false

    @OptionGroup(title: "Secret")
    var secretOptions: SecretOptions

    @OptionGroup(title: "Policy")
    var policyOptions: PolicyOptions

    @OptionGroup(title: "Demands to try")
    var reportOptions: ReportOptions

    func validate() throws {
        guard !(json && statusOnly) else {
            throw ValidationError("--json and --status-only exclude each other.")
        }
        guard token.map({ $0 != "-" }) ?? false || !secretOptions.descriptors.contains(0) else {
            throw ValidationError("Standard input has the tokens, so --secret-fd can't be 0.")
        }
    }

    func run() throws {
        // Read once: an option is looked up each time.
        let policy = policyOptions.policy
        let verifier = try IdentityVerifier(
            secrets: secretOptions.secrets(),
            policy: policy,
            reporting: reportOptions.policy(over: policy)
        )
        let counts = stats ? try VerificationCounts(listing: verifier) : nil
        var judge = Judge(
            verifier: verifier,
            counter: try counts?.makeCounter(),
            time: policyOptions.time,
            form: json ? .json : statusOnly ? .status : .text
        )
        let token = token.flatMap { $0 == "-" ? nil : $0 }
        let longest = policy.maxTokenBytes
        try Output.toStandardOutput { output in
            if let token {
                try judge.judge(Array(token.utf8).span, into: &output)
            } else {
                try Terminal.isInput
                    ? judge.judgePastes(into: &output) : judge.judgeLines(upTo: longest, into: &output)
            }
        }
        if let counts {
            let text = try counts.prometheusText()
            try Output.toStandardError { try $0.write(text) }
        }
        let tally = judge.tally
        if tally.failed > 0 {
            throw Outcome(.environment, "pbjwt: memory or the crypto library failed \(tally.failed) times")
        }
        if tally.refused > 0 { throw Outcome(.refused) }
        if tally.all == 0 { throw Outcome(.usage, "pbjwt: no token on standard input") }
    }
}

/// Verifies tokens, says what became of each, and counts them.
private struct Judge {
    enum Form {
        case text
        case json
        case status
    }

    let verifier: IdentityVerifier
    let counter: VerificationCounts.Counter?
    let time: NumericDate?
    let form: Form
    var tally = Tally()
    /// The latest status and its line: most tokens fare like the one before.
    private var latest = (status: VerificationStatus.ok, line: Array("ok\n".utf8))

    init(
        verifier: IdentityVerifier,
        counter: VerificationCounts.Counter?,
        time: NumericDate?,
        form: Form
    ) {
        self.verifier = verifier
        self.counter = counter
        self.time = time
        self.form = form
    }

    mutating func judgeLines(upTo longest: Int, into output: inout Output) throws {
        var progress = Progress()
        defer { progress.clear() }
        var lines = LineReader(descriptor: 0, longest: longest)
        try lines.forEachLine { line in
            try judge(line, into: &output)
            return true
        } pause: {
            try output.flush()
            progress.show(tally)
        }
    }

    mutating func judgePastes(into output: inout Output) throws {
        let prompt = "Paste a token a line (they aren't shown), then press Enter. Ctrl-D ends."
        try Terminal.forEachPaste(upTo: 16 << 20, prompt: prompt) { paste in
            for line in paste.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
                try judge(Array(line).span, into: &output)
            }
            try output.flush()
            return true
        }
    }

    mutating func judge(_ token: Span<UInt8>, into output: inout Output) throws {
        let result: Result<Identity, VerificationError>
        do throws(VerificationError) {
            result = .success(try verifier.verify(utf8: token, at: time, counting: counter))
        } catch {
            result = .failure(error)
        }
        let status = result.status
        tally.count(status)
        switch form {
        case .status:
            if status != latest.status { latest = (status, Array((status.name + "\n").utf8)) }
            try output.write(utf8: latest.line)
        case .json:
            try output.write(result.json + "\n")
        case .text:
            let expiry = status == .expired ? ResultText.expiry(of: token, at: time ?? .now) : nil
            try output.write(ResultText.block(for: result, number: tally.all, expiry: expiry))
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

    fileprivate var json: String {
        get throws(VerificationError) {
            switch self {
            case .success(let identity): try identity.resultJSON()
            case .failure(let error): try error.resultJSON()
            }
        }
    }
}

/// How many tokens there were, and how many of them were refused.
struct Tally {
    private(set) var all = 0
    private(set) var refused = 0
    /// Of the refused ones, those where the environment is at fault and not the token.
    private(set) var failed = 0

    mutating func count(_ status: VerificationStatus) {
        all += 1
        if status != .ok { refused += 1 }
        if status == .outOfMemory || status == .internalFailure { failed += 1 }
    }
}
