// SPDX-License-Identifier: Apache-2.0

/// What a login page sent back: a token that nobody has verified yet, and what it says of the page.
struct CallbackQuery {
    @Redacted var token: String
    /// `returnTo`, decoded once; nil where none came, or one that can't be decoded.
    @Redacted var returnTo: String?
    /// The number of an attempt; see ``AttemptState``.
    let state: String?

    /// Reads a callback's query. Other parameters are ignored, `test` among them: what is a test, the
    /// portal knows itself. Without an `organization` that of the query doesn't matter.
    init(_ query: String, organization: OrganizationID?) throws(SSOError) {
        let bytes = query.utf8
        guard bytes.count <= Self.maximumCount else { throw SSOError(.malformedCallback) }
        let form = FormQuery(bytes.first == UInt8(ascii: "?") ? bytes.dropFirst() : bytes[...])
        guard let token = try form.value(of: Self.ssoToken) else {
            throw SSOError(.missingParameter, parameter: Self.ssoToken)
        }
        if let organization {
            guard let id = try form.value(of: LoginRedirect.organizationID) else {
                throw SSOError(.missingParameter, parameter: LoginRedirect.organizationID)
            }
            guard OrganizationID(rawValue: id) == organization else {
                throw SSOError(.wrongOrganization, parameter: LoginRedirect.organizationID)
            }
        }
        self.token = token
        // The attempt's own page counts, so what came back of it needs no form.
        let returnTo = (try? form.value(of: LoginRedirect.returnTo)) ?? nil
        self.returnTo = returnTo
        // A login page that doesn't encode the page makes the number a parameter of its own, and what is left of
        // the page may have been about a number, too.
        let own = ((try? form.value(of: AttemptState.parameter)) ?? nil).flatMap {
            AttemptState.isID($0.utf8) ? $0 : nil
        }
        state = own ?? returnTo.flatMap(AttemptState.find)
    }

    static let ssoToken = "ssoToken"

    private static let maximumCount = 16 * 1024
}
