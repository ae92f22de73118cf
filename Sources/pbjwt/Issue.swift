// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

struct Issue: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Issue a token as a customer's server does, and print it."
    )

    @Option(help: "The e-mail address, the only required claim.")
    var email: String

    @Option(help: "The customer's own id for the person.")
    var userId: String?

    @Option(help: "The payload form: sso (id, avatarURL) or widget (sub, avatar_url).")
    var form = Form.sso

    @Flag(help: "Add the user_hash of the user id.")
    var userHash = false

    @Option(help: "The person's name.")
    var name: String?
    @Option(help: "An http or https URL.")
    var avatarUrl: String?
    @Option(help: "The name of the person's company.")
    var companyName: String?
    @Option(help: "The customer's own id for the company.")
    var companyId: String?
    @Option(help: ArgumentHelp("Monthly recurring revenue.", valueName: "dollars"))
    var companyMrr: Double?
    @Option(help: "active, trial, churned or any other text.")
    var customerStatus: String?
    @Option(help: "An ISO 8601 date, or a date and time with an offset.")
    var renewalDate: String?
    @Option(help: "low, medium or high.")
    var renewalRisk: Risk?
    @Option(help: "The id of the account's owner or customer success manager.")
    var accountOwnerId: String?
    @Option(help: "The address of the account's owner or customer success manager.")
    var accountOwnerEmail: String?
    @Option(help: "The person's id in another system.")
    var externalUserId: String?
    @Option(help: "The issuer.")
    var iss: String?
    @Option(help: "Who the token is meant for; may be repeated.")
    var aud: [String] = []
    @Option(help: "The token's own id.")
    var jti: String?
    @Option(
        help: ArgumentHelp("The first second at which the token is valid, as for --now.", valueName: "time")
    )
    var notBefore: TimeArgument?
    @Option(help: ArgumentHelp("More claims, as a JSON object.", valueName: "json"))
    var custom: String?

    @Option(help: ArgumentHelp("How long the token is valid.", valueName: "seconds"))
    var lifetime: Int64 = 3600

    @Option(
        help: ArgumentHelp("The time of issue, \(TimeArgument.help); by default now.", valueName: "time")
    )
    var now: TimeArgument?

    @OptionGroup(title: "Secret")
    var secretOptions: SecretOptions

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case sso, widget
    }

    enum Risk: String, ExpressibleByArgument, CaseIterable {
        case low, medium, high
    }

    func validate() throws {
        try PolicyOptions.check("--now", now?.seconds, within: NumericDate.secondsRange)
        try PolicyOptions.check("--not-before", notBefore?.seconds, within: NumericDate.secondsRange)
        try PolicyOptions.check("--lifetime", lifetime, within: 1...NumericDate.secondsRange.upperBound)
    }

    func run() throws {
        let secret = try secretOptions.secret()
        let time = now?.date ?? .now
        let token: String
        do throws(VerificationError) {
            token = try IdentityIssuer(secret: secret, lifetime: .seconds(lifetime)).issue(claims, at: time)
        } catch {
            guard error.status == .invalidArgument else { throw error }
            throw Outcome(.usage, "pbjwt: invalid_argument: \(try fault(at: time))")
        }
        try Output.toStandardOutput { try $0.write(token + "\n") }
        try DefaultVerifier(secret: secret, time: max(time, notBefore?.date ?? time)).tell(of: token)
    }

    /// Which argument is invalid.
    private func fault(at time: NumericDate) throws -> String {
        if let custom, let fault = try CustomClaimsText.fault(of: custom) { return "--custom \(fault)" }
        if let companyMrr, !companyMrr.isFinite { return "--company-mrr has to be finite" }
        let expiry = Int64(time.secondsSinceEpoch) + lifetime
        guard NumericDate.secondsRange.contains(expiry) else { return "exp would be after the year 9999" }
        if let notBefore, notBefore.seconds >= expiry {
            return "--not-before has to be before exp (\(NumericDate(wholeSeconds: expiry)))"
        }
        return "--user-id may be a token's signing input, so that its hash would sign a token"
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
        claims.notBefore = notBefore?.date
        claims.customJSON = custom
        return claims
    }
}
