// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

struct Issue: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Issue a token as a customer's server does, and print it."
    )

    @Option(help: "The e-mail address, the one claim that is required.")
    var email: String

    @Option(help: "The customer's own id of the person.")
    var userId: String?

    @Option(help: "The payload form: sso (id, avatarURL) or widget (sub, avatar_url).")
    var form = Form.widget

    @Flag(help: "Add the user_hash of the user id.")
    var userHash = false

    @Option var name: String?
    @Option(help: "An http or https URL.")
    var avatarUrl: String?
    @Option var companyName: String?
    @Option var companyId: String?
    @Option(help: ArgumentHelp("Monthly recurring revenue.", valueName: "dollars"))
    var companyMrr: Double?
    @Option(help: "active, trial, churned or any other text.")
    var customerStatus: String?
    @Option(help: "An ISO 8601 date.")
    var renewalDate: String?
    @Option(help: "low, medium or high.")
    var renewalRisk: Risk?
    @Option var accountOwnerId: String?
    @Option var accountOwnerEmail: String?
    @Option var externalUserId: String?
    @Option var iss: String?
    @Option(help: "Whom the token is meant for; may be given several times.")
    var aud: [String] = []
    @Option var jti: String?
    @Option(help: ArgumentHelp("The first second at which the token is good.", valueName: "seconds"))
    var notBefore: Int64?
    @Option(help: ArgumentHelp("More claims, as a JSON object.", valueName: "json"))
    var custom: String?

    @Option(help: ArgumentHelp("How long the token is good.", valueName: "seconds"))
    var lifetime: Int64 = 3600

    @Option(
        help: ArgumentHelp("The time of issue, in seconds since 1970; by default now.", valueName: "seconds")
    )
    var now: Int64?

    @OptionGroup(title: "Secret")
    var secretOptions: SecretOptions

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case sso, widget
    }

    enum Risk: String, ExpressibleByArgument, CaseIterable {
        case low, medium, high
    }

    func validate() throws {
        try PolicyOptions.check("--now", now, within: NumericDate.secondsRange)
        try PolicyOptions.check("--not-before", notBefore, within: NumericDate.secondsRange)
        try PolicyOptions.check("--lifetime", lifetime, within: 1...NumericDate.secondsRange.upperBound)
    }

    func run() throws {
        let issuer = IdentityIssuer(secret: try secretOptions.secret(), lifetime: .seconds(lifetime))
        let token: String
        do throws(VerificationError) {
            token = try issuer.issue(claims, at: now.map(NumericDate.init(wholeSeconds:)))
        } catch {
            guard error.status == .invalidArgument else { throw error }
            throw Outcome(
                .usage,
                "pbjwt: invalid_argument: --custom has to be a JSON object without the claims that have an option of "
                    + "their own, --company-mrr finite, the time until exp within the year 9999 and after "
                    + "--not-before, and --user-id nothing that could be a token itself"
            )
        }
        try Output.toStandardOutput { try $0.write(token + "\n") }
    }

    private var claims: IdentityClaims {
        var claims = IdentityClaims(email: email, userID: userId, name: name)
        claims.form =
            switch form {
            case .sso: .sso
            case .widget: .widget
            }
        claims.includesUserHash = userHash
        claims.avatarURL = avatarUrl
        claims.company = Company(id: companyId, name: companyName, mrr: companyMrr)
        claims.customerStatus = customerStatus.map(CustomerStatus.init(rawValue:))
        claims.renewalDate = renewalDate
        claims.renewalRisk = renewalRisk.flatMap { RenewalRisk(rawValue: $0.rawValue) }
        claims.accountOwnerID = accountOwnerId
        claims.accountOwnerEmail = accountOwnerEmail
        claims.externalUserID = externalUserId
        claims.issuer = iss
        claims.audience = aud
        claims.tokenID = jti
        claims.notBefore = notBefore.map(NumericDate.init(wholeSeconds:))
        claims.customJSON = custom
        return claims
    }
}
