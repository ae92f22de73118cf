// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// The redirect flow of portals: what to answer when a visitor clicks Sign In, when an administrator
/// clicks Test Redirect Flow, and when the customer's login page sends the browser back.
///
/// It is logic alone: the portal's server brings the requests' host, query and cookies, and sends what
/// comes out. The organization is that of the portal's host. A value may be used by any number of
/// tasks at a time.
///
/// Begin a sign-in only on a click, that is on a same-origin request (`Sec-Fetch-Site: same-origin`, or
/// a form with a CSRF token). The cookie shows that the browser began; nothing can be carried through
/// the customer's page that would show for which of its attempts the token was made.
public struct SingleSignOn: Sendable {
    /// What it stands on.
    public struct Stores: Sendable {
        /// Which organization a host is.
        public var organizations: any OrganizationStore
        /// The organizations' settings.
        public var settings: any SSOSettingsStore
        /// The organizations' secrets.
        public var secrets: SecretVault
        /// The attempts under way.
        public var attempts: any LoginAttemptStore
        /// The tests.
        public var tests: any RedirectTestStore
        /// The users.
        public var directory: any UserDirectory
        /// The sessions.
        public var sessions: any SessionManager

        /// Names the stores.
        public init(
            organizations: any OrganizationStore,
            settings: any SSOSettingsStore,
            secrets: SecretVault,
            attempts: any LoginAttemptStore,
            tests: any RedirectTestStore,
            directory: any UserDirectory,
            sessions: any SessionManager
        ) {
            self.organizations = organizations
            self.settings = settings
            self.secrets = secrets
            self.attempts = attempts
            self.tests = tests
            self.directory = directory
            self.sessions = sessions
        }
    }

    /// What is demanded of a callback beyond its token.
    public struct Policy: Hashable, Sendable {
        /// Whether a callback is taken from a browser that has not begun to sign in here. By default it is
        /// not: somebody else could sign a visitor in as themselves (login CSRF).
        public var allowUnsolicited = false

        /// How long the customer's login may take: 1 to 86400 whole seconds. By default ten minutes.
        public var attemptLifetime = Duration.seconds(600)

        /// Makes the default policy.
        public init() {}
    }

    let stores: Stores
    let policy: Policy
    let replayGuard: ReplayGuard?

    /// Makes the flow.
    ///
    /// - Parameters:
    ///   - stores: What it stands on.
    ///   - policy: What is demanded of a callback beyond its token.
    ///   - replayGuard: What sees to it that a token signs in once: it travels in a URL, which histories
    ///     and logs keep. Nil lets tokens count until they expire.
    public init(stores: Stores, policy: Policy = Policy(), replayGuard: ReplayGuard?) {
        self.stores = stores
        self.policy = policy
        self.replayGuard = replayGuard
    }

    /// Makes the flow, with a replay guard of this process's own.
    ///
    /// - Throws: `VerificationError` when the random generator fails.
    public init(stores: Stores, policy: Policy = Policy()) throws {
        let key = try Secret(Secret.generate())
        self.init(
            stores: stores,
            policy: policy,
            replayGuard: ReplayGuard(key: key, store: InMemoryReplayStore())
        )
    }

    func organization(_ host: PortalHost) async throws -> Organization {
        guard let organization = try await stores.organizations.organization(host: host),
            organization.hosts.contains(host)
        else { throw SSOError(.unknownOrganization) }
        return organization
    }

    func test(_ id: RedirectTest.ID, of organization: Organization) async throws -> RedirectTest {
        guard let test = try await stores.tests.test(id, organization: organization.id) else {
            throw SSOError(.unknownTest)
        }
        // A store that mixes up organizations must not mix up what is theirs.
        guard test.organization == organization.id else { throw SSOError(.wrongOrganization) }
        return test
    }
}

/// Where to send a browser, and the cookie to send with it.
public struct Redirection: Hashable, Sendable {
    /// The value of the `Location` header, with status 303.
    public let location: String
    /// The value of a `Set-Cookie` header.
    public let cookie: SetCookie
}

// MARK: - Beginning

