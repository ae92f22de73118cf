// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify a token, or many from standard input or files.",
        discussion: """
            Prints what each token says, or why it is refused. Never prints any part of a refused token. Exit \
            status 0 means that every token is accepted.

            The --report options try a requirement before you enforce it: nothing is refused, and each accepted \
            token shows what they would refuse.

            Results come in the order of the tokens, on any number of threads, in memory that doesn't grow with \
            their number.
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

    @Flag(
        help:
            "Print counts by status, warning, key and hour instead of the results; one JSON object with --json."
    )
    var summary = false

    @OptionGroup(title: "Many tokens")
    var inputOptions: InputOptions

    @OptionGroup(title: "Secret")
    var secretOptions: SecretOptions

    @OptionGroup(title: "Policy")
    var policyOptions: PolicyOptions

    @OptionGroup(title: "Requirements to try")
    var reportOptions: ReportOptions

    func validate() throws {
        guard !(json && statusOnly) else {
            throw ValidationError("--json and --status-only exclude each other.")
        }
        guard !(summary && statusOnly) else {
            throw ValidationError("--summary and --status-only exclude each other.")
        }
        guard inputOptions.timeFrom == nil || policyOptions.now == nil else {
            throw ValidationError("--time-from and --now exclude each other.")
        }
        guard oneToken == nil || !inputOptions.isGiven else {
            throw ValidationError(
                "--input, --column, --jsonl and --time-from are for many tokens: leave the token out."
            )
        }
        guard oneToken != nil || !inputOptions.readsStandardInput || !secretOptions.descriptors.contains(0)
        else {
            throw ValidationError("Standard input has the tokens, so --secret-fd can't be 0.")
        }
    }

    private var oneToken: String? { token == "-" ? nil : token }

    func run() throws {
        // Read once: an option is looked up each time.
        let policy = policyOptions.policy
        let verifier = try IdentityVerifier(
            secrets: secretOptions.secrets(),
            policy: policy,
            reporting: reportOptions.policy(over: policy)
        )
        let counts = stats || summary ? try VerificationCounts(listing: verifier) : nil
        let seconds = policyOptions.now?.seconds
        let form = form
        let makeJudge = { @Sendable () throws(VerificationError) in
            try Judge(verifier: verifier, counts: counts, seconds: seconds, form: form)
        }
        let verdicts = try verdicts(longestToken: policy.maxTokenBytes, makeJudge)
        if summary, let counts {
            let summary = Summary(tally: verdicts.tally, counts: try counts.total, hours: verdicts.hours)
            try Output.toStandardOutput { try $0.write(json ? summary.json + "\n" : summary.text) }
        }
        if stats, let counts {
            let text = try counts.prometheusText()
            try Output.toStandardError { try $0.write(text) }
        }
        try leave(with: verdicts)
    }

    private var form: Judge.Form {
        if summary { return .summary }
        return json ? .json : statusOnly ? .status : .text
    }

    private func verdicts(
        longestToken: Int,
        _ makeJudge: @Sendable @escaping () throws(VerificationError) -> Judge
    ) throws -> Verdicts {
        if oneToken == nil, inputOptions.isGiven || !Terminal.isInput {
            let source = RecordSource(
                paths: inputOptions.paths,
                form: inputOptions.form,
                longestToken: longestToken
            )
            return try Batch(source: source, form: inputOptions.form, makeJudge: makeJudge)
                .run(jobs: inputOptions.jobs)
        }
        var judge = try makeJudge()
        try Output.toStandardOutput { output in
            var result: [UInt8] = []
            func judgeOne(_ token: [UInt8]) throws {
                result.removeAll(keepingCapacity: true)
                try judge.judge(token.span, isFirst: judge.tally.all == 0, into: &result)
                judge.finish(into: &result)
                try output.write(utf8: result)
            }
            if let oneToken { return try judgeOne(Array(oneToken.utf8)) }
            let prompt = "Paste one token per line (they aren't shown), then press Enter. Ctrl-D ends."
            try Terminal.forEachPaste(upTo: 16 << 20, prompt: prompt) { paste in
                for line in paste.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
                    try judgeOne(Array(line))
                }
                try output.flush()
                return true
            }
        }
        return Verdicts(of: judge, hasSeenToken: true)
    }

    private func leave(with verdicts: Verdicts) throws {
        let tally = verdicts.tally
        if tally.failed > 0 {
            throw Outcome(.environment, "pbjwt: memory or the crypto library failed \(tally.failed) times")
        }
        if tally.all == 0 {
            throw Outcome(
                .usage,
                "pbjwt: no token " + (inputOptions.paths.isEmpty ? "on standard input" : "in the input")
            )
        }
        if !verdicts.hasSeenToken {
            throw Outcome(
                .usage,
                "pbjwt: no line is a JSON object with a text as the member that --jsonl names"
            )
        }
        if tally.refused > 0 { throw Outcome(.refused) }
    }
}
