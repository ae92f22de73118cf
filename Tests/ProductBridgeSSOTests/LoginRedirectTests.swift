// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ProductBridgeSSO

@Suite("Login redirects")
struct LoginRedirectTests {
    private static let parameters =
        "redirect=https%3A%2F%2Ffeedback.example.com%2Fapi%2Fredirects%2Fsso&organizationId=org_1"
        + "&returnTo=%2Fposts%2F1%3Fa%3Db%2Bc%26d%23e"

    private static func redirect(to url: String, isTest: Bool = false) throws -> String {
        let tenant = try Portal.tenant()
        return LoginRedirect(
            loginURL: try LoginURL(url),
            callback: tenant.hosts[1].callbackURL,
            organization: tenant.organization,
            returnTo: "/posts/1?a=b+c&d#e",
            isTest: isTest
        ).url
    }

    @Test(
        "The parameters follow the login URL's own query",
        arguments: [
            ("https://yourapp.com", "https://yourapp.com/?"),
            ("https://yourapp.com/login", "https://yourapp.com/login?"),
            ("https://yourapp.com/login?", "https://yourapp.com/login?"),
            ("https://yourapp.com/login?a", "https://yourapp.com/login?a&"),
            ("https://yourapp.com/login?a=b&", "https://yourapp.com/login?a=b&"),
            ("https://yourapp.com/login?&", "https://yourapp.com/login?&"),
            ("https://yourapp.com/login?a=b;", "https://yourapp.com/login?a=b;&"),
            ("https://yourapp.com/login?a=?", "https://yourapp.com/login?a=?&"),
            ("http://localhost:3000/login", "http://localhost:3000/login?"),
        ]
    )
    func url(_ login: String, _ beginning: String) throws {
        #expect(try Self.redirect(to: login) == beginning + Self.parameters)
        #expect(try Self.redirect(to: login, isTest: true) == beginning + Self.parameters + "&test=true")
    }

    @Test("All but unreserved characters are percent-encoded")
    func encoding() throws {
        let host = try PortalHost("localhost:3000", insecureLoopback: true)
        let redirect = LoginRedirect(
            loginURL: try LoginURL("https://yourapp.com/"),
            callback: host.callbackURL,
            organization: Fixture.organization("a-Z_0.9"),
            returnTo: "https://b.example/-._~!$&'()*,;=%C3%A9%20"
        )
        #expect(
            redirect.url
                == "https://yourapp.com/?redirect=http%3A%2F%2Flocalhost%3A3000%2Fapi%2Fredirects%2Fsso"
                + "&organizationId=a-Z_0.9"
                + "&returnTo=https%3A%2F%2Fb.example%2F-._~%21%24%26%27%28%29%2A%2C%3B%3D%25C3%25A9%2520"
        )
    }
}
