// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

extension SingleSignOn {
    /// A visitor wants to sign in: leads to the customer's login page, if the organization has enabled that.
    ///
    /// Only a request from the portal's own page begins a sign-in (``PortalRequest/isSameOrigin``). Any other
    /// gets a page with a button, and no cookie, so that no other site can begin one in a visitor's browser.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - returnTo: The page that the visitor was trying to reach; unless it is certain to be on the portal,
    ///     the first page is used.
    ///   - now: The time.
    public func signIn(
        _ request: PortalRequest,
        returnTo: String? = nil,
        at now: NumericDate = .now
    ) async throws -> PortalAnswer {
        try await answering {
            let tenant = try await work(.host(request.host)).tenant
            let page = ReturnTo.page(returnTo, on: request.host, of: tenant)
            guard tenant.settings.isEnabled, let loginURL = tenant.settings.loginURL else {
                return PortalAnswer(.nativeForm)
            }
            guard request.isSameOrigin else { return PortalAnswer(.signInButton(returnTo: page.location)) }
            let cookies = try AttemptCookies(request, tenant: tenant, keys: masterKeys, at: now)
            let begun = try begin(.signIn, id: try Attempt.newID(), page: page, cookies, at: now)
            let redirect = LoginRedirect(
                loginURL: loginURL,
                callback: request.host.callbackURL,
                organization: tenant.organization,
                returnTo: AttemptState.adding(begun.attempt.id, to: begun.attempt.page)
            )
            return PortalAnswer(.redirect(to: redirect.url), cookies: begun.cookies)
        }
    }

    func begin(
        _ purpose: Attempt.Purpose,
        id: String,
        page: ReturnTo,
        _ cookies: AttemptCookies,
        at now: NumericDate
    ) throws -> (attempt: Attempt, cookies: [SetCookie]) {
        let expiresAt = try WholeSeconds.of(now) + attemptSeconds
        guard expiresAt <= WholeSeconds.latest else { throw SSOError(.invalidArgument) }
        // The cookie outlives the attempt, so that a late callback is told that it is late.
        return try cookies.begin(
            purpose,
            id: id,
            page: page,
            expiresAt: expiresAt,
            lifetime: attemptSeconds + 3600
        )
    }

    /// Makes an answer from a refusal.
    func answering(_ step: () async throws -> PortalAnswer) async throws -> PortalAnswer {
        do {
            return try await step()
        } catch let refusal as SSOError where refusal.isRefusal {
            return PortalAnswer(.refused(refusal))
        }
    }
}

/// The result of a step; nil if it refuses. Errors that aren't the visitor's fault are thrown.
func unlessRefused<Result>(_ step: () throws -> Result) throws -> Result? {
    do {
        return try step()
    } catch let refusal as SSOError where refusal.isRefusal {
        return nil
    }
}
