// SPDX-License-Identifier: Apache-2.0

/// What a login page sent back to `/api/redirects/sso`: a token that nobody has verified yet, and the
/// page to go to.
///
/// Its ``description`` and its mirror don't show the token.
public struct SSOCallback: Hashable, Sendable {
    /// The token, as it came.
    public let token: String

    /// The page of the portal to go to; nil where none came.
    public let returnTo: ReturnTo?

    /// Reads a callback's query.
    ///
    /// Parameters other than `ssoToken`, `organizationId` and `returnTo` are ignored, `test` among
    /// them: what is a test, the portal knows itself.
    ///
    /// - Parameters:
    ///   - query: The request's raw query, with or without `?`, of at most 16 KiB.
    ///   - host: The portal host that it came to, one of the organization's.
    ///   - organization: The organization whose portal it is.
    /// - Throws: ``SSOError/Code/malformedCallback`` for a query that doesn't decode strictly;
    ///   ``SSOError/Code/repeatedParameter``; ``SSOError/Code/missingParameter`` for `ssoToken` and
    ///   `organizationId`, where empty is missing; ``SSOError/Code/wrongOrganization``;
    ///   ``SSOError/Code/unsafeReturnTo``; ``SSOError/Code/invalidArgument`` for a host that is not the
    ///   organization's.
    public init(query: String, host: PortalHost, organization: Organization) throws(SSOError) {
        guard organization.hosts.contains(host) else { throw SSOError(.invalidArgument) }
        let bytes = query.utf8
        guard bytes.count <= Self.maximumCount,
            let form = FormQuery(bytes.first == UInt8(ascii: "?") ? bytes.dropFirst() : bytes[...])
        else { throw SSOError(.malformedCallback) }

        let token = try form.value(of: Self.ssoToken)
        let id = try form.value(of: LoginRedirect.organizationID)
        let page = try form.value(of: LoginRedirect.returnTo)
        guard let token else { throw SSOError(.missingParameter, parameter: Self.ssoToken) }
        guard let id else {
            throw SSOError(.missingParameter, parameter: LoginRedirect.organizationID)
        }
        guard OrganizationID(rawValue: id) == organization.id else {
            throw SSOError(.wrongOrganization, parameter: LoginRedirect.organizationID)
        }
        self.token = token
        if let page {
            returnTo = try ReturnTo(page, on: host, of: organization)
        } else {
            returnTo = nil
        }
    }

    static let ssoToken = "ssoToken"

    private static let maximumCount = 16 * 1024
}

extension SSOCallback: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Whether there is a page to go to; nothing of the token.
    public var description: String {
        returnTo == nil ? "SSOCallback" : "SSOCallback(returnTo)"
    }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror with the page alone.
    public var customMirror: Mirror {
        Mirror(self, children: ["returnTo": returnTo as Any])
    }
}
