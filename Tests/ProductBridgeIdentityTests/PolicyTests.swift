// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

/// A token that one policy accepts and another refuses, so that the setting in which they differ must have reached
/// the verifier.
struct Setting: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let token: String
    let good: VerificationPolicy
    let bad: VerificationPolicy
    let error: VerificationError

    init(
        _ description: String,
        _ members: String = "",
        without omitted: Set<String> = [],
        good: VerificationPolicy,
        bad: VerificationPolicy,
        _ status: VerificationStatus,
        _ claim: ClaimName? = nil
    ) {
        testDescription = description
        token = Signer.token(Fixture.payload(without: omitted, members))
        self.good = good
        self.bad = bad
        error = refusal(status, claim)
    }
}

@Suite("Policies")
struct PolicyTests {
    static let settings = [
        Setting(
            "maxTokenBytes",
            #""x":"\#(String(repeating: "x", count: 8192))""#,
            good: .sso.maxTokenBytes(16384),
            bad: .sso,
            .tokenTooLarge
        ),
        Setting(
            "a smaller maxTokenBytes",
            #""x":"\#(String(repeating: "x", count: 256))""#,
            good: .sso,
            bad: .sso.maxTokenBytes(256),
            .tokenTooLarge
        ),
        Setting(
            "a longer leeway",
            "\"iat\":\(Fixture.now - 600),\"exp\":\(Fixture.now - 299)",
            without: ["iat", "exp"],
            good: .sso.leeway(.seconds(300)),
            bad: .sso,
            .expired
        ),
        Setting(
            "no leeway",
            "\"nbf\":\(Fixture.now + 30)",
            good: .sso,
            bad: .sso.leeway(.zero),
            .notYetValid
        ),
        Setting(
            "a longer maxLifetime",
            "\"exp\":\(Fixture.now + 86400)",
            without: ["exp"],
            good: .sso.maxLifetime(.seconds(86400)),
            bad: .sso,
            .lifetimeTooLong
        ),
        Setting(
            "a shorter maxLifetime",
            good: .sso,
            bad: .sso.maxLifetime(.seconds(60)),
            .lifetimeTooLong
        ),
        Setting(
            "no maxLifetime",
            "\"exp\":253402300799",
            without: ["exp"],
            good: .sso.maxLifetime(nil),
            bad: .sso,
            .lifetimeTooLong
        ),
        Setting(
            "allowsMissingExpiry",
            without: ["exp"],
            good: .sso.allowingMissingExpiry(),
            bad: .sso,
            .missingExpiry
        ),
        Setting(
            "allowsMissingExpiry switched off again",
            without: ["exp"],
            good: .sso.allowingMissingExpiry(),
            bad: .sso.allowingMissingExpiry().allowingMissingExpiry(false),
            .missingExpiry
        ),
        Setting(
            "a required user hash",
            #""sub":"42""#,
            good: .sso.userHash(.checkedIfPresent),
            bad: .sso.userHash(.required),
            .missingUserHash
        ),
        Setting(
            "a user hash that is checked",
            #""sub":"42","user_hash":"\#(Signer.userHash(of: "41"))""#,
            good: .sso.userHash(.ignored),
            bad: .sso.userHash(.checkedIfPresent),
            .userHashMismatch
        ),
        Setting(
            "issuer",
            #""iss":"acme""#,
            good: .sso.issuer("acme"),
            bad: .sso.issuer("Acme"),
            .issuerMismatch
        ),
        Setting(
            "issuer taken away",
            #""iss":"acme""#,
            good: .sso.issuer("other").issuer(nil),
            bad: .sso.issuer("other"),
            .issuerMismatch
        ),
        Setting(
            "audience",
            #""aud":["widget","portal"]"#,
            good: .sso.audience("portal"),
            bad: .sso.audience("port"),
            .audienceMismatch
        ),
        Setting(
            "audience taken away",
            #""aud":"widget""#,
            good: .sso.audience("portal").audience(nil),
            bad: .sso.audience("portal"),
            .audienceMismatch
        ),
        Setting(
            "strictClaims",
            #""company_mrr":"1""#,
            good: .sso.strictClaims(false),
            bad: .sso.strictClaims(),
            .malformedClaim,
            .companyMRR
        ),
        Setting(
            "emailForm",
            #""email":"Ada@example.com""#,
            without: ["email"],
            good: .sso.emailForm(.lowercased),
            bad: .sso.emailForm(.requireLowercase),
            .emailNotCanonical
        ),
    ]

    @Test("Each setting reaches the verifier", arguments: settings)
    func setting(_ setting: Setting) throws {
        let good = try Fixture.verifier(setting.good)
        let bad = try Fixture.verifier(setting.bad)
        #expect(throws: setting.error) { try bad.verify(setting.token, at: Fixture.time) }
        #expect(try good.verify(setting.token, at: Fixture.time).email.lowercased() == "ada@example.com")
    }

    @Test("The leeway is counted in whole seconds from the expiry on")
    func leeway() throws {
        let token = Fixture.token()
        for seconds in [0, 1, 300] {
            let verifier = try Fixture.verifier(.sso.leeway(.seconds(seconds)))
            let end = 3600 + Double(seconds)
            #expect(try verifier.verify(token, at: Fixture.time(end - 1)).email == "ada@example.com")
            #expect(throws: refusal(.expired)) { try verifier.verify(token, at: Fixture.time(end)) }
        }
    }

