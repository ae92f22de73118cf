// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

extension SingleSignOn {
    /// The path on each portal host to which a test of ``RedirectTest/comparesRedirect`` asks the login page
    /// to send its token: answer requests to it with ``comparisonCallback(_:at:)``.
    public static let comparisonPath = "/api/redirects/sso-comparison"

    /// The page for a test: it includes everything that login pages are known to lose.
    private static let testPage = "/sso-test/\u{e9}?q=a+b%2Bc&n=1#part"

    /// An administrator tests the login page, whether or not single sign-on is enabled. The caller has to
    /// make sure that the visitor is an administrator.
    ///
    /// - Parameters:
    ///   - request: The popup's request, at the host whose callback to test; only from the portal's own page
    ///     (``PortalRequest/isSameOrigin``).
    ///   - comparesRedirect: What to test; see ``RedirectTest/comparesRedirect``.
    ///   - now: The time.
    /// - Returns: The test, whose result ``test(_:of:)`` returns, or nil if the answer is a refusal; and
    ///   where to lead the popup.
    public func startTest(
        _ request: PortalRequest,
        comparesRedirect: Bool = false,
        at now: NumericDate = .now
    ) async throws -> (test: RedirectTest?, answer: PortalAnswer) {
        var started: RedirectTest?
        let answer = try await answering {
            try await retrying {
                var work = try await work(.host(request.host))
                let tenant = work.tenant
                guard request.isSameOrigin else { throw SSOError(.notSameOrigin) }
                guard let loginURL = tenant.settings.loginURL else { throw SSOError(.loginURLNotSet) }
                guard !tenant.liveKeys(at: now).isEmpty else { throw SSOError(.noSecret) }
                let cookies = try AttemptCookies(request, tenant: tenant, keys: masterKeys, at: now)
                let begun = try begin(
                    comparesRedirect ? .comparison : .test,
                    id: try Attempt.newID(),
                    page: ReturnTo.page(Self.testPage, on: request.host, of: tenant),
                    cookies,
                    at: now
                )
                let test = RedirectTest(
                    id: begun.attempt.id,
                    comparesRedirect: comparesRedirect,
                    revision: tenant.settings.revision,
                    startedAt: now,
                    expiresAt: NumericDate(begun.attempt.expiresAt)
                )
                work.insert(.test(test))
                guard try await work.made() else { return nil }
                started = test
                let redirect = LoginRedirect(
                    loginURL: loginURL,
                    callback: comparesRedirect
                        ? request.host.origin + Self.comparisonPath : request.host.callbackURL,
                    organization: tenant.organization,
                    returnTo: AttemptState.adding(begun.attempt.id, to: begun.attempt.page),
                    isTest: true
                )
                return PortalAnswer(.redirect(to: redirect.url), cookies: begun.cookies)
            }
        }
        return (started, answer)
    }

    /// A test, for the settings page that waits for its result.
    ///
    /// - Throws: ``SSOError/Code/unknownOrganization``; ``SSOError/Code/unknownTest`` if the organization has
    ///   no such test.
    public func test(_ id: String, of organization: OrganizationID) async throws -> RedirectTest {
        guard AttemptState.isID(id.utf8) else { throw SSOError(.unknownTest) }
        var work = try await work(.id(organization))
        return try await work.loadTest(id)
    }

    /// A browser came to ``comparisonPath``. If it brings a token, the login page sends tokens anywhere.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - now: The time.
    public func comparisonCallback(
        _ request: PortalRequest,
        at now: NumericDate = .now
    ) async throws -> PortalAnswer {
        try await answering {
            try await retrying {
                var work = try await work(.host(request.host))
                // A token is the result, whatever else came with it.
                let query = try CallbackQuery(request.query, organization: nil)
                let cookies = try AttemptCookies(
                    request,
                    tenant: work.tenant,
                    keys: masterKeys,
                    wanted: query.state,
                    at: now
                )
                let attempt =
                    if let state = query.state { cookies.attempt(state) } else {
                        cookies.open.first { $0.purpose == .comparison }
                    }
                guard let attempt, attempt.purpose == .comparison else { throw SSOError(.unsolicited) }
                try await work.load(RecordName(.used, attempt.digest))
                // The token travelled in a URL, and must not sign anyone in afterwards.
                let verified = try unlessRefused {
                    try verify(query.token, of: work.tenant, by: policy.sso, reporting: nil, at: now)
                }
                if let verified {
                    try await work.load(RecordName(.used, verified.digest))
                    if work.record(RecordName(.used, verified.digest)) == nil {
                        try work.insertUsed(verified, by: policy.sso)
                    }
                }
                return try await finishTest(
                    attempt,
                    with: .loginPageDoesNotCompareRedirect,
                    deleting: cookies,
                    work,
                    at: now
                )
            }
        }
    }
}