extension SingleSignOn {
    /// A visitor clicks Sign In.
    ///
    /// - Parameters:
    ///   - host: The portal's host, of the request.
    ///   - returnTo: The page that the visitor was trying to reach; nil for the portal's first.
    ///   - now: The time.
    /// - Returns: The customer's login page with what it needs, and the attempt's cookie.
    /// - Throws: ``SSOError/Code/unknownOrganization``; ``SSOError/Code/unsafeReturnTo``;
    ///   ``SSOError/Code/ssoNotEnabled``; ``SSOError/Code/invalidArgument`` for a time or a
    ///   ``Policy/attemptLifetime`` out of its range; `VerificationError` when memory, the random generator
    ///   or the crypto library fails; what the stores throw.
    public func signIn(
        host: PortalHost,
        returnTo: String? = nil,
        at now: NumericDate = .now
    ) async throws -> Redirection {
        let organization = try await organization(host)
        let page = try returnTo.map { try ReturnTo($0, on: host, of: organization) } ?? .root
        let settings = try await stores.settings.settings(of: organization.id)
        guard settings.isEnabled, let loginURL = settings.loginURL else { throw SSOError(.ssoNotEnabled) }
        return try await begin(.signIn, at: loginURL, host: host, organization, returnTo: page, now)
    }

    /// An administrator clicks Test Redirect Flow, whether single sign-on is enabled or not. Whether it
    /// is one, the caller has to know.
    ///
    /// - Parameters:
    ///   - host: The portal's host, whose callback is to be tested; the popup has to be opened there, for
    ///     the cookie is that host's.
    ///   - now: The time.
    /// - Returns: The test, whose result ``test(_:host:)`` gives, and where to send the popup.
    /// - Throws: ``SSOError/Code/unknownOrganization``; ``SSOError/Code/loginURLNotSet``;
    ///   ``SSOError/Code/noSecret``; ``SSOError/Code/invalidArgument`` for a time or a
    ///   ``Policy/attemptLifetime`` out of its range; `VerificationError` when memory, the random generator
    ///   or the crypto library fails; what the stores throw.
    public func startTest(
        host: PortalHost,
        at now: NumericDate = .now
    ) async throws -> (test: RedirectTest, redirection: Redirection) {
        let organization = try await organization(host)
        let settings = try await stores.settings.settings(of: organization.id)
        guard let loginURL = settings.loginURL else { throw SSOError(.loginURLNotSet) }
        guard try await !stores.secrets.secrets(of: organization.id).list(at: now).isEmpty else {
            throw SSOError(.noSecret)
        }
        let test = RedirectTest(
            id: RedirectTest.ID(rawValue: try Secret.generate()),
            organization: organization.id,
            revision: settings.revision,
            startedAt: now,
            expiresAt: try expiry(at: now)
        )
        try await stores.tests.insert(test, at: now)
        let redirection = try await begin(
            .test(test.id),
            at: loginURL,
            host: host,
            organization,
            returnTo: .root,
            now
        )
        return (test, redirection)
    }

    /// A test, for the settings page that waits for its result.
    ///
    /// - Throws: ``SSOError/Code/unknownOrganization``; ``SSOError/Code/unknownTest`` where the host's
    ///   organization has none of this id; ``SSOError/Code/wrongOrganization`` for one of another
    ///   organization that the store gave; what the stores throw.
    public func test(_ id: RedirectTest.ID, host: PortalHost) async throws -> RedirectTest {
        try await test(id, of: organization(host))
    }

    private var attemptSeconds: Int64 {
        get throws(SSOError) { try WholeSeconds.of(policy.attemptLifetime, in: 1...86_400) }
    }

    private func expiry(at now: NumericDate) throws(SSOError) -> NumericDate {
        NumericDate(try WholeSeconds.of(now) + attemptSeconds)
    }

    private func begin(
        _ purpose: LoginAttempt.Purpose,
        at loginURL: LoginURL,
        host: PortalHost,
        _ organization: Organization,
        returnTo: ReturnTo,
        _ now: NumericDate
    ) async throws -> Redirection {
        let number = try Secret.generate()
        let attempt = LoginAttempt(
            organization: organization.id,
            purpose: purpose,
            returnTo: returnTo,
            expiresAt: try expiry(at: now)
        )
        try await stores.attempts.insert(attempt, digest: Digest.of(number), at: now)
        let redirect = LoginRedirect(
            loginURL: loginURL,
            host: host,
            organization: organization.id,
            returnTo: returnTo,
            isTest: purpose != .signIn
        )
        // An hour longer than the attempt, so that a late callback is told that it is late, and a late
        // test isn't taken for a sign-in that nobody began.
        let cookie = try SetCookie(
            name: LoginAttempt.cookieName,
            value: number,
            maxAge: Int(try attemptSeconds) + 3600
        )
        return Redirection(location: redirect.url, cookie: cookie)
    }
}
