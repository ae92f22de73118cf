// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import ProductBridgeSSO
import Synchronization
import Testing

@testable import PortalServer

@Suite struct HeaderTests {
    @Test(arguments: [
        "/", "/login", "/settings", "/nowhere", "/admin/login", "/api/redirects/sso", "/api/widget/x",
    ])
    func everyAnswerTellsBrowsersWhatIsAllowed(path: String) async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                let headers = try await browser.get(path).headers
                let policy = try #require(headers[.contentSecurityPolicy])
                #expect(policy.hasPrefix("default-src 'none'; style-src 'self'; script-src 'self';"))
                #expect(policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(headers[.xContentTypeOptions] == "nosniff")
                #expect(headers[.referrerPolicy] != nil)
                #expect(headers[.xFrameOptions] == "DENY")
                #expect(headers[.cacheControl] == "no-store")
                #expect(headers[.strictTransportSecurity] == nil)
            }
        }
    }

    @Test(arguments: ["/api/redirects/sso", "/api/redirects/ssso"])
    func anErrorPagePassesItsURLToNobody(path: String) async throws {
        var limits = RateLimits()
        limits.signIn = RateLimiter(burst: 1, in: 60)
        try await TestPortal.run(limits: limits) { portal in
            try await portal.browse { browser in
                _ = try await browser.get("/signin")
                let answer = try await browser.get("\(path)?ssoToken=a.b.c&organizationId=acme")
                #expect(answer.status == (path.hasSuffix("/sso") ? 429 : 404))
                #expect(answer.headers[.referrerPolicy] == "no-referrer")
                #expect(answer.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test func pagesHaveNothingInline() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                for path in [
                    "/", "/login", "/admin/login", "/settings", "/nowhere", "/settings/sso/redirect",
                ] {
                    let text = try await browser.get(path).text
                    #expect(!text.contains(" style="), "\(path)")
                    #expect(!text.contains("<style"), "\(path)")
                    #expect(text.firstMatch(of: /<script(?! src=)/) == nil, "\(path)")
                    #expect(text.firstMatch(of: /\son[a-z]+=/) == nil, "\(path)")
                }
            }
        }
    }

    @Test func everyFormHasItsToken() async throws {
        try await TestPortal.run { portal in
            try await portal.enableSSO()
            let idea = try await portal.addIdea("Dark mode")
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                try await browser.signIn(portal)
                let pages = [
                    "/", "/ideas/\(idea.id)", "/login", "/settings", "/settings/sso/keys",
                    "/settings/sso/widget",
                ]
                for path in pages {
                    let text = try await browser.get(path).text
                    let forms = text.components(separatedBy: "<form").dropFirst()
                        .filter { $0.prefix { $0 != ">" }.contains("method=\"post\"") }
                    #expect(!forms.isEmpty, "\(path)")
                    for form in forms {
                        let content = form.components(separatedBy: "</form>")[0]
                        #expect(content.contains("name=\"form_token\""), "\(path)")
                    }
                }
            }
        }
    }

    @Test func aBodyOfMoreThan64KiBIsRefused() async throws {
        try await TestPortal.run { portal in
            try await portal.browse { browser in
                try await browser.get("/login")
                let answer = try await browser.post(
                    "/login",
                    ["email": String(repeating: "a", count: 65_536)]
                )
                #expect(answer.status == 413)
                #expect(answer.text.contains("64 KiB"))
            }
        }
    }

    @Test func anUnknownHostHasNoPortal() async throws {
        try await TestPortal.run { portal in
            try await portal.services.sso.setHosts(
                [.init("feedback.example.com")],
                of: portal.organization,
                by: "operator",
                at: portal.clock.now
            )
            try await portal.browse { browser in
                let answer = try await browser.get("/")
                #expect(answer.status == 404)
                #expect(answer.text.contains("This portal does not exist"))
            }
        }
    }

    @Test func logLinesContainNeitherTokensNorPasswordsNorAddresses() async throws {
        let lines = Lines()
        try await TestPortal.run { portal in
            try await portal.addAccount()
            try await portal.enableSSO()
            var logger = Logger(label: "portal") { label in
                JSONLogHandler(label: label, logLevel: .trace) { line in
                    lines.add(String(decoding: line, as: UTF8.self))
                }
            }
            logger.logLevel = .trace
            let application = PortalApplication(services: portal.services, logger: logger)
            let token = try portal.token()
            let text = try await application.application().test(.router) { client in
                let browser = Browser(client: client)
                let location = try await browser.clickSignIn()
                try await browser.comeBack(location, token: token + "x")
                try await browser.comeBack(location, token: token)
                try await browser.logIn(password: TestPortal.password)
                try await browser.logIn(password: "wrong horse battery")
                _ = try await Widget(browser).identify(token)
                try await browser.logInAsAdministrator()
                try await browser.get(AccountSettings.path)
                let account = ["email": "new@example.com", "password": TestPortal.password]
                try #require(try await browser.post(AccountSettings.path, account).status == 303)
                _ = try await browser.get("/settings/people?q=ada@example.com")
                _ = try await browser.get("/nowhere%0Alevel=%22error%22?ssoToken=\(token)")
                return lines.all
            }
            #expect(text.count >= 8)
            for line in text {
                #expect(!line.contains(token))
                #expect(!line.contains("ssoToken"))
                #expect(!line.contains("@"))
                #expect(!line.contains("horse battery"))
                #expect(!line.contains("nowhere"))
                let fields = try #require(
                    JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
                )
                #expect(line.last == "\n" && !line.dropLast().contains("\n"))
                #expect(fields["level"] != nil && fields["time"] != nil && fields["message"] != nil)
            }
            #expect(text.contains { $0.contains(#""message":"answered""#) && $0.contains(#""request":""#) })
            #expect(text.contains { $0.contains(#""route":"/login""#) })
            #expect(text.contains { $0.contains(#""message":"refused""#) && $0.contains(#""reference":""#) })
        }
    }
}

/// The lines written to a log.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) {
        lines.withLock { $0.append(line) }
    }
}
