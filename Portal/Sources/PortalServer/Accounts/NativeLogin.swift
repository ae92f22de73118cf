// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import Logging
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Login by e-mail address and password. Every failure gives the same answer after the same time.
struct NativeLogin {
    /// A longer text can't be a password, and scrypt would have to read it all.
    static let longestPassword = 1024

    let visit: Visit
    let role: Account.Role

    /// The account with this address and password; nil if there is none.
    ///
    /// - Throws: A ``PageError`` after too many attempts, and ``PasswordFailure/busy``.
    func account() async throws -> Account? {
        let services = visit.services
        let email = (visit.form["email"] ?? "").trimmed
        let password = visit.form["password"] ?? ""
        let now = visit.now.secondsSinceEpoch
        if let wait = services.limits.login.take(visit.context.client.limitKey, at: now) {
            throw PageError.tooMany(retryAfter: wait)
        }
        let key = "\(visit.organization) \(role.rawValue) \(Account.address(email))"
        if let wait = services.limits.account.take(key, at: now) { throw PageError.tooMany(retryAfter: wait) }

        let found = try await services.accounts.find(role, email: email, of: visit.organization)
        let isPossible = (1...Self.longestPassword).contains(password.utf8.count)
        let matches = try await services.passwords.matches(
            isPossible ? password : "",
            found?.password ?? services.passwords.ofNobody
        )
        guard let account = found?.account, isPossible, matches, !account.isSuspended else {
            visit.context.logger.notice("login refused", metadata: ["role": .string(role.rawValue)])
            return nil
        }
        visit.context.logger.notice("login", metadata: ["role": .string(role.rawValue)])
        return account
    }
}

/// The form of a login.
struct LoginForm {
    let action: String
    let email: String?
    let hidden: (name: String, value: String)

    static let refusal: HTML = """
        <p class="alert alert-bad" role="alert">This e-mail address and password don't belong together. \
        Check both and try again.</p>
        """

    func html(_ tokenField: HTML) -> HTML {
        """
        <form method="post" action="\(action)" class="form">
        \(tokenField)
        <input type="hidden" name="\(hidden.name)" value="\(hidden.value)">
        <label class="field"><span>E-mail</span>
        <input type="email" name="email" value="\(email)" autocomplete="username" required autofocus></label>
        <label class="field"><span>Password</span>
        <input type="password" name="password" autocomplete="current-password" required maxlength="1024"></label>
        <button class="button button-primary button-wide">Sign in</button>
        </form>
        """
    }
}
