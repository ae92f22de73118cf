// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

@testable import ProductBridgeSSO

/// The portals of two organizations, as a server would have them.
struct Flow {
    let store: any PortalStore
    let masterKeys: MasterKeys
    let sso: SingleSignOn
    /// The secret of acme named `production`.
    let secret: String

    static let loginURL = "https://acme.example/login?app=1"
    static let administrator = "root@portal.example"

    /// With single sign-on enabled at both organizations unless `isEnabled` is false.
    init(
        store: any PortalStore = InMemoryPortalStore(),
        policy: SingleSignOn.Policy = .init(),
        isEnabled: Bool = true,
        echo: Bool? = nil,
        masterKey: String? = nil
    ) async throws {
        self.store = store
        masterKeys = try MasterKeys(current: masterKey ?? MasterKeys.generate())
        sso = try SingleSignOn(store: store, masterKeys: masterKeys, policy: policy)
        for (organization, hosts) in [
            (Fixture.acme, Fixture.acmeHosts), (Fixture.other, Fixture.otherHosts),
        ] {
            try await sso.createTenant(organization, hosts: hosts, by: Self.administrator, at: Fixture.now)
            try await sso.changeSettings(of: organization, by: Self.administrator, at: Fixture.now) {
                settings,
                _ in
                settings.setLoginURL(try LoginURL(Self.loginURL))
                guard isEnabled else { return }
                try settings.testPassed(revision: settings.revision, echoesReturnTo: echo)
                try settings.enable()
            }
        }
        secret = try await sso.generateKey(
            name: "production",
            of: Fixture.acme,
            by: Self.administrator,
            at: Fixture.now
        ).reveal()
    }

    /// The same portals, served by another process.
    func otherProcess() throws -> SingleSignOn {
        try SingleSignOn(store: store, masterKeys: masterKeys, policy: sso.policy)
    }

    /// All of acme's records of a kind.
    func records(_ kind: PortalRecord.Kind) async throws -> [PortalRecord] {
        let snapshot = try await store.read(.id(Fixture.acme), [.all(kind, after: "", limit: 10_000)])
        return (snapshot?.entries.values.map(\.record) ?? []).sorted { $0.name.id < $1.name.id }
    }

    /// Whether there is no trace of a person or a session.
    func isUntouched() async throws -> Bool {
        for kind in [PortalRecord.Kind.user, .session, .used] where try await !records(kind).isEmpty {
            return false
        }
        return true
    }
}

/// A browser at one host, with its cookies.
struct Browser {
    var sso: SingleSignOn
    var host = Fixture.acmeHosts[0]
    /// In the order in which they were set, as browsers send them.
    private(set) var cookies: [(name: String, value: String)] = []

    init(_ sso: SingleSignOn, host: PortalHost = Fixture.acmeHosts[0]) {
        self.sso = sso
        self.host = host
    }

    mutating func take(_ set: [SetCookie]) {
        for cookie in set {
            cookies.removeAll { $0.name == cookie.name }
            if cookie.maxAge != 0 { cookies.append((cookie.name, cookie.value)) }
        }
    }

    mutating func setCookie(_ name: String, _ value: String) {
        cookies.removeAll { $0.name == name }
        cookies.append((name, value))
    }

    func request(
        _ method: String = "GET",
        query: String = "",
        form: String = "",
        site: String? = "cross-site",
        origin: String? = nil
    ) -> PortalRequest {
        let header = cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        return PortalRequest(host: host, method: method, query: query, form: form) { name in
            switch name {
            case "cookie": header.isEmpty ? nil : header
            case "sec-fetch-site": site
            case "origin": origin
            default: nil
            }
        }
    }

    /// A click on Sign In: the answer, and the login page's `returnTo` with the number.
    mutating func clickSignIn(
        returnTo: String? = nil,
        at time: NumericDate = Fixture.now
    ) async throws -> (answer: PortalAnswer, returnTo: String) {
        let answer = try await sso.signIn(request(site: "same-origin"), returnTo: returnTo, at: time)
        take(answer.cookies)
        return (answer, Self.parameter("returnTo", of: answer.location ?? ""))
    }

    /// The login page sends the browser back.
    mutating func comeBack(
        token: String,
        returnTo: String?,
        organization: String = "acme",
        more: String = "",
        at time: NumericDate = Fixture.now
    ) async throws -> PortalAnswer {
        let page = returnTo.map { "&returnTo=" + PercentEncoding.encode($0) } ?? ""
        let query = "ssoToken=\(token)&organizationId=\(organization)\(page)\(more)"
        let answer = try await sso.callback(request(query: query), at: time)
        take(answer.cookies)
        return answer
    }

    /// A click on "Continue as …".
    mutating func confirm(
        _ form: [String: String],
        site: String? = "same-origin",
        at time: NumericDate = Fixture.now
    ) async throws -> PortalAnswer {
        let body = form.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        let answer = try await sso.callback(request("POST", form: body, site: site), at: time)
        take(answer.cookies)
        return answer
    }

    /// The person of the browser's session.
    func person(at time: NumericDate = Fixture.now) async throws -> String? {
        try await sso.session(request(site: "none"), at: time).user?.email
    }

    /// The value of a URL's query parameter, decoded once.
    static func parameter(_ name: String, of url: String) -> String {
        let query = url.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        return ((try? FormQuery(query).value(of: name)) ?? nil) ?? ""
    }
}

extension PortalAnswer {
    /// The person who is signed in, and the redirect.
    var signedIn: (person: Identified, location: String) {
        get throws {
            guard case .signedIn(let person, let location) = action else { throw NotExpected("\(action)") }
            return (person, location)
        }
    }

    /// The reason for a refusal; nil if it isn't one.
    var refusal: SSOError? {
        if case .refused(let error) = action { error } else { nil }
    }
}
