// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import ProductBridgeSSO
import Testing

@testable import PortalServer

/// Helpers for the tests of the settings.
extension TestPortal {
    /// Runs a test with its own portal and a browser in which the administrator is logged in, on a page of the settings.
    static func administer(
        at path: String = "/settings",
        limits: RateLimits = RateLimits(),
        _ body: @escaping @Sendable (TestPortal, Browser) async throws -> Void
    ) async throws {
        try await run(limits: limits) { portal in
            try await portal.browse { browser in
                try await browser.logInAsAdministrator()
                try await browser.get(path)
                try await body(portal, browser)
            }
        }
    }

    static let loginURL = "https://app.example.com/login"
    static let otherHost = "other.localhost"

    var portalHost: PortalHost { get throws { try PortalHost(Self.host, insecureLoopback: true) } }
    var otherOrganization: OrganizationID { get throws { try Operations.organization("other") } }
    var tenant: Tenant { get async throws { try await services.sso.tenant(organization) } }

    /// Creates a second organization with a secret, and returns it.
    @discardableResult
    func addOtherOrganization() async throws -> String {
        let operations = Operations(services: services)
        try await operations.createOrganization("other", hosts: [Self.otherHost], name: "Other")
        return try await services.sso.generateKey(
            name: "theirs",
            of: otherOrganization,
            by: "operator",
            at: clock.now
        ).reveal()
    }

    /// Creates another administrator.
    func addAdministrator(_ email: String) async throws {
        try await Operations(services: services).createAccount(
            .administrator,
            of: "acme",
            email: email,
            name: "Second",
            password: Self.password,
            replacing: false
        )
    }

    /// From now on the portal's address belongs to the other organization.
    func giveAddressToOtherOrganization() async throws {
        let old = try PortalHost("old.localhost", insecureLoopback: true)
        try await services.sso.setHosts([old], of: organization, by: "operator", at: clock.now)
        try await services.sso.setHosts([portalHost], of: otherOrganization, by: "operator", at: clock.now)
    }

    /// A request from the portal's own page.
    func request(_ method: String = "GET", query: String = "", cookie: String? = nil) throws -> PortalRequest
    {
        PortalRequest(host: try portalHost, method: method, query: query) { name in
            switch name {
            case "sec-fetch-site": "same-origin"
            case "cookie": cookie
            default: nil
            }
        }
    }

    /// Sets the login page, and passes its test.
    func passTest() async throws {
        try await services.sso.changeSettings(of: organization, by: "operator", at: clock.now) {
            settings,
            _ in
            settings.setLoginURL(try LoginURL(Self.loginURL))
        }
        let started = try await services.sso.startTest(request(), at: clock.now)
        _ = try await services.sso.callback(
            request(
                query: try returned(started.answer, token: try token()),
                cookie: Self.cookies(started.answer)
            ),
            at: clock.now
        )
        try #require(try await tenant.settings.test == .passed)
    }

    /// Signs a person in by single sign-on, and returns the session's cookie.
    func signIn(_ email: String) async throws -> String {
        try await passTest()
        try await services.sso.changeSettings(of: organization, by: "operator", at: clock.now) {
            settings,
            _ in
            try settings.enable()
        }
        let began = try await services.sso.signIn(request(), returnTo: "/", at: clock.now)
        let query = try returned(began, token: try token(email, userID: "1"))
        let answer = try await services.sso.callback(
            request(query: query, cookie: Self.cookies(began)),
            at: clock.now
        )
        let cookie = try #require(answer.cookies.first { $0.name == SingleSignOn.sessionCookie })
        return cookie.value
    }

    private static func cookies(_ answer: PortalAnswer) -> String {
        answer.cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    /// The query from a login page.
    func returned(_ answer: PortalAnswer, token: String) throws -> String {
        let location = try #require(answer.location)
        return try Self.returned(location, token: token)
    }

    static func returned(_ location: String, token: String) throws -> String {
        let query = try #require(location.split(separator: "?", maxSplits: 1).last)
        let kept = query.split(separator: "&").filter {
            $0.hasPrefix("organizationId=") || $0.hasPrefix("returnTo=")
        }
        return (["ssoToken=\(token)"] + kept.map(String.init)).joined(separator: "&")
    }

    /// Identifies a person at the widget's endpoint.
    @discardableResult
    func identify(
        _ email: String = "ada@example.com",
        name: String? = "Ada Lovelace",
        userID: String? = "7",
        change: (inout IdentityClaims) -> Void = { _ in }
    ) async throws -> PortalUser {
        let identified = try await services.sso.identify(
            token(email, name: name, userID: userID, change: change),
            of: organization,
            at: clock.now
        )
        try await services.tokenNotes.note(identified, of: organization, at: clock.now)
        return identified.user
    }

    /// Everything that a customer's server can send about a person and the company.
    static func everything(_ claims: inout IdentityClaims) {
        claims.company = Company(id: "100", name: "Acme Analytics", mrr: 1234.5)
        claims.customerStatus = .active
        claims.renewalDate = "2027-03-01"
        claims.renewalRisk = .high
        claims.accountOwnerEmail = "olga@acme.example"
    }

    /// An idea by the first of some people, with votes of all of them.
    func addIdea(_ title: String, by people: [PortalUser]) async throws -> Idea {
        let idea = try await services.feedback.add(
            IdeaDraft(title: title, text: ""),
            by: people.first.map { (person: $0.id, name: $0.profile.name ?? "") },
            from: .portal,
            of: organization,
            at: clock.now
        )
        for person in people.dropFirst() {
            _ = try await services.feedback.setVote(
                true,
                of: person.id,
                for: idea.id,
                of: organization,
                at: clock.now
            )
        }
        return idea
    }
}
