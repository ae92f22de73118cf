// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

extension SingleSignOn {
    /// The customer's login page sends the browser back to `/api/redirects/sso`, or the visitor confirms that
    /// they want to continue as the person it named (``PortalAnswer/Action/confirm(_:form:)``), by a POST to
    /// the same place.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - now: The time to judge by.
    public func callback(_ request: PortalRequest, at now: NumericDate = .now) async throws -> PortalAnswer {
        var useless: [SetCookie] = []
        do {
            return try await retrying {
                var callback = try await Callback(self, request, at: now)
                useless = try callback.useless
                return try await callback.answer()
            }
        } catch let refusal as SSOError where refusal.isRefusal {
            await log(refusal, of: request, at: now)
            return PortalAnswer(.refused(refusal), cookies: useless)
        }
    }
}

/// One reading of a callback, and what to do about it.
private struct Callback {
    let sso: SingleSignOn
    let request: PortalRequest
    let now: NumericDate
    let isConfirmed: Bool
    let query: CallbackQuery
    let cookies: AttemptCookies
    /// The attempt that the callback belongs to, if the browser has it.
    let attempt: Attempt?
    let token: String
    /// The key under which stores have the browser's session.
    let session: String?
    var work: PortalWork

    var tenant: Tenant { work.tenant }

    init(_ sso: SingleSignOn, _ request: PortalRequest, at now: NumericDate) async throws {
        self.sso = sso
        self.request = request
        self.now = now
        isConfirmed = request.method == "POST"
        work = try await sso.work(.host(request.host))
        guard ["GET", "POST"].contains(request.method) else { throw SSOError(.malformedCallback) }
        guard !isConfirmed || request.isSameOrigin else { throw SSOError(.notSameOrigin) }
        query = try CallbackQuery(
            isConfirmed ? request.form : request.query,
            organization: work.tenant.organization
        )
        cookies = try AttemptCookies(
            request,
            tenant: work.tenant,
            keys: sso.masterKeys,
            wanted: query.state,
            at: now
        )
        // A number selects the attempt; without one, the newest is used.
        attempt = if let state = query.state { cookies.attempt(state) } else { cookies.open.first }

        token = try Digest.token.of(query.token)
        session = try SingleSignOn.sessionDigest(request)
        var names = [RecordName(.used, token)]
        if let attempt = query.state ?? attempt?.id {
            names.append(RecordName(.used, try Digest.attempt.of(attempt)))
        }
        if let session { names.append(RecordName(.session, session)) }
        try await work.load(names.map(RecordQuery.named))
    }

    /// Nil if something has changed meanwhile.
    mutating func answer() async throws -> PortalAnswer? {
        switch attempt?.purpose {
        case .test where !isConfirmed: return try await finishTest()
        case .comparison where !isConfirmed:
            // It didn't go where the test's redirect said. Only the number shows that it was the login page.
            guard query.state == attempt?.id else { throw SSOError(.unsolicited) }
            if let verified = try unlessRefused({ try verify() }),
                work.record(RecordName(.used, verified.digest)) == nil
            {
                try work.insertUsed(verified, by: sso.policy.sso)
            }
            return try await sso.finishTest(attempt, with: .noCallback, deleting: cookies, work, at: now)
        case .signIn, nil: return try await signIn()
        default: throw SSOError(.unsolicited)
        }
    }

    // MARK: Sign-in

    private mutating func signIn() async throws -> PortalAnswer? {
        guard tenant.settings.isEnabled else { throw SSOError(.ssoNotEnabled) }
        let isTokenUsed = work.record(RecordName(.used, token)) != nil
        if try isTokenUsed || isAttemptUsed() { return try await leadOn(isTokenUsed: isTokenUsed) }
        if attempt == nil {
            if let state = query.state, cookies.late.contains(state) { throw SSOError(.attemptExpired) }
            guard query.state == nil, !isConfirmed, sso.policy.allowsUnsolicited else {
                throw SSOError(query.state == nil && !cookies.late.isEmpty ? .attemptExpired : .unsolicited)
            }
        }
        let verified = try verify()
        if let attempt, query.state == nil, asksFirst {
            return PortalAnswer(
                .confirm(
                    verified.identity,
                    form: Redacted(
                        wrappedValue: [
                            CallbackQuery.ssoToken: query.token,
                            LoginRedirect.organizationID: tenant.organization.rawValue,
                            AttemptState.parameter: attempt.id,
                        ]
                    )
                ),
                cookies: cookies.useless,
                identity: verified.identity
            )
        }

        let step = Identification(verified: verified, origin: .redirect, mode: tenant.signInMode, now: now)
        try markUsed(verified)
        if let session, work.session(session) != nil { work.remove(RecordName(.session, session)) }
        let identified = try await step.run(&work, sso)
        guard try await work.made() else { return nil }
        return PortalAnswer(
            .signedIn(identified, to: page.location),
            cookies: [try sso.cookie(identified.credential, of: identified.session, at: now)] + (try spent),
            identity: verified.identity
        )
    }

    /// Whether the visitor is asked before this callback signs them in: it doesn't show which attempt it
    /// belongs to, although the login page is known to bring that back, or the organization always asks.
    private var asksFirst: Bool {
        tenant.settings.echoesReturnTo == true || tenant.settings.confirmsUnrecognizedCallbacks
    }

    private func isAttemptUsed() throws -> Bool {
        guard let id = query.state ?? attempt?.id else { return false }
        return work.record(RecordName(.used, try Digest.attempt.of(id))) != nil
    }

