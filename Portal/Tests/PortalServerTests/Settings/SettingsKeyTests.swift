// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

/// SSO → API Keys.
@Suite struct SettingsKeyTests {
    static let path = "/settings/sso/keys"

    private static func fields(_ portal: TestPortal, _ more: [String: String] = [:]) async throws -> [String:
        String]
    {
        let key = try #require(try await portal.tenant.keys.last { $0.retiresAt == nil })
        return ["name": key.name, "key": key.id].merging(more) { $1 }
    }

    /// The secret in an answer.
    private static func secret(_ answer: Browser.Answer) throws -> String {
        let start = try #require(answer.text.range(of: "<code id=\"secret\"")?.upperBound)
        let rest = answer.text[start...]
        let text = rest[rest.index(after: try #require(rest.firstIndex(of: ">")))...].prefix { $0 != "<" }
        return String(text)
    }

    private static func isGood(_ secret: String, _ portal: TestPortal) async throws -> Bool {
        let token = try IdentityIssuer(secret: Secret(secret)).issue(
            IdentityClaims(email: "ada@example.com", userID: "7"),
            at: portal.clock.now
        )
        return try await portal.services.sso.explain(
            token,
            origin: .redirect,
            of: portal.organization,
            at: portal.clock.now
        ).status == .ok
    }

    @Test func aSecretIsShownOnceAndNeverAgain() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let answer = try await browser.post("\(Self.path)/generate", ["name": "staging"])
            #expect(answer.status == 200)
            #expect(answer.headers[.cacheControl] == "no-store")
            let secret = try Self.secret(answer)
            #expect(secret.count == 64 && secret.allSatisfy(\.isHexDigit))
            #expect(answer.text.contains("PRODUCTBRIDGE_WIDGET_SECRET=\(secret)"))
            #expect(try await Self.isGood(secret, portal))
            for path in [
                Self.path, "/settings", "/settings/sso/audit", "/settings/snippets", "/settings/sso/redirect",
            ] {
                #expect(try await !browser.get(path).text.contains(secret))
            }
            #expect(try await browser.get(Self.path).text.contains("…\(secret.suffix(4))"))
        }
    }

