// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Turns the library's decisions into responses.
struct SignInAnswer {
    private let visit: Visit

    init(_ visit: Visit) {
        self.visit = visit
    }

    func response(_ answer: PortalAnswer) async throws -> Response {
        var response = try await page(answer)
        // The answer must not be cached, and its URL must not be passed on, because it may contain a token.
        response.headers[values: .setCookie] += answer.cookies.map(\.headerValue)
        response.headers[.cacheControl] = "no-store"
        response.headers[.referrerPolicy] = "no-referrer"
        return response
    }

    private func page(_ answer: PortalAnswer) async throws -> Response {
        switch answer.action {
        case .redirect(let url): return .seeOther(url)
        case .nativeForm: return try await SignInPages.nativeForm(visit, isRefused: false)
        case .signInButton(let page): return try signInButton(page)
        case .signedIn(let identified, let page):
            // Signs out anyone who used a password for this address.
            for email in Set([identified.user.email, identified.identity.email]) {
                try await visit.services.accounts.suspend(
                    email: email,
                    of: visit.organization,
                    at: visit.now
                )
            }
            await visit.noteAccepted(identified)
            visit.context.logger.notice(
                "signed in",
                metadata: ["is_new": .stringConvertible(identified.isNew)]
            )
            return .seeOther(page)
        case .alreadySignedIn(_, let page): return .seeOther(page)
        case .confirm(let identity, let form): return try confirmation(identity, form.wrappedValue)
        case .tested(let test):
            await visit.noteTested(test)
            return TestResultPage(visit: visit, test: test).response()
        case .signedOut: return .seeOther("/")
        // The token stays unused: this isn't a refusal, and nothing is logged.
        case .refused(let error) where error.code == .storeBusy: throw error
        case .refused(let error): return try await refused(error, from: .redirect)
        }
    }

    // MARK: Pages

    private func signInButton(_ page: String) throws -> Response {
        try card(
            "Sign in",
            """
            <h1>Sign in</h1>
            <p class="soft">You sign in with the account that you have already.</p>
            <form class="form" method="post" action="/signin">
            \(try visit.tokenField)
            <input type="hidden" name="returnTo" value="\(page)">
            <button class="button button-primary button-wide">Sign in</button>
            </form>
            \(if: !visit.tenant.settings.isNativeLoginDisabled, passwordLink(page))
            """
        )
    }

    private func passwordLink(_ page: String) -> HTML {
        """
        <p class="fine"><a href="/login?returnTo=\(PercentEncoding.query(page))">Sign in with a password \
        instead</a></p>
        """
    }

    /// Asks the visitor before signing in.
    private func confirmation(_ identity: Identity, _ fields: [String: String]) throws -> Response {
        let name = identity.name ?? identity.email
        return try card(
            "Continue",
            """
            <h1>Continue as \(name)?</h1>
            <p class="soft">You are about to sign in as <strong>\(identity.email)</strong>. If that is not you, \
            don't continue.</p>
            <form class="form" method="post" action="/api/redirects/sso">
            \(try visit.tokenField)
            \(fields.sorted { $0.key < $1.key }.map { hiddenField($0.key, $0.value) })
            <button class="button button-primary button-wide">Continue</button>
            </form>
            <p class="fine"><a href="/">Not now</a></p>
            """
        )
    }

    private func hiddenField(_ name: String, _ value: String) -> HTML {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
    }

    /// Says what the visitor can do, with a number that an administrator can find in the log.
    func refused(_ error: SSOError, from origin: PortalSession.Origin) async throws -> Response {
        let reference = await visit.services.refusals.note(
            error,
            from: origin,
            of: visit.organization,
            request: visit.context.requestID,
            at: visit.now
        )
        visit.context.logger.notice(
            "refused",
            metadata: ["code": .string(error.name), "reference": .string(reference)]
        )
        var response = try card(
            "Sign-in failed",
            """
            <h1>You are not signed in</h1>
            <p class="alert alert-bad" role="alert">\(error.visitorMessage)</p>
            <p><a class="button button-primary button-wide" href="/signin">Try again</a></p>
            <p class="fine">If it happens again, write to the people who run this portal and give them this number: \
            <code>\(reference)</code></p>
            """
        )
        response.status = HTTPResponse.Status(code: error.httpStatus)
        response.headers[.referrerPolicy] = "no-referrer"
        return response
    }

    private func card(_ title: String, _ content: HTML) throws -> Response {
        let body: HTML = """
            <main id="main" class="card-page">
            <div class="card">
            <p class="eyebrow">\(visit.profile.name)</p>
            \(content)
            </div>
            <p class="fine"><a href="/">Back to the portal</a></p>
            </main>
            """
        let document = Document(title: "\(title) · \(visit.profile.name)", body: body, look: "plain")
        return try visit.finish(
            Response(document, visit.services.resources, policy: ContentPolicy(formsLeadAnywhere: true))
        )
    }
}
