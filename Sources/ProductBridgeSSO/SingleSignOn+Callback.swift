// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// What a request to `/api/redirects/sso` brought.
public struct CallbackRequest: Sendable {
    /// The portal's host, of the request.
    public var host: PortalHost
    /// The request's query as it came, undecoded.
    public var query: String
    /// The request's `Cookie` header; nil where it has none.
    public var cookies: String?

    /// Makes a request.
    public init(host: PortalHost, query: String, cookies: String?) {
        self.host = host
        self.query = query
        self.cookies = cookies
    }

    /// The value of the cookie of this name; nil where there is none.
    func cookie(_ name: String) throws(SSOError) -> String? {
        guard let cookies else { return nil }
        return try CookieHeader(cookies).value(of: name)
    }
}

extension CallbackRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The host; neither token nor cookies.
    public var description: String { "CallbackRequest(\(host))" }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror with the host alone.
    public var customMirror: Mirror { Mirror(self, children: ["host": host]) }
}

/// What to answer to a callback.
public enum CallbackOutcome: Sendable {
    /// The visitor is signed in: send the session's cookie and lead on.
    case signedIn(SignIn)
    /// The callback was a test's: say what came of it, and close the popup.
    case tested(RedirectTest)
}

/// A visitor who has signed in.
public struct SignIn: Sendable {
    /// The visitor's record.
    public let user: IdentifiedUser
    /// The session, which is new.
    public let session: Session
    /// The values of two `Set-Cookie` headers: the session's, and the one that removes the attempt's.
    public let cookies: [SetCookie]
    /// The value of the `Location` header, with status 303: the page that the visitor was trying to reach.
    public let location: String
}

extension SingleSignOn {
    /// The customer's login page sends the browser back.
    ///
    /// The cookie's attempt is taken first, whatever becomes of the callback, so that each counts once.
    /// A test records what came of it, and makes neither a person nor a session, whether or not the
    /// customer's page echoes `test`.
    ///
    /// Whatever comes of it, the attempt is over. So that its cookie doesn't stand in the way of a
    /// callback that nobody began, send `SetCookie.deleting(LoginAttempt.cookieName)` with the answer to
    /// a test and to an ``SSOError`` too, unless it is ``SSOError/Code/unsolicited``.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - now: The time to judge by.
    /// - Throws: The first check that failed: ``SSOError/Code/unknownOrganization``,
    ///   ``SSOError/Code/repeatedParameter`` for a cookie that came twice,
    ///   ``SSOError/Code/unsolicited``, ``SSOError/Code/attemptExpired``,
    ///   ``SSOError/Code/wrongOrganization`` for what a store gave of another organization; of a test
    ///   ``SSOError/Code/unknownTest``; of a sign-in ``SSOError/Code/ssoNotEnabled``, what ``SSOCallback``
    ///   refuses, ``SSOError/Code/attemptMismatch``, ``SSOError/Code/noSecret``,
    ///   ``SSOError/Code/secretsNotRead``, ``SSOError/Code/tokenRefused``, what ``ReplayGuard`` refuses,
    ///   and what the ``SessionManager`` does. `VerificationError` when memory, the random generator or
    ///   the crypto library fails; what the stores throw.
    public func callback(_ request: CallbackRequest, at now: NumericDate = .now) async throws
        -> CallbackOutcome
    {
        let organization = try await organization(request.host)
        let attempt = try await takeAttempt(request, organization, now)
        switch attempt?.purpose {
        case .test(let id):
            return .tested(try await finishTest(id, request, organization, attempt, now))
        case .signIn, nil:
            return .signedIn(try await signIn(request, organization, attempt, now))
        }
    }

    /// Nil where none was begun and none is needed.
    private func takeAttempt(
        _ request: CallbackRequest,
        _ organization: Organization,
        _ now: NumericDate
    ) async throws -> LoginAttempt? {
        guard let number = try request.cookie(LoginAttempt.cookieName) else {
            guard policy.allowUnsolicited else { throw SSOError(.unsolicited) }
            return nil
        }
        let digest = try Digest.of(number)
        guard let attempt = try await stores.attempts.take(digest: digest, organization: organization.id),
            !now.isAfter(lastSecond: attempt.expiresAt)
        else { throw SSOError(.attemptExpired) }
        // A store that mixes up organizations must not mix up persons.
        guard attempt.organization == organization.id else { throw SSOError(.wrongOrganization) }
        return attempt
    }

    private func signIn(
        _ request: CallbackRequest,
        _ organization: Organization,
        _ attempt: LoginAttempt?,
        _ now: NumericDate
    ) async throws -> SignIn {
        guard try await stores.settings.settings(of: organization.id).isEnabled else {
            throw SSOError(.ssoNotEnabled)
        }
        let previousSession = try request.cookie(stores.sessions.policy.cookieName)
        let (verified, returnTo) = try await verify(request, organization, attempt, now)
        let user = try await stores.directory.identify(verified, mode: .upsert, at: now)
        let started = try await stores.sessions.start(
            for: verified,
            organization: organization.id,
            replacing: previousSession,
            at: now
        )
        return SignIn(
            user: user,
            session: started.session,
            cookies: [started.cookie, try .deleting(LoginAttempt.cookieName)],
            location: returnTo.location
        )
    }

    private func finishTest(
        _ id: RedirectTest.ID,
        _ request: CallbackRequest,
        _ organization: Organization,
        _ attempt: LoginAttempt?,
        _ now: NumericDate
    ) async throws -> RedirectTest {
        let test = try await self.test(id, of: organization)
        let result: RedirectTest.Result
        do {
            let verified = try await verify(request, organization, attempt, now).identity
            try await stores.settings.modify(organization.id) { settings in
                try settings.testPassed(revision: test.revision)
            }
            result = .passed(warnings: verified.identity.warnings)
        } catch let error as SSOError {
            result = .failed(error)
        }
        guard let finished = try await stores.tests.finish(id, organization: organization.id, with: result)
        else { throw SSOError(.unknownTest) }
        return finished
    }

    /// What both have to pass. A test's token is remembered, too: it travelled in a URL, and must not sign
    /// anyone in afterwards.
    private func verify(
        _ request: CallbackRequest,
        _ organization: Organization,
        _ attempt: LoginAttempt?,
        _ now: NumericDate
    ) async throws -> (identity: VerifiedIdentity, returnTo: ReturnTo) {
        let callback = try SSOCallback(
            query: request.query,
            host: request.host,
            organization: organization
        )
        if let attempt, let returnTo = callback.returnTo, returnTo != attempt.returnTo {
            throw SSOError(.attemptMismatch)
        }
        let secrets = try await stores.secrets.secrets(of: organization.id)
        let verified = try secrets.verify(callback.token, for: .sso, at: now)
        try await replayGuard?.admit(
            token: callback.token,
            expiresAt: verified.identity.expiresAt,
            leeway: stores.secrets.policies.sso.leeway,
            organization: organization.id,
            at: now
        )
        if let attempt, attempt.purpose != .signIn {
            try secrets.demandLastingSecret(of: callback.token, at: now)
        }
        return (verified, attempt?.returnTo ?? callback.returnTo ?? .root)
    }
}
