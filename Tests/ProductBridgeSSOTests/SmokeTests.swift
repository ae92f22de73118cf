// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Signing in by redirect")
struct SignInTests {
    @Test("A click, the login page, the callback: the person has a 30-day session and is at the page")
    func signIn() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let (answer, returnTo) = try await browser.clickSignIn(returnTo: "/b/ideas?x=1")
        #expect(answer.status == 303)
        let back = try await browser.comeBack(
            token: Fixture.token(secret: flow.secret), returnTo: returnTo)
        let (person, location) = try back.signedIn
        #expect(location == "/b/ideas?x=1")
        #expect(person.isNew)
        #expect(person.session.expiresAt == Fixture.time(30 * 86400))
        #expect(try await browser.person() == "ada@example.com")
        #expect(browser.cookies.map(\.name) == ["__Host-pb-session"])
    }
}
