// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

/// Every option of a policy.
struct PolicyOptions: ParsableArguments {
    @Option(help: "Where the token is used: sso or widget.")
    var profile = Profile.sso

    @Flag(help: "Refuse a token without a valid user_hash.")
    var requireUserHash = false

    @Flag(help: "Check the user_hash if there is one.")
    var checkUserHash = false

    @Option(help: ArgumentHelp("How far clocks may differ, 0 to 300.", valueName: "seconds"))
    var leeway: Int64?

    @Option(
        help: ArgumentHelp("The longest lifetime that a token may have; 0 for any.", valueName: "seconds")
    )
    var maxLifetime: Int64?

    @Option(help: ArgumentHelp("The longest token to accept, 256 to 1048576.", valueName: "bytes"))
    var maxTokenBytes: Int?

    @Flag(help: "Accept a token without exp, which never expires.")
    var allowMissingExp = false

    @Option(help: ArgumentHelp("The only issuer to accept.", valueName: "text"))
    var iss: String?

    @Option(help: ArgumentHelp("The audience that the token must name.", valueName: "text"))
    var aud: String?

    @Flag(help: "Refuse a token with a malformed or coerced claim instead of warning about it.")
    var strictClaims = false

    @Option(help: "The canonical address: as-sent, lowercased, or require-lowercase.")
    var emailForm = EmailForm.asSent

    @Option(help: "Who reads the JSON: fast (the library's reader) or both (jansson, too).")
    var reader = Reader.fast

    @Option(
        help: ArgumentHelp("The time to judge by, \(TimeArgument.help); by default now.", valueName: "time")
    )
    var now: TimeArgument?

    enum Profile: String, ExpressibleByArgument, CaseIterable {
        case sso, widget
    }

    enum EmailForm: String, ExpressibleByArgument, CaseIterable {
        case asSent = "as-sent"
        case lowercased
        case requireLowercase = "require-lowercase"
    }

    enum Reader: String, ExpressibleByArgument, CaseIterable {
        case fast, both
    }

    func validate() throws {
        try Self.check("--now", now?.seconds, within: NumericDate.secondsRange)
        try Self.check("--leeway", leeway, within: 0...300)
        try Self.check("--max-lifetime", maxLifetime, within: NumericDate.secondsRange)
        try Self.check("--max-token-bytes", maxTokenBytes.map(Int64.init), within: 256...1_048_576)
        guard iss != "", aud != "" else {
            throw ValidationError("--iss and --aud can't be empty: leave them out to take any.")
        }
    }

    static func check(_ option: String, _ value: Int64?, within range: ClosedRange<Int64>) throws {
        guard let value, !range.contains(value) else { return }
        throw ValidationError("\(option) is a whole number from \(range.lowerBound) to \(range.upperBound).")
    }

    var time: NumericDate? { now?.date }

    var policy: VerificationPolicy {
        var policy: VerificationPolicy =
            switch profile {
            case .sso: .sso
            case .widget: .widget
            }
        if checkUserHash { policy.userHash = .checkedIfPresent }
        if requireUserHash { policy.userHash = .required }
        if let leeway { policy.leeway = .seconds(leeway) }
        if let maxLifetime { policy.maxLifetime = maxLifetime == 0 ? nil : .seconds(maxLifetime) }
        if let maxTokenBytes { policy.maxTokenBytes = maxTokenBytes }
        policy.allowsMissingExpiry = allowMissingExp
        policy.issuer = iss
        policy.audience = aud
        policy.strictClaims = strictClaims
        policy.emailForm =
            switch emailForm {
            case .asSent: .asSent
            case .lowercased: .lowercased
            case .requireLowercase: .requireLowercase
            }
        policy.reader =
            switch reader {
            case .fast: .fast
            case .both: .both
            }
        return policy
    }
}