    /// A reload, a step back or a second click: fine for the person it has signed in, and nothing is written.
    private mutating func leadOn(isTokenUsed: Bool) async throws -> PortalAnswer {
        let refusal = SSOError(isTokenUsed ? .tokenReplayed : .attemptUsed)
        guard let session = session.flatMap({ work.session($0) }), session.origin != .widget else {
            throw refusal
        }
        try await work.load(RecordName(.user, session.user))
        guard session.isGood(in: tenant, user: work.user(session.user), at: now) else { throw refusal }
        let verified = try unlessRefused { try verify() }
        if session.token != token {
            guard let verified else { throw refusal }
            let user = try await work.loadUser(email: verified.identity.canonicalEmail)
            guard user.record?.id == session.user else { throw refusal }
        }
        return PortalAnswer(
            .alreadySignedIn(session, to: page.location),
            cookies: try useless,
            identity: verified?.identity
        )
    }

    /// The attempt's own page counts, whatever the callback says about it.
    private var page: ReturnTo {
        // It may be on a host that the organization has since lost.
        .page(attempt?.page.location ?? query.returnTo, on: request.host, of: tenant)
    }

    /// The cookies that the browser no longer needs before anything is done, including a used attempt's whose
    /// deletion got lost.
    var useless: [SetCookie] {
        get throws { try isAttemptUsed() ? spent : cookies.useless }
    }

    /// The cookies that the browser no longer needs afterwards.
    private var spent: [SetCookie] {
        get throws {
            try cookies.useless + (attempt.map { [try .deleting(AttemptCookies.namePrefix + $0.id)] } ?? [])
        }
    }

    private func verify() throws -> VerifiedToken {
        try sso.verify(
            query.token,
            of: tenant,
            by: sso.policy.sso,
            reporting: sso.policy.ssoReporting,
            at: now
        )
    }

    private mutating func markUsed(_ verified: VerifiedToken) throws {
        try work.insertUsed(verified, by: sso.policy.sso)
        if let attempt {
            work.insert(.used(digest: try attempt.digest, until: NumericDate(attempt.expiresAt)))
        }
    }

    // MARK: Test Redirect Flow

    private mutating func finishTest() async throws -> PortalAnswer? {
        guard let attempt else { return nil }
        guard try !isAttemptUsed() else { throw SSOError(.attemptUsed) }
        let test = try await work.loadTest(attempt.id)
        var result: RedirectTest.Result
        var identity: Identity?
        do {
            guard work.record(RecordName(.used, token)) == nil else { throw SSOError(.tokenReplayed) }
            let verified = try verify()
            identity = verified.identity
            try markUsed(verified)
            // The flow works today, but won't when the secret's grace time is over.
            guard verified.key.isCurrent else { throw SSOError(.secretRetiring) }
            let sent = AttemptState.adding(attempt.id, to: attempt.page)
            let warning =
                query.state == nil ? .returnToLost : PortalWarning.found(sent: sent, back: query.returnTo)
            var tenant = tenant
            try tenant.settings.testPassed(
                revision: test.revision,
                // A callback without the number may be somebody else's, so it doesn't lower any protection.
                echoesReturnTo: query.state != nil || tenant.settings.echoesReturnTo == true
            )
            if tenant != work.tenant {
                let changes = work.tenant.changes(to: tenant)
                work.put(.tenant(tenant))
                let who = "Test Redirect Flow"
                work.insert(.change(try SettingsChange(at: now, administrator: who, changes: changes)))
            }
            result = .passed(warnings: verified.identity.warnings, returnTo: warning)
        } catch let refusal as SSOError where refusal.isRefusal {
            result = .failed(refusal)
        }
        let answer = try await sso.finishTest(
            attempt,
            with: result,
            identity: identity,
            deleting: cookies,
            work,
            at: now
        )
        // Only once, however often the step is tried.
        if answer != nil, case .failed(let refusal) = result { await sso.log(refusal, of: request, at: now) }
        return answer
    }
}

extension SingleSignOn {
    /// Ends a test's attempt; the first result counts.
    func finishTest(
        _ attempt: Attempt?,
        with result: RedirectTest.Result,
        identity: Identity? = nil,
        deleting cookies: AttemptCookies,
        _ work: PortalWork,
        at now: NumericDate
    ) async throws -> PortalAnswer? {
        guard let attempt else { return nil }
        var work = work
        let test = try await work.loadTest(attempt.id).finished(result)
        work.put(.test(test))
        if work.record(RecordName(.used, try attempt.digest)) == nil {
            work.insert(.used(digest: try attempt.digest, until: NumericDate(attempt.expiresAt)))
        }
        guard try await work.made() else { return nil }
        let deleting = try SetCookie.deleting(AttemptCookies.namePrefix + attempt.id)
        return PortalAnswer(.tested(test), cookies: cookies.useless + [deleting], identity: identity)
    }
}

extension PortalWork {
    mutating func loadTest(_ id: String) async throws -> RedirectTest {
        try await load(RecordName(.test, id))
        guard case .test(let test) = record(RecordName(.test, id)) else { throw SSOError(.unknownTest) }
        return test
    }

    /// Marks a token as used for as long as it would be valid.
    mutating func insertUsed(_ verified: VerifiedToken, by policy: VerificationPolicy) throws {
        let expiresAt = verified.identity.expiresAt ?? NumericDate(WholeSeconds.latest)
        let leeway = Double(policy.leeway.components.seconds)
        insert(
            .used(
                digest: verified.digest,
                until: NumericDate(secondsSinceEpoch: expiresAt.secondsSinceEpoch + leeway)
            )
        )
    }
}
