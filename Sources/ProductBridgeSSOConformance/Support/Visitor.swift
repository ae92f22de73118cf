// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// A browser at a portal, which keeps cookies, and the customer's login page that it is led to.
struct Visitor: Sendable {
    private let organization: OrganizationID
    private let host: PortalHost
    private var cookies: [SetCookie] = []

    init(_ portal: Portal) {
        organization = portal.organization
        host = portal.host
    }

    mutating func take(_ set: [SetCookie]) {
        for cookie in set {
            cookies.removeAll { $0.name == cookie.name }
            if cookie.maxAge != 0 { cookies.append(cookie) }
        }
    }

    /// A request from the portal's own page, or the return from the login page.
    func request(query: String = "", isSameOrigin: Bool = true) -> PortalRequest {
        let header = cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        return PortalRequest(host: host, query: query) { name in
            switch name {
            case "cookie": header
            case "sec-fetch-site": isSameOrigin ? "same-origin" : "cross-site"
            default: nil
            }
        }
    }

    /// Clicks Sign In.
    ///
    /// - Returns: `returnTo` as the login page gets it, percent-encoded.
    mutating func clickSignIn(_ sso: SingleSignOn, at now: NumericDate = .start) async throws -> String {
        let answer = try await sso.signIn(request(), at: now)
        take(answer.cookies)
        return Self.returnTo(of: answer)
    }

    /// The login page sends the browser back.
    mutating func comeBack(
        to sso: SingleSignOn,
        token: String,
        returnTo: String,
        at now: NumericDate = .start
    ) async throws -> PortalAnswer {
        let query = "ssoToken=\(token)&organizationId=\(organization)&returnTo=\(returnTo)"
        let answer = try await sso.callback(request(query: query, isSameOrigin: false), at: now)
        take(answer.cookies)
        return answer
    }

    /// Clicks Sign In and comes back.
    mutating func signIn(
        _ sso: SingleSignOn,
        token: String,
        at now: NumericDate = .start
    ) async throws -> PortalAnswer {
        let returnTo = try await clickSignIn(sso, at: now)
        return try await comeBack(to: sso, token: token, returnTo: returnTo, at: now)
    }

    /// The e-mail address of the person whose session the browser has.
    func person(_ sso: SingleSignOn, at now: NumericDate = .start) async throws -> String? {
        try await sso.session(request(), at: now).user?.email
    }

    static func returnTo(of answer: PortalAnswer) -> String {
        let parameters = (answer.location ?? "").split(whereSeparator: { $0 == "?" || $0 == "&" })
        let name = "returnTo="
        return parameters.last { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) } ?? ""
    }
}

extension PortalAnswer {
    /// Why it refuses; nil if it doesn't.
    var refusal: SSOError.Code? {
        if case .refused(let error) = action { error.code } else { nil }
    }

    var signsIn: Bool {
        if case .signedIn = action { true } else { false }
    }
}
