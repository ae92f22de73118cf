// SPDX-License-Identifier: Apache-2.0

import ProductBridgeSSO

/// The portal of one organization, using the public API, and its browser.
struct Portal {
    private let sso: SingleSignOn
    private let organization: OrganizationID
    private let host: PortalHost
    private let secret: String
    private var browser = Browser()
    private var testID = ""

    init() async throws {
        sso = try SingleSignOn(
            store: InMemoryPortalStore(),
            masterKeys: MasterKeys(current: MasterKeys.generate())
        )
        guard let organization = OrganizationID(rawValue: "org_1") else { fatalError("it is an id") }
        self.organization = organization
        host = try PortalHost("acme.productbridge.io")
        try await sso.createTenant(organization, hosts: [host], by: "driver")
        secret = try await sso.generateKey(name: "production", of: organization, by: "driver").reveal()
    }

    mutating func answer(to fields: [String]) async throws -> String {
        do {
            return PortalURLs.ok(try await parts(fields))
        } catch let error as SSOError {
            return "refused\t\(error.code.rawValue)"
        }
    }

    private mutating func parts(_ fields: [String]) async throws -> [String] {
        switch fields[0] {
        case "secret": return [secret]
        case "browser":
            browser = Browser()
            return []
        case "login":
            try await sso.changeSettings(of: organization, by: "driver") { settings, _ in
                settings.setLoginURL(try LoginURL(fields[1]))
            }
            return []
        case "enable":
            try await sso.changeSettings(of: organization, by: "driver") { settings, _ in
                try settings.enable()
            }
            return []
        case "settings":
            let settings = try await sso.tenant(organization).settings
            return [
                settings.test.rawValue,
                settings.echoesReturnTo.map { $0 ? "echoes" : "doesNotEcho" } ?? "unknown",
            ]
        case "signin":
            return described(try await sso.signIn(request(site: "same-origin"), returnTo: fields[1]))
        case "callback":
            return described(try await sso.callback(request(query: fields[1])))
        case "comparison":
            return described(try await sso.comparisonCallback(request(query: fields[1])))
        case "test":
            let (test, answer) = try await sso.startTest(
                request(site: "same-origin"),
                comparesRedirect: fields[1] == "redirectComparison"
            )
            testID = test?.id ?? ""
            return described(answer)
        case "result":
            let test = try await sso.test(testID, of: organization)
            return described(test.result()) + [test.report()]
        case "person":
            return [try await sso.session(request(site: "none")).user?.email ?? ""]
        default:
            fatalError("there is no \(fields[0])")
        }
    }

    private func request(query: String = "", site: String = "cross-site") -> PortalRequest {
        PortalRequest(host: host, query: query) { name in
            switch name {
            case "cookie": browser.header
            case "sec-fetch-site": site
            default: nil
            }
        }
    }

    /// The kind of answer, its target, and other data.
    private mutating func described(_ answer: PortalAnswer) -> [String] {
        browser.take(answer.cookies)
        let (name, detail) =
            switch answer.action {
            case .redirect: ("redirect", "")
            case .nativeForm: ("nativeForm", "")
            case .signInButton: ("signInButton", "")
            case .signedIn(let person, _): ("signedIn", person.user.email)
            case .alreadySignedIn: ("alreadySignedIn", "")
            case .confirm: ("confirm", "")
            case .tested: ("tested", "")
            case .signedOut: ("signedOut", "")
            case .refused(let error): ("refused", error.description)
            }
        return [name, answer.location ?? "", detail]
    }

    private func described(_ result: RedirectTest.Result) -> [String] {
        switch result {
        case .waiting: ["waiting", ""]
        case .noCallback: ["noCallback", ""]
        case .passed(_, let warning): ["passed", warning?.rawValue ?? ""]
        case .failed(let error): ["failed", error.description]
        case .loginPageDoesNotCompareRedirect: ["loginPageDoesNotCompareRedirect", ""]
        }
    }
}

/// A browser's data for a host: its cookies, in the order in which they were set.
struct Browser {
    private var cookies: [(name: String, value: String)] = []

    var header: String? {
        cookies.isEmpty ? nil : cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    mutating func take(_ set: [SetCookie]) {
        for cookie in set {
            cookies.removeAll { $0.name == cookie.name }
            if cookie.maxAge != 0 { cookies.append((cookie.name, cookie.value)) }
        }
    }
}
