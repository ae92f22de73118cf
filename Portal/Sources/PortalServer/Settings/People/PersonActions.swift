// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// An administrator's actions on a person's record.
enum PersonActions {
    static func add(to routes: Routes) {
        routes.adminPost("/settings/people/:id/end-sessions") { admin in
            try await acting(admin) { person in
                try await admin.sso.endSessions(
                    ofUser: person.email,
                    of: admin.organization,
                    by: admin.name,
                    at: admin.now
                )
                return admin.done(PersonPage.path(person), "All sessions have ended.")
            }
        }
        routes.adminPost("/settings/people/:id/clear") { try await acting($0, clear($0)) }
        routes.adminPost("/settings/people/:id/merge") { try await acting($0, merge($0)) }
        routes.adminPost("/settings/people/:id/delete") { try await acting($0, delete($0)) }
    }

    static func label(_ field: PortalUser.Field) -> String {
        switch field {
        case .userID: "User ID"
        case .name: "Name"
        case .avatarURL: "Picture"
        case .externalUserID: "External ID"
        case .customerStatus: "Status"
        case .renewalDate: "Renewal"
        case .renewalRisk: "Renewal risk"
        case .accountOwnerID: "Owner ID"
        case .accountOwnerEmail: "Owner"
        case .company: "Company"
        }
    }

    /// A field's value from tokens.
    private static func claims(_ field: PortalUser.Field) -> [String] {
        switch field {
        case .userID: ["id"]
        case .name: ["name"]
        case .avatarURL: ["avatar_url"]
        case .externalUserID: ["external_user_id"]
        case .customerStatus: ["customer_status"]
        case .renewalDate: ["renewal_date"]
        case .renewalRisk: ["renewal_risk"]
        case .accountOwnerID: ["account_owner_id"]
        case .accountOwnerEmail: ["account_owner_email"]
        case .company: ["company_id", "company_name", "company_mrr"]
        }
    }

    private static func acting(
        _ admin: AdminVisit,
        _ action: (PortalUser) async throws -> Response
    ) async throws -> Response {
        let person = try await People(admin: admin).person(admin.visit.parameter("id"))
        return try await admin.attempting {
            try await action(person)
        } refused: {
            try await PersonPage.page(admin, person, problem: $0)
        }
    }

    private static func clear(_ admin: AdminVisit) -> (PortalUser) async throws -> Response {
        { person in
            let fields = Set(PortalUser.Field.allCases.filter { admin.form.isOn($0.rawValue) })
            guard !fields.isEmpty else { return admin.done(PersonPage.path(person)) }
            try await admin.sso.clear(
                fields,
                ofUser: person.email,
                of: admin.organization,
                by: admin.name,
                at: admin.now
            )
            try await admin.services.tokenNotes.clear(
                Set(fields.flatMap(claims)),
                of: person.id,
                admin.organization
            )
            return admin.done(PersonPage.path(person), "Taken back.")
        }
    }

    private static func merge(_ admin: AdminVisit) -> (PortalUser) async throws -> Response {
        { person in
            let other =
                if let id = admin.form["from"] {
                    try await merging(id, into: person, People(admin: admin))
                } else if let found = try await admin.sso.user(
                    email: (admin.form["email"] ?? "").trimmed,
                    of: admin.organization
                ) {
                    found
                } else { throw SSOError(.unknownUser) }
            guard other.id != person.id else { throw SSOError(.invalidArgument) }
            guard admin.form["confirmed"] == "yes" else {
                return try Confirmation(
                    title: "Merge these records?",
                    warning: """
                        <p><strong>\(other.email)</strong> goes, and <strong>\(person.email)</strong> stays. What the second \
                        lacks, the first fills in; its feedback and votes move. Anyone who signs in with either address \
                        is this person from now on. This can't be undone.</p>
                        """,
                    path: "\(PersonPage.path(person))/merge",
                    fields: [("from", other.id)],
                    button: "Merge",
                    back: PersonPage.path(person)
                ).response(admin)
            }
            if other.mergedInto != person.id {
                try await admin.sso.merge(
                    other.email,
                    into: person.email,
                    of: admin.organization,
                    by: admin.name,
                    at: admin.now
                )
            }
            try await admin.services.feedback.move(from: other.id, to: person.id, of: admin.organization)
            try await admin.services.tokenNotes.forget(other.id, of: admin.organization)
            return admin.done(PersonPage.path(person), "\(other.email) is this person now.")
        }
    }

    /// The person to merge. If an earlier attempt merged the records but failed to move the ideas, the same form finishes
    /// it: then this is the merged record.
    private static func merging(_ id: String, into person: PortalUser, _ people: People) async throws
        -> PortalUser
    {
        let record = try await people.record(id)
        return record.mergedInto == person.id ? record : try await people.person(id)
    }

    private static func delete(_ admin: AdminVisit) -> (PortalUser) async throws -> Response {
        { person in
            guard admin.form["confirmed"] == "yes" else {
                return try Confirmation(
                    title: "Delete \(person.displayName)?",
                    warning: """
                        <p>Everything that is kept of <strong>\(person.email)</strong> goes: the record, the sessions, the \
                        votes and the ProductBridge account. Their ideas stay without a name. This can't be undone.</p>
                        """,
                    path: "\(PersonPage.path(person))/delete",
                    button: "Delete",
                    back: PersonPage.path(person)
                ).response(admin)
            }
            // Deletes the record last, because the page needs it to repeat a failed deletion.
            let services = admin.services
            try await services.feedback.forget(person.id, of: admin.organization)
            try await services.tokenNotes.forget(person.id, of: admin.organization)
            try await services.redirectTests.forget(person.email, of: admin.organization)
            _ = try await services.accounts.remove(
                .member,
                email: person.email,
                of: admin.organization,
                by: admin.name,
                at: admin.now
            )
            try await services.accounts.forgetChanges(of: person.email, admin.organization)
            try await admin.sso.delete(
                user: person.email,
                of: admin.organization,
                by: admin.name,
                at: admin.now
            )
            return admin.done(PeoplePages.path, "\(person.email) is deleted.")
        }
    }
}
