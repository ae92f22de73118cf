// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import Logging
internal import ProductBridgeSSO

/// The portal's native accounts, which only administrators and the operator can create.
enum AccountSettings {
    static let path = "/settings/accounts"

    static func add(to routes: Routes) {
        routes.adminGet(RouterPath(path)) { try await page($0) }
        routes.adminPost(RouterPath(path), create)
        routes.adminPost("/settings/accounts/password", setPassword)
        routes.adminPost("/settings/accounts/remove", remove)
    }

    private static func page(_ admin: AdminVisit, refusal: String? = nil) async throws -> Response {
        let accounts = try await admin.services.accounts.all(.member, of: admin.organization)
        let alert = refusal.map { Note(tone: .bad, content: "<p>\($0)</p>").html }
        return try admin.page(
            "Native accounts",
            current: path,
            status: refusal == nil ? .ok : .unprocessableContent,
            """
            <h1>Native accounts</h1>
            <p class="intro">People who sign in with an e-mail address and a password of this portal. Nobody can register by \
            themselves.</p>
            \(alert)
            <section class="panel" aria-labelledby="accounts">
            <h2 id="accounts">Accounts</h2>
            \(if: accounts.isEmpty, "<p class=\"empty\">There is none.</p>")
            <ul class="key-list">\(try accounts.map { try row($0, admin) })</ul>
            </section>
            <section class="panel" aria-labelledby="create">
            <h2 id="create">New account</h2>
            \(try admin.form(path, """
                <label class="field"><span>E-mail</span>
                <input type="email" name="email" value="\(refusal == nil ? nil : admin.form["email"])" required></label>
                <label class="field"><span>Name</span>
                <input type="text" name="name" value="\(refusal == nil ? nil : admin.form["name"])"></label>
                \(passwordField)
                <div class="buttons"><button class="button button-primary">Create account</button></div>
                """))
            </section>
            """
        )
    }

    private static let passwordField: HTML = """
        <label class="field"><span>Password</span>
        <input type="password" name="password" autocomplete="new-password" required minlength="10" maxlength="1024">
        <small>At least 10 characters.</small></label>
        """

    private static func row(_ account: Account, _ admin: AdminVisit) throws -> HTML {
        let hidden = "<input type=\"hidden\" name=\"email\" value=\"\(account.email)\">" as HTML
        return """
            <li class="key">
            <div class="key-head"><strong>\(account.email)</strong> <span class="soft">\(account.name)</span>
            \(account.isSuspended
                ? Label(text: "Suspended by single sign-on", tone: .warn).html
                : Label(text: "Active", tone: .good).html)</div>
            <details class="more"><summary>New password</summary>
            \(try admin.form("\(path)/password", """
                \(hidden)\(passwordField)
                <div class="buttons"><button class="button">Set password and end sessions</button></div>
                """))
            </details>
            <div class="buttons">\(try admin.button(
                "Remove",
                "\(path)/remove",
                look: "button button-small button-danger",
                fields: [("email", account.email)]
            ))</div>
            </li>
            """
    }

    // MARK: Actions

    @Sendable
    private static func create(_ admin: AdminVisit) async throws -> Response {
        try await explaining(admin) { operations in
            let email = admin.form["email"] ?? ""
            try await operations.createAccount(
                .member,
                of: admin.organization.rawValue,
                email: email,
                name: admin.form["name"] ?? "",
                password: admin.form["password"] ?? "",
                replacing: false,
                by: admin.name
            )
            return "\(email.trimmed) can sign in."
        }
    }

    @Sendable
    private static func setPassword(_ admin: AdminVisit) async throws -> Response {
        try await explaining(admin) { operations in
            let email = admin.form["email"] ?? ""
            guard
                try await admin.services.accounts.find(.member, email: email, of: admin.organization) != nil
            else { throw ConfigurationFailure("There is no such account.") }
            try await operations.createAccount(
                .member,
                of: admin.organization.rawValue,
                email: email,
                name: "",
                password: admin.form["password"] ?? "",
                replacing: true,
                by: admin.name
            )
            return "\(email) has a new password."
        }
    }

    @Sendable
    private static func remove(_ admin: AdminVisit) async throws -> Response {
        let email = admin.form["email"] ?? ""
        let found = try await admin.services.accounts.find(.member, email: email, of: admin.organization)
        if let account = found?.account, admin.form["confirmed"] != "yes" {
            return try Confirmation(
                title: "Remove \(account.email)?",
                warning: """
                    <p>The password is forgotten and the account's sessions end. Ideas and votes stay. You can \
                    add the account again with a new password.</p>
                    """,
                path: "\(path)/remove",
                fields: [("email", account.email)],
                button: "Remove",
                back: path
            ).response(admin)
        }
        return try await explaining(admin) { _ in
            let isRemoved = try await admin.services.accounts.remove(
                .member,
                email: email,
                of: admin.organization,
                by: admin.name,
                at: admin.now
            )
            guard isRemoved else {
                throw ConfigurationFailure("There is no such account.")
            }
            return "\(email) is removed."
        }
    }

    /// Runs an action and shows its message; if it is refused, the page says why.
    private static func explaining(
        _ admin: AdminVisit,
        _ action: (Operations) async throws -> String
    ) async throws -> Response {
        do {
            let message = try await action(Operations(services: admin.services))
            // The audit says who did it; the log contains no addresses.
            admin.visit.context.logger.notice("accounts changed")
            return admin.done(path, message)
        } catch let refusal as ConfigurationFailure {
            return try await page(admin, refusal: refusal.description)
        }
    }
}
