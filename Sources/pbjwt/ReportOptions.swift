// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

/// Requirements to try: the policy to report is the enforced one with these added.
struct ReportOptions: ParsableArguments {
    @Flag(help: "Report what --require-user-hash would refuse.")
    var reportRequireUserHash = false

    @Flag(help: "Report what --check-user-hash would refuse.")
    var reportCheckUserHash = false

    @Flag(help: "Report what would be refused without --allow-missing-exp.")
    var reportRequireExp = false

    @Option(help: ArgumentHelp("Report what that --leeway would refuse.", valueName: "seconds"))
    var reportLeeway: Int64?

    @Option(help: ArgumentHelp("Report what that --max-lifetime would refuse.", valueName: "seconds"))
    var reportMaxLifetime: Int64?

    @Option(help: ArgumentHelp("Report what that --iss would refuse.", valueName: "text"))
    var reportIss: String?

    @Option(help: ArgumentHelp("Report what that --aud would refuse.", valueName: "text"))
    var reportAud: String?

    @Flag(help: "Report what --strict-claims would refuse.")
    var reportStrictClaims = false

    func validate() throws {
        try PolicyOptions.check("--report-leeway", reportLeeway, within: 0...300)
        try PolicyOptions.check("--report-max-lifetime", reportMaxLifetime, within: NumericDate.secondsRange)
        guard reportIss != "", reportAud != "" else {
            throw ValidationError("--report-iss and --report-aud can't be empty.")
        }
    }

    /// The policy to report; nil if there is nothing to try.
    func policy(over enforced: VerificationPolicy) -> VerificationPolicy? {
        var policy = enforced
        if reportCheckUserHash, policy.userHash == .ignored { policy.userHash = .checkedIfPresent }
        if reportRequireUserHash { policy.userHash = .required }
        if reportRequireExp { policy.allowsMissingExpiry = false }
        if let reportLeeway { policy.leeway = .seconds(reportLeeway) }
        if let reportMaxLifetime {
            policy.maxLifetime = reportMaxLifetime == 0 ? nil : .seconds(reportMaxLifetime)
        }
        if let reportIss { policy.issuer = reportIss }
        if let reportAud { policy.audience = reportAud }
        if reportStrictClaims { policy.strictClaims = true }
        return policy == enforced ? nil : policy
    }
}
