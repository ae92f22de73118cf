// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The portal of one organization.
struct Portal {
    private let store: any PortalStore
    private let sso: SingleSignOn
    private let organization: OrganizationID
    private let host: PortalHost
    private let administrator = "root@portal.example"

    init(store: any PortalStore, masterKeys: MasterKeys) throws {
        guard let organization = OrganizationID(rawValue: "acme") else { throw SSOError(.invalidArgument) }
        self.store = store
        self.organization = organization
        host = try PortalHost("acme.portal.example")
        sso = try SingleSignOn(store: store, masterKeys: masterKeys)
    }

    /// Runs a command and returns its outcome.
    func run(_ command: String, _ argument: String) async throws -> String {
        switch command {
        case "setup": return try await setUp()
        case "generate":
            let key = try await sso.generateKey(name: argument, of: organization, by: administrator)
            return "shown \(key.reveal())"
        case "regenerate":
            let key = try await sso.regenerateKey(name: argument, of: organization, by: administrator)
            return "shown \(key.reveal())"
        case "revoke": try await sso.revokeKey(name: argument, of: organization, by: administrator)
        case "endall": try await sso.endSessions(of: organization, by: administrator)
        case "endkey": try await sso.endSessions(ofKey: argument, of: organization, by: administrator)
        case "signout":
            _ = try await sso.signOut(request(cookies: "\(SingleSignOn.sessionCookie)=\(argument)"))
        case "check":
            let found = try await sso.session(request(cookies: "\(SingleSignOn.sessionCookie)=\(argument)"))
            return found.session == nil ? "bad" : "good"
        case "signin": return try await signIn(argument)
        case "verify":
            _ = try await sso.identify(argument, of: organization)
            return "verified"
        case "audit": return try await audit()
        default: throw SSOError(.invalidArgument)
        }
        return "done"
    }

    private func request(query: String = "", cookies: String) -> PortalRequest {
        PortalRequest(host: host, query: query) { name in
            switch name {
            case "cookie": cookies
            case "sec-fetch-site": "same-origin"
            default: nil
            }
        }
    }

    /// Creates the organization, and enables single sign-on as its administrators do.
    private func setUp() async throws -> String {
        try await sso.createTenant(organization, hosts: [host], by: administrator)
        let url = try LoginURL("https://acme.example/login")
        try await sso.changeSettings(of: organization, by: administrator) { settings, _ in
            settings.setLoginURL(url)
        }
        let secret = try await sso.generateKey(name: "setup", of: organization, by: administrator).reveal()
        let token = try IdentityIssuer(secret: Secret(secret)).issue(
            IdentityClaims(email: "test@acme.example")
        )
        let started = try await sso.startTest(request(cookies: ""))
        _ = try await comeBack(started.answer, token: token)
        try await sso.changeSettings(of: organization, by: administrator) { settings, _ in
            try settings.enable()
        }
        return "done"
    }

    /// A click on Sign In, and the way back from the login page.
    private func signIn(_ token: String) async throws -> String {
        let answer = try await comeBack(try await sso.signIn(request(cookies: "")), token: token)
        switch answer.action {
        case .signedIn(let person, _): return "session \(person.credential)"
        case .refused(let error): return "refused \(error.code.rawValue)"
        default: return "failed"
        }
    }

    private func comeBack(_ begun: PortalAnswer, token: String) async throws -> PortalAnswer {
        let page = URLComponents(string: begun.location ?? "")?.queryItems?
            .first { $0.name == "returnTo" }?.value
        let encoded = page?.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let query = "ssoToken=\(token)&organizationId=\(organization)&returnTo=\(encoded)"
        let cookies = begun.cookies.filter { $0.maxAge != 0 }.map { "\($0.name)=\($0.value)" }
        return try await sso.callback(request(query: query, cookies: cookies.joined(separator: "; ")))
    }

    /// The number of sessions from sign-ins, and how many of them share a token with another one. Includes sessions that
    /// were never reported.
    private func audit() async throws -> String {
        struct Stored: Decodable {
            let origin: PortalSession.Origin
            let token: String?
        }
        var tokens: [String: Int] = [:]
        var last = ""
        while true {
            let page = try await store.read(.id(organization), [.all(.session, after: last, limit: 500)])
            guard let entries = page?.entries, !entries.isEmpty else { break }
            for case .session(let session) in entries.values.map(\.record) where session.origin == .redirect {
                let stored = try JSONDecoder().decode(Stored.self, from: try JSONEncoder().encode(session))
                tokens[stored.token ?? "", default: 0] += 1
            }
            last = entries.keys.map(\.id).max() ?? ""
        }
        return "sessions \(tokens.values.reduce(0, +)) \(tokens.values.reduce(0) { $0 + $1 - 1 })"
    }
}
