// SPDX-License-Identifier: Apache-2.0

/// The redirect that sends a browser to the customer's login page.
struct LoginRedirect: Hashable, Sendable {
    /// What to send in the Location header: the login URL with its own query, followed by `redirect`,
    /// `organizationId` and `returnTo`, and by `test=true` for a test.
    ///
    /// Everything in the values except letters, digits and `-._~` is percent-encoded, so that form decoders
    /// and plain ones read the same.
    let url: String

    /// Makes a redirect.
    ///
    /// - Parameters:
    ///   - loginURL: The customer's login page.
    ///   - callback: Where it should send the browser back to.
    ///   - organization: The organization whose portal it is.
    ///   - returnTo: The page of the portal that the visitor wanted, with the attempt's number.
    ///   - isTest: Whether this is the settings' Test Redirect Flow.
    init(
        loginURL: LoginURL,
        callback: String,
        organization: OrganizationID,
        returnTo: String,
        isTest: Bool = false
    ) {
        var parameters = [
            (Self.redirect, callback),
            (Self.organizationID, organization.rawValue),
            (Self.returnTo, returnTo),
        ]
        if isTest { parameters.append((Self.test, "true")) }

        var url = loginURL.page + "?"
        if let query = loginURL.query, !query.isEmpty {
            url += query.utf8.last == UInt8(ascii: "&") ? query : query + "&"
        }
        self.url = url + parameters.map { $0 + "=" + PercentEncoding.encode($1) }.joined(separator: "&")
    }

    static let redirect = "redirect"
    static let organizationID = "organizationId"
    static let returnTo = "returnTo"
    static let test = "test"

    /// Parameters that a login URL's own query must not contain.
    static let parameterNames = [redirect, organizationID, returnTo, test]
}
