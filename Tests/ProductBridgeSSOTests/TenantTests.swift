// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Organizations are kept apart")
struct TenantTests {
    private let otherHost = Fixture.otherHosts[0]

    private func create(_ id: String, _ hosts: [PortalHost], _ flow: Flow) async throws {
        try await flow.sso.createTenant(
            Fixture.organization(id),
            hosts: hosts,
            by: "root",
            at: Fixture.time(3)
        )
    }

    private func setHosts(_ hosts: [PortalHost], _ flow: Flow) async throws {
        try await flow.sso.setHosts(hosts, of: Fixture.acme, by: "root", at: Fixture.time(4))
    }

    @Test("An organization is created with its hosts, and found by its id and by each of them")
    func created() async throws {
        let flow = try await Flow()
        let hosts = [Fixture.host("new.portal.example"), Fixture.host("ideas.new.example")]
        try await create("new", hosts, flow)
        let tenant = try await flow.sso.tenant(Fixture.organization("new"))
        #expect(tenant.hosts == hosts)
        #expect(tenant.settings == SSOSettings())
        #expect(tenant.widget == WidgetSettings())
        #expect(tenant.keys == [])
        for host in hosts { #expect(try await flow.sso.tenant(host: host) == tenant) }
        let changes = try await flow.sso.changes(of: Fixture.organization("new"))
        #expect(changes.map(\.administrator) == ["root"])
        #expect(
            changes[0].changes == [#"created: ["https://new.portal.example", "https://ideas.new.example"]"#]
        )
    }

    @Test("An id and a host belong to one organization only, and nothing is created if one is taken")
    func taken() async throws {
        let flow = try await Flow()
        let free = Fixture.host("free.example")
        await #expect(throws: SSOError(.organizationExists)) { try await create("acme", [free], flow) }
        for host in Fixture.acmeHosts {
            await #expect(throws: SSOError(.hostTaken)) { try await create("thief", [free, host], flow) }
        }
        await #expect(throws: SSOError(.hostTaken)) { try await setHosts([free, otherHost], flow) }
        for hosts in [[], [free, free]] {
            await #expect(throws: SSOError(.invalidArgument)) { try await create("thief", hosts, flow) }
            await #expect(throws: SSOError(.invalidArgument)) { try await setHosts(hosts, flow) }
        }
        await #expect(throws: SSOError(.unknownOrganization)) { try await flow.sso.tenant(host: free) }
        await #expect(throws: SSOError(.unknownOrganization)) {
            try await flow.sso.tenant(Fixture.organization("thief"))
        }
        await #expect(throws: SSOError(.unknownOrganization)) {
            try await flow.sso.setHosts([free], of: Fixture.organization("thief"), by: "x", at: Fixture.now)
        }
        #expect(try await flow.sso.tenant(Fixture.acme).hosts == Fixture.acmeHosts)
    }

    @Test("A host is free again when its organization releases it")
    func hosts() async throws {
        let flow = try await Flow()
        let (first, second) = (Fixture.acmeHosts[0], Fixture.acmeHosts[1])
        let (_, browser) = try await flow.signIn()
        try await setHosts([second, Fixture.host("third.example")], flow)
        await #expect(throws: SSOError(.unknownOrganization)) { try await flow.sso.tenant(host: first) }
        try await create("next", [first], flow)
        #expect(try await flow.sso.tenant(host: first).organization.rawValue == "next")
        #expect(try await flow.sso.tenant(host: second).organization == Fixture.acme)
        // The organization decides the order, and the same hosts are not a change.
        try await setHosts([Fixture.host("third.example"), second], flow)
        #expect(
            try await flow.sso.tenant(Fixture.acme).hosts.map(\.description) == [
                "third.example", second.description,
            ]
        )
        let count = try await flow.sso.changes(of: Fixture.acme).count
        try await setHosts([Fixture.host("third.example"), second], flow)
        #expect(try await flow.sso.changes(of: Fixture.acme).count == count)
        // A cookie of the host's former organization is invalid there.
        #expect(try await browser.person() == nil)
    }

    @Test("If two organizations take a host at once, one gets it")
    func race() async throws {
        let flow = try await Flow()
        let host = Fixture.host("wanted.example")
        let made = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let own = Fixture.host("own\(number).example")
                    return (try? await create("org\(number)", [own, host], flow)) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
        let owner = try await flow.sso.tenant(host: host)
        #expect(owner.hosts[1] == host)
        #expect(try await flow.store.organizations(after: nil, limit: 100).count == 3)
    }

    @Test("A host that another organization takes between check and commit is reported as taken, at once")
    func takenMeanwhile() async throws {
        let meddler = Meddler(InMemoryPortalStore())
        let flow = try await Flow(store: meddler)
        let host = Fixture.host("wanted.example")
        for isNew in [true, false] {
            let next = isNew ? host : Fixture.host("wanted2.example")
            meddler.beforeNextCommit { try await create("thief\(isNew)", [next], flow) }
            let clock = ContinuousClock()
            let time = await clock.measure {
                await #expect(throws: SSOError(.hostTaken)) {
                    if isNew {
                        try await create("late", [next], flow)
                    } else {
                        try await setHosts([next], flow)
                    }
                }
            }
            #expect(time < .seconds(1))
        }
        #expect(try await flow.sso.tenant(Fixture.acme).hosts == Fixture.acmeHosts)
    }

    @Test("An unknown host has no portal")
    func unknownHost() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso, host: try PortalHost("nobody.portal.example"))
        let error = SSOError(.unknownOrganization)
        #expect(try await browser.clickSignIn().answer.refusal == error)
        let token = try Fixture.token(secret: flow.secret)
        #expect(try await browser.comeBack(token: token, returnTo: nil).refusal == error)
        let test = try await flow.sso.startTest(browser.request(site: "same-origin"), at: Fixture.now)
        #expect(test.answer.refusal == error)
        #expect(test.test == nil)
        browser.setCookie(SingleSignOn.sessionCookie, try Secret.generate())
        await #expect(throws: error) { try await browser.person() }
        #expect(
            try await flow.sso.signOut(browser.request(site: "same-origin"), at: Fixture.now).refusal == error
        )
    }

    @Test("A custom domain belongs to the organization like its subdomain")
    func customDomain() async throws {
        let flow = try await Flow()
        for host in Fixture.acmeHosts {
            var browser = Browser(flow.sso, host: host)
            let (answer, returnTo) = try await browser.clickSignIn()
            let redirect = Browser.parameter("redirect", of: answer.location ?? "")
            #expect(redirect == "https://\(host)/api/redirects/sso")
            let token = try Fixture.token(
                Flow.claims { $0.tokenID = host.description },
                secret: flow.secret
            )
            let person = try await browser.comeBack(token: token, returnTo: returnTo).signedIn.person
            #expect(person.isNew == (host == Fixture.acmeHosts[0]))
            #expect(try await browser.person() == "ada@example.com")
        }
    }

    @Test("Another organization's id in the callback is refused")
    func wrongID() async throws {
        let flow = try await Flow()
        var browser = Browser(flow.sso)
        let (_, returnTo) = try await browser.clickSignIn()
        let back = try await browser.comeBack(
            token: Fixture.token(secret: flow.secret),
            returnTo: returnTo,
            organization: "other"
        )
        #expect(back.refusal == SSOError(.wrongOrganization, parameter: "organizationId"))
        #expect(try await flow.isUntouched())
    }

    @Test("Another organization's attempt, token, session and test are invalid")
    func others() async throws {
        let flow = try await Flow()
        let secret = try await flow.generate("production", of: Fixture.other)
        var theirs = Browser(flow.sso, host: otherHost)
        let (_, theirPage) = try await theirs.clickSignIn()

        // Their attempt's cookie, at our host.
        var browser = Browser(flow.sso)
        for cookie in theirs.cookies { browser.setCookie(cookie.name, cookie.value) }
        let token = try Fixture.token(secret: flow.secret)
        #expect(
            try await browser.comeBack(token: token, returnTo: theirPage).refusal == SSOError(.unsolicited)
        )

        // Their token, with our attempt.
        let (_, page) = try await browser.clickSignIn()
        let foreign = try Fixture.token(secret: secret)
        #expect(
            try await browser.comeBack(token: foreign, returnTo: page).refusal == refusal(.signatureMismatch)
        )
        #expect(try await flow.isUntouched())

        // Their session, at our host.
        let back = try await theirs.comeBack(token: foreign, returnTo: theirPage, organization: "other")
        _ = try back.signedIn
        #expect(try await theirs.person() == "ada@example.com")
        var thief = Browser(flow.sso)
        for cookie in theirs.cookies { thief.setCookie(cookie.name, cookie.value) }
        #expect(try await thief.person() == nil)

        let (test, _) = try await flow.sso.startTest(
            browser.request(site: "same-origin"),
            at: Fixture.now
        )
        let id = try #require(test?.id)
        #expect(try await flow.sso.test(id, of: Fixture.acme) == test)
        await #expect(throws: SSOError(.unknownTest)) { try await flow.sso.test(id, of: Fixture.other) }
    }

    @Test("One organization's used tokens are not another's")
    func replay() async throws {
        let flow = try await Flow()
        let secret = try await flow.generate("production", of: Fixture.other)
        var commit = PortalCommit(organization: Fixture.acme)
        let token = try Fixture.token(secret: secret)
        commit.puts = [.used(digest: try Digest.token.of(token), until: Fixture.time(3630))]
        #expect(try await flow.store.commit(commit))
        var browser = Browser(flow.sso, host: otherHost)
        let (_, page) = try await browser.clickSignIn()
        let back = try await browser.comeBack(token: token, returnTo: page, organization: "other")
        #expect(try back.signedIn.person.isNew)
    }
}