    @Test("A token of exactly the maximum length is accepted")
    func longest() throws {
        let token = Fixture.token(#""x":"\#(String(repeating: "x", count: 300))""#)
        let count = token.utf8.count
        let good = try Fixture.verifier(.sso.maxTokenBytes(count))
        let bad = try Fixture.verifier(.sso.maxTokenBytes(count - 1))
        #expect(try good.verify(token, at: Fixture.time).email == "ada@example.com")
        #expect(throws: refusal(.tokenTooLarge)) { try bad.verify(token, at: Fixture.time) }
    }

    @Test(
        "The canonical address has the policy's form",
        arguments: [
            (VerificationPolicy.EmailForm.asSent, " Ada@Example.COM "),
            (.lowercased, "ada@example.com"),
        ]
    )
    func emailForm(_ form: VerificationPolicy.EmailForm, _ canonical: String) throws {
        let verifier = try Fixture.verifier(.sso.emailForm(form))
        let token = Signer.token(
            Fixture.payload(without: ["email"], #""email":" Ada@Example.COM ""#)
        )
        let identity = try verifier.verify(token, at: Fixture.time)
        #expect(identity.email == " Ada@Example.COM ")
        #expect(identity.canonicalEmail == canonical)
    }

    @Test(
        "The state of the user hash",
        arguments: [
            (VerificationPolicy.UserHashMode.ignored, UserHashState.unchecked),
            (.checkedIfPresent, .verified), (.required, .verified),
        ]
    )
    func userHash(_ mode: VerificationPolicy.UserHashMode, _ state: UserHashState) throws {
        let members = #""id":"42","user_hash":"\#(Signer.userHash(of: "42"))""#
        #expect(try Fixture.identity(members, policy: .sso.userHash(mode)).userHash == state)
    }

    @Test("Both readers give the same result", arguments: [VerificationPolicy.Reader.fast, .both])
    func reader(_ reader: VerificationPolicy.Reader) throws {
        let policy = VerificationPolicy.sso.reader(reader)
        let identity = try Fixture.identity(#""name":"Zo\u00eb","company_mrr":1e3"#, policy: policy)
        #expect(identity.name == "Zoë")
        #expect(identity.company?.mrr == 1000)
    }

    @Test(
        "A setting out of its range is the caller's mistake",
        arguments: [
            VerificationPolicy.sso.maxTokenBytes(255), .sso.maxTokenBytes(1_048_577),
            .sso.maxTokenBytes(-1), .sso.leeway(.seconds(-1)), .sso.leeway(.seconds(301)),
            .sso.leeway(.milliseconds(1500)), .sso.maxLifetime(.zero), .sso.maxLifetime(.seconds(-1)),
            .sso.maxLifetime(.milliseconds(500)), .sso.maxLifetime(.seconds(253_402_300_800)),
            .sso.issuer(""), .sso.audience(""),
        ]
    )
    func outOfRange(_ policy: VerificationPolicy) throws {
        #expect(throws: refusal(.invalidArgument)) { try Fixture.verifier(policy) }
    }

    @Test(
        "The ends of the ranges are valid",
        arguments: [
            VerificationPolicy.sso.maxTokenBytes(256), .sso.maxTokenBytes(1_048_576),
            .sso.leeway(.zero), .sso.leeway(.seconds(300)), .sso.maxLifetime(.seconds(1)),
            .sso.maxLifetime(.seconds(253_402_300_799)),
        ]
    )
    func inRange(_ policy: VerificationPolicy) throws {
        #expect(try Fixture.verifier(policy).description.hasPrefix("IdentityVerifier("))
    }

    @Test(
        "The profiles start from the documents' settings",
        arguments: [VerificationPolicy.sso, .widget]
    )
    func profiles(_ policy: VerificationPolicy) throws {
        #expect(policy.maxTokenBytes == 8192)
        #expect(policy.leeway == .seconds(30))
        #expect(policy.maxLifetime == .seconds(3600))
        #expect(!policy.allowsMissingExpiry)
        #expect(policy.userHash == .ignored)
        #expect(policy.issuer == nil)
        #expect(policy.audience == nil)
        #expect(!policy.strictClaims)
        #expect(policy.emailForm == .asSent)
        #expect(policy.reader == .fast)
        #expect(try Fixture.identity(policy: policy).email == "ada@example.com")
    }

    @Test("A profile keeps its name through changes")
    func profileNames() {
        #expect(VerificationPolicy.sso.profile == .sso)
        #expect(VerificationPolicy.widget.requiringUserHash().profile == .widget)
        #expect(VerificationPolicy.sso != .widget)
        #expect(VerificationPolicy(profile: .widget) == .widget)
    }

    @Test("Changing a copy doesn't change the original")
    func changes() {
        let policy = VerificationPolicy.sso
        let changed = policy.requiringUserHash().leeway(.seconds(5))
        #expect(policy == .sso)
        #expect(changed.userHash == .required)
        #expect(changed.leeway == .seconds(5))
        #expect(changed.leeway(.seconds(30)).userHash(.ignored) == policy)
    }
}