    @Test(arguments: [
        ("production", 409, "secret_name_taken"), ("", 400, "malformed_secret_name"),
        ("a<b>", 400, "malformed_secret_name"),
        (String(repeating: "x", count: 65), 400, "malformed_secret_name"),
    ])
    func aNameThatCanNotBeOneIsRefused(name: String, status: Int, code: String) async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let answer = try await browser.post("\(Self.path)/generate", ["name": name])
            #expect(answer.status == status)
            #expect(answer.text.contains(code))
            #expect(!answer.text.contains("a<b>"))
            #expect(try await portal.tenant.keys.count == 1)
        }
    }

    @Test func thereAreEightSecretsAtMost() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            for number in 2...8 {
                #expect(
                    try await browser.post("\(Self.path)/generate", ["name": "key \(number)"]).status == 200
                )
            }
            let answer = try await browser.post("\(Self.path)/generate", ["name": "one more"])
            #expect(answer.status == 409 && answer.text.contains("too_many_secrets"))
        }
    }

    @Test func regenerateAsksFirst() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let fields = try await Self.fields(portal)
            let question = try await browser.post("\(Self.path)/regenerate", fields)
            #expect(question.status == 200)
            #expect(question.text.contains("Regenerate “production”?"))
            #expect(try await portal.tenant.keys.map(\.id) == [fields["key"]])
        }
    }

    @Test(arguments: [("none", 0.0), ("hour", 3600), ("day", 86_400), ("week", 604_800)])
    func regenerateEndsTheOldSecretWhenItsGraceIsOver(grace: String, seconds: Double) async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let fields = try await Self.fields(portal, ["grace": grace, "confirmed": "yes"])
            let fresh = try Self.secret(try await browser.post("\(Self.path)/regenerate", fields))
            #expect(try await Self.isGood(fresh, portal))
            #expect(try await Self.isGood(portal.secret, portal) == (seconds > 0))
            if seconds > 0 {
                #expect(try await browser.get(Self.path).text.contains("Counts until"))
                portal.clock.advance(by: seconds)
                #expect(try await Self.isGood(portal.secret, portal))
                portal.clock.advance(by: 1)
            }
            #expect(try await !Self.isGood(portal.secret, portal))
            #expect(try await Self.isGood(fresh, portal))
            #expect(try await !browser.get(Self.path).text.contains("Counts until"))
        }
    }

    @Test(arguments: KeySettings.Grace.allCases)
    func aFormThatIsSentTwiceRegeneratesOnce(grace: KeySettings.Grace) async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let fields = try await Self.fields(portal, ["grace": grace.rawValue, "confirmed": "yes"])
            let fresh = try Self.secret(try await browser.post("\(Self.path)/regenerate", fields))
            let again = try await browser.post("\(Self.path)/regenerate", fields)
            #expect(again.status == 400 && again.text.contains("unknown_secret"))
            for action in ["revoke", "end-sessions"] {
                #expect(try await browser.post("\(Self.path)/\(action)", fields).status == 400)
            }
            #expect(try await Self.isGood(fresh, portal))
        }
    }

    @Test func revokeAsksFirstAndEndsTheSecret() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let fields = try await Self.fields(portal)
            #expect(
                try await browser.post("\(Self.path)/revoke", fields).text.contains("Revoke “production”?")
            )
            #expect(try await Self.isGood(portal.secret, portal))
            let done = try await browser.post(
                "\(Self.path)/revoke",
                fields.merging(["confirmed": "yes"]) { $1 }
            )
            #expect(done.status == 303)
            #expect(try await portal.tenant.keys.isEmpty)
            #expect(try await browser.get(Self.path).text.contains("There is no secret yet"))
        }
    }

    @Test func theQuestionWarnsOfALockOut() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let fields = try await Self.fields(portal)
            #expect(
                try await !browser.post("\(Self.path)/revoke", fields).text.contains("nobody can sign in")
            )
            try await portal.passTest()
            try await portal.services.sso.changeSettings(of: portal.organization, by: "operator") {
                settings,
                _ in
                try settings.enable()
                try settings.disableNativeLogin()
            }
            for action in ["regenerate", "revoke"] {
                let text = try await browser.post("\(Self.path)/\(action)", fields).text
                #expect(
                    text.contains("ProductBridge login is disabled") && text.contains("nobody can sign in")
                )
            }
        }
    }

    @Test func theUseOfASecretIsCountedAndKept() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let before = try await browser.get(Self.path).text
            #expect(before.contains("<dd>Never</dd>"))
            try await portal.identify()
            portal.clock.advance(by: 60)
            try await portal.identify("grace@example.com", name: "Grace", userID: "8")
            let uses = try await portal.services.tokenNotes.keyUses(of: portal.organization)
            let key = try #require(try await portal.tenant.keys.first)
            #expect(uses == [key.id: TokenNotes.KeyUse(lastAt: portal.clock.now, tokens: 2)])
            let text = try await browser.get(Self.path).text
            #expect(text.contains("<dt>Tokens accepted</dt><dd>2</dd>"))
            #expect(text.contains(portal.clock.now.description))
            // Another process, or this one after a restart, also knows it.
            #expect(
                try await TokenNotes(store: portal.services.store).keyUses(of: portal.organization) == uses
            )
        }
    }

    @Test func aSecretsSessionsEndAndTheSecretStaysValid() async throws {
        try await TestPortal.administer(at: Self.path) { portal, browser in
            let credential = try await portal.services.sso.identify(
                portal.token(),
                of: portal.organization,
                at: portal.clock.now
            ).credential
            try await browser.post("\(Self.path)/end-sessions", Self.fields(portal))
            await #expect(throws: SSOError(.unknownSession)) {
                try await portal.services.sso.submitter(
                    credential,
                    of: portal.organization,
                    at: portal.clock.now
                )
            }
            #expect(try await Self.isGood(portal.secret, portal))
        }
    }
}
