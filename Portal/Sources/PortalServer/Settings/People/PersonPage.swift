// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The page about a person: known data, the last token's changes, and an administrator's actions.
enum PersonPage {
    static func add(to routes: Routes) {
        routes.adminGet("/settings/people/:id") { admin in
            let person = try await People(admin: admin).person(admin.visit.parameter("id"))
            return try await page(admin, person)
        }
    }

    static func path(_ person: PortalUser) -> String { "\(PeoplePages.path)/\(person.id)" }

    static func page(_ admin: AdminVisit, _ person: PortalUser, problem: SSOError? = nil) async throws
        -> Response
    {
        let services = admin.services
        let company = try await People(admin: admin).companies(of: [person]).values.first?.company
        let note = try await services.tokenNotes.note(of: person.id, admin.organization)
        let ideas = try await services.feedback.ideas(by: person.id, of: admin.organization)
        return try admin.page(
            person.displayName,
            current: PeoplePages.path,
            status: problem?.pageStatus ?? .ok,
            """
            <p class="crumbs"><a href="\(PeoplePages.path)">People</a></p>
            <h1>\(person.displayName)</h1>
            \(problem?.alert)
            \(try await namesakes(admin, person))
            <section class="panel" aria-labelledby="profile">
            <h2 id="profile">Profile</h2>
            \(facts(person, company))
            </section>
            \(lastToken(note))
            \(feedback(ideas))
            \(try actions(admin, person))
            """
        )
    }

    // MARK: Known data

    private static func facts(_ person: PortalUser, _ company: Company?) -> HTML {
        let profile = person.profile
        func fact(_ name: String, _ value: HTML?) -> HTML {
            guard let value, value != .empty else { return .empty }
            return "<dt>\(name)</dt><dd>\(value)</dd>"
        }
        func text(_ value: String?) -> HTML? { value.map { "\($0)" } }
        return """
            <dl class="facts">
            \(fact("E-mail", text(person.email)))\(fact("Name", text(profile.name)))\
            \(fact("User ID", profile.userID.map { "<code>\($0)</code>" }))\
            \(fact("Company", company.map { "\($0.displayName)\(if: $0.id != nil && $0.name != nil, " <code>\($0.id)</code>")" }))\
            \(fact("MRR", text(company?.mrr.map(Money.text))))\
            \(fact("Status", text(profile.customerStatus?.rawValue)))\
            \(fact("Renewal", text(profile.renewalDate)))\(fact("Renewal risk", profile.renewalRisk?.html))\
            \(fact("Owner", text(profile.accountOwnerEmail)))\
            \(fact("Owner ID", profile.accountOwnerID.map { "<code>\($0)</code>" }))\
            \(fact("External ID", profile.externalUserID.map { "<code>\($0)</code>" }))\
            \(fact("Picture", text(profile.avatarURL)))\
            \(fact("First seen", person.createdAt.html))\(fact("Last changed", person.updatedAt.html))
            </dl>
            """
    }

    private static func lastToken(_ note: TokenNotes.Note?) -> HTML {
        guard let note else { return .empty }
        let changes = note.changes.map { change -> HTML in
            """
            <tr><td><code>\(change.claim)</code></td><td>\(change.before ?? "–")</td><td>\(change.after)</td></tr>
            """
        }
        let warnings = note.warnings.map { warning -> HTML in
            "<li>\(warning.message) <code>\(warning.kind)\(if: warning.claim != nil, " (\(warning.claim))")</code></li>"
        }
        return """
            <section class="panel" aria-labelledby="token">
            <h2 id="token">The last token</h2>
            <p>It came \(note.at.html), \(SignInLog.place(note.origin)).</p>
            \(if: changes.isEmpty, "<p class=\"empty\">It changed nothing.</p>", else: """
                <div class="table-scroll" tabindex="0"><table class="table"><thead><tr><th>Claim</th><th>Before</th><th>Now</th></tr></thead>\
                <tbody>\(changes)</tbody></table></div>
                """)
            \(if: !warnings.isEmpty, Note(tone: .warn, content: "<p>It had these problems:</p><ul>\(warnings)</ul>").html)
            </section>
            """
    }

    private static func feedback(_ ideas: [Idea]) -> HTML {
        guard !ideas.isEmpty else { return .empty }
        let items = ideas.map { idea -> HTML in
            "<li><a href=\"/ideas/\(idea.id)\">\(idea.title)</a> <span class=\"fine\">\(idea.votes == 1 ? "1 vote" : "\(idea.votes) votes")</span></li>"
        }
        return """
            <section class="panel" aria-labelledby="feedback"><h2 id="feedback">Feedback</h2>
            <ul class="plain">\(items)</ul></section>
            """
    }

    // MARK: One id, two addresses

    private static func namesakes(_ admin: AdminVisit, _ person: PortalUser) async throws -> HTML {
        guard let userID = person.profile.userID else { return .empty }
        let others = try await admin.sso.users(userID: userID, of: admin.organization).filter {
            $0.id != person.id
        }
        guard !others.isEmpty else { return .empty }
        let items = try others.map { other -> HTML in
            """
            <li>\(other.link) <span class="fine">\(other.email)</span> \(try admin.button(
                "Merge it into this one",
                "\(path(person))/merge",
                look: "button button-small",
                fields: [("from", other.id)]
            ))</li>
            """
        }
        return Note(
            tone: .warn,
            content: """
                <p><strong>The user ID <code>\(userID)</code> has \(others.count == 1 ? "another address" : "other addresses"), \
                too.</strong> If it is one person whose address has changed, merge the records.</p>
                <ul class="plain">\(items)</ul>
                """
        ).html
    }

    // MARK: Actions

    private static func actions(_ admin: AdminVisit, _ person: PortalUser) throws -> HTML {
        let fields = PortalUser.Field.allCases.map { field -> HTML in
            """
            <label class="check"><input type="checkbox" name="\(field.rawValue)"><span>\(PersonActions.label(field))</span></label>
            """
        }
        return """
            <section class="panel" aria-labelledby="actions">
            <h2 id="actions">Actions</h2>
            <div class="buttons">
            <a class="button" href="\(path(person))/export" download>Export as JSON</a>
            \(try admin.button("End all sessions", "\(path(person))/end-sessions"))
            \(try admin.button("Delete", "\(path(person))/delete", look: "button button-danger"))
            </div>
            <details class="more"><summary>Take back what is known</summary>
            \(try admin.form("\(path(person))/clear", """
                <fieldset class="checks"><legend>A token can't take these back. The next one that tells them sets them again.</legend>
                \(fields)</fieldset>
                <div class="buttons"><button class="button">Take back</button></div>
                """))
            </details>
            <details class="more"><summary>Merge another record into this one</summary>
            \(try admin.form("\(path(person))/merge", """
                <label class="field"><span>E-mail address of the record that goes</span>
                <input type="text" name="email" required autocomplete="off" spellcheck="false" maxlength="320"></label>
                <div class="buttons"><button class="button">Merge</button></div>
                """))
            </details>
            </section>
            """
    }
}
