// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Companies, and feedback ordered by the revenue of the companies that want it.
enum CompanyPages {
    static let path = "/settings/companies"
    static let feedbackPath = "/settings/feedback"

    static func add(to routes: Routes) {
        routes.adminGet("/settings/companies", companies)
        routes.adminGet("/settings/feedback", feedback)
    }

    @Sendable
    private static func companies(_ admin: AdminVisit) async throws -> Response {
        let people = People(admin: admin)
        let members = Dictionary(grouping: try await people.everyone()) { $0.company ?? "" }
        let companies = try await people.companies().values.sorted {
            ($0.company.mrr ?? -1, $1.company.displayName) > ($1.company.mrr ?? -1, $0.company.displayName)
        }
        let rows = companies.map { company -> HTML in
            let people = (members[company.id] ?? []).sorted { $0.displayName < $1.displayName }
            let links = people.prefix(5).map { "<li>\($0.link)</li>" as HTML }
            return """
                <tr><td>\(company.company.displayName)\
                \(if: company.company.id != nil && company.company.name != nil, "<br><code>\(company.company.id)</code>")</td>\
                <td class="number">\(company.company.mrr.map(Money.text))</td>\
                <td><ul class="plain">\(links)</ul>\(if: people.count > 5, "and \(people.count - 5) more")</td>\
                <td>\(company.updatedAt.html)</td></tr>
                """
        }
        return try admin.page(
            "Companies",
            current: path,
            """
            <h1>Companies</h1>
            <p class="intro">The companies that tokens have named, by monthly recurring revenue.</p>
            <section class="panel">
            \(if: rows.isEmpty, "<p class=\"empty\">No token has named a company yet.</p>", else: """
                <div class="table-scroll" tabindex="0"><table class="table"><thead><tr><th>Company</th><th class="number">MRR</th>\
                <th>People</th><th>Last told</th></tr></thead><tbody>\(rows)</tbody></table></div>
                """)
            </section>
            """
        )
    }

    /// An idea, and the revenue of the companies that want it.
    private struct Wanted {
        let idea: Idea
        let companies: [PortalCompany]

        /// Each company counts once, however many of its people want the idea.
        var mrr: Double { companies.reduce(0) { $0 + ($1.company.mrr ?? 0) } }
    }

    @Sendable
    private static func feedback(_ admin: AdminVisit) async throws -> Response {
        let (services, people) = (admin.services, People(admin: admin))
        let voters = try await services.feedback.voters(of: admin.organization)
        let companies = try await people.companies()
        let companyOf = try await people.everyone().reduce(into: [:]) { $0[$1.id] = $1.company }
        let ideas = try await services.feedback.ideas(of: admin.organization, limit: 10_000)
        let wanted = ideas.map { idea -> Wanted in
            let wanting = Set((voters[idea.id] ?? []) + [idea.person].compactMap(\.self))
            let ids = Set(wanting.compactMap { companyOf[$0] ?? nil })
            return Wanted(
                idea: idea,
                companies: ids.compactMap { companies[$0] }.sorted {
                    ($0.company.mrr ?? 0) > ($1.company.mrr ?? 0)
                }
            )
        }.sorted { ($0.mrr, $0.idea.votes, $1.idea.id) > ($1.mrr, $1.idea.votes, $0.idea.id) }
        let rows = wanted.map { one -> HTML in
            let names = one.companies.prefix(3).map(\.company.displayName).joined(separator: ", ")
            let rest = one.companies.count - 3
            return """
                <tr><td><a href="/ideas/\(one.idea.id)">\(one.idea.title)</a>\(if: !one.idea.author.isEmpty,
                    "<br><span class=\"fine\">\(one.idea.author)</span>")</td>\
                <td class="number">\(Money.text(one.mrr))</td><td class="number">\(one.idea.votes)</td>\
                <td>\(names)\(if: rest > 0, " and \(rest) more")</td><td>\(Label(text: one.idea.status.label).html)</td></tr>
                """
        }
        return try admin.page(
            "Feedback by revenue",
            current: feedbackPath,
            """
            <h1>Feedback by revenue</h1>
            <p class="intro">Ideas by the monthly recurring revenue of the companies whose people wrote or voted for them. \
            Each company counts once.</p>
            <section class="panel">
            \(if: rows.isEmpty, "<p class=\"empty\">There are no ideas yet.</p>", else: """
                <div class="table-scroll" tabindex="0"><table class="table"><thead><tr><th>Idea</th><th class="number">MRR</th>\
                <th class="number">Votes</th><th>Companies</th><th>Status</th></tr></thead><tbody>\(rows)</tbody></table></div>
                """)
            </section>
            """
        )
    }
}
