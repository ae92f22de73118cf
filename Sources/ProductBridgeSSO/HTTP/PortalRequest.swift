// SPDX-License-Identifier: Apache-2.0

/// What this module has to know about a browser's request to a portal.
///
/// ```swift
/// let request = PortalRequest(host: host, method: "GET", query: query) { name in headers[name] }
/// ```
public struct PortalRequest: Sendable {
    /// The portal's host, from the request.
    public var host: PortalHost
    /// The method, such as `GET`.
    public var method: String
    /// The query as received, undecoded; empty if there is none.
    @Redacted public var query: String
    /// The body of a form (`application/x-www-form-urlencoded`); empty if there is none.
    @Redacted public var form: String
    /// The `Sec-Fetch-Site` header, in which browsers say whose page made the request.
    public var secFetchSite: String?
    /// The `Origin` header.
    public var origin: String?

    private let cookies: CookieHeader

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - host: The portal's host, from the request.
    ///   - method: The method, such as `GET`.
    ///   - query: The query as received, undecoded.
    ///   - form: The body of a form.
    ///   - header: The value of a header by its name in lower case; nil if there is none. Called for `cookie`
    ///     (join several with `"; "`), `sec-fetch-site` and `origin`.
    public init(
        host: PortalHost,
        method: String = "GET",
        query: String = "",
        form: String = "",
        header: (_ name: String) -> String?
    ) {
        self.host = host
        self.method = method
        self.query = query
        self.form = form
        secFetchSite = header("sec-fetch-site")
        origin = header("origin")
        cookies = CookieHeader(header("cookie") ?? "")
    }

    /// Whether a page on this same host made the request, so that no other site can have made the browser
    /// send it: `Sec-Fetch-Site: same-origin` or, from browsers that don't send that, a POST whose `Origin`
    /// is the host's own.
    public var isSameOrigin: Bool {
        if let secFetchSite { return secFetchSite == "same-origin" }
        return method == "POST" && origin == host.origin
    }

    /// The value of the cookie of this name; nil if there is none.
    func cookie(_ name: String) throws(SSOError) -> String? {
        try cookies.value(of: name)
    }

    /// The names of the cookies, each once, in their order.
    var cookieNames: [String] { cookies.names }
}
