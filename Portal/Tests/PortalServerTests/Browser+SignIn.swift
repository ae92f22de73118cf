// SPDX-License-Identifier: Apache-2.0

import ProductBridgeSSO
import Testing

@testable import PortalServer

extension TestPortal {
    /// Passes the test of the login page and turns single sign-on on.
    func enableSSO(disablingNativeLogin: Bool = false) async throws {
        try await passTest()
        try await services.sso.changeSettings(of: organization, by: "operator", at: clock.now) {
            settings,
            _ in
            try settings.enable()
            if disablingNativeLogin { try settings.disableNativeLogin() }
        }
    }

    /// Creates a native account.
    func addAccount(_ email: String = "ada@example.com", name: String = "Ada Native") async throws {
        try await Operations(services: services).createAccount(
            .member,
            of: "acme",
            email: email,
            name: name,
            password: Self.password,
            replacing: false
        )
    }
}

extension Browser {
    /// Clicks Sign In, and comes back from the customer's login page with a token.
    @discardableResult
    func signIn(_ portal: TestPortal, _ email: String = "ada@example.com", returnTo: String = "/")
        async throws
        -> Answer
    {
        try await comeBack(clickSignIn(returnTo: returnTo), token: portal.token(email))
    }

    /// Clicks Sign In, and returns the portal's redirect.
    func clickSignIn(returnTo: String = "/") async throws -> String {
        let answer = try await get("/signin?returnTo=\(PercentEncoding.query(returnTo))")
        return try #require(answer.location)
    }

    /// Follows the redirect from the customer's login page.
    @discardableResult
    func comeBack(_ location: String, token: String) async throws -> Answer {
        try await get(
            "/api/redirects/sso?\(TestPortal.returned(location, token: token))",
            site: "cross-site"
        )
    }

    /// Logs in at ProductBridge's own form.
    @discardableResult
    func logIn(_ email: String = "ada@example.com", password: String = TestPortal.password) async throws
        -> Answer
    {
        try await get("/login")
        return try await post("/login", ["email": email, "password": password, "returnTo": "/ideas/x"])
    }

    /// Whether the portal shows somebody as signed in.
    func isSignedIn() async throws -> Bool {
        try await get("/").text.contains("action=\"/signout\"")
    }
}
