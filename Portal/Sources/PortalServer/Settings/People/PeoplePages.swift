// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The list of people.
enum PeoplePages {
    static let path = "/settings/people"

    static func add(to routes: Routes) {
        routes.adminGet("/settings/people", list)
    }

    @Sendable
    private static func list(_ admin: AdminVisit) async throws -> Response {
        let people = People(admin: admin)
        let asked = (admin.query["q"] ?? "").trimmed
        let (users, next) =
            asked.isEmpty
            ? try await people.page(after: admin.query["after"] ?? "") : (try await people.search(asked), nil)
        let companies = try await people.companies(of: users)
        let rows = users.map { row($0, $0.company.flatMap { companies[$0]?.company }) }
        let empty: HTML =
            asked.isEmpty
            ? "Nobody has signed in, or been identified in the widget, yet."
            : "Nobody has this e-mail address or user ID."
        return try admin.page(
            "People",
            current: path,
            """
            <h1>People</h1>
            <p class="intro">Everyone whom a token has named, with what your server told of them.</p>
            <section class="panel">
            <form method="get" action="\(path)" class="form form-row">
            <label class="field"><span>E-mail address or user ID, in full</span>
            <input type="text" name="q" value="\(asked)" autocomplete="off" spellcheck="false"></label>
            <button class="button">Find</button>
            </form>
            \(if: users.isEmpty, "<p class=\"empty\">\(empty)</p>", else: table(rows))
            \(next.map { "<p><a class=\"button\" href=\"\(path)?after=\($0)\">More people</a></p>" as HTML })
            </section>
            """
        )
    }

    private static func table(_ rows: [HTML]) -> HTML {
        """
        <div class="table-scroll" tabindex="0"><table class="table"><thead><tr><th>Person</th><th>Company</th><th class="number">MRR</th>\
        <th>Status</th><th>Renewal</th><th>Risk</th><th>Owner</th></tr></thead><tbody>\(rows)</tbody></table></div>
        """
    }

    private static func row(_ user: PortalUser, _ company: Company?) -> HTML {
        let profile = user.profile
        return """
            <tr><td>\(user.link)\(if: profile.name != nil, "<br><span class=\"fine\">\(user.email)</span>")</td>\
            <td>\(company?.displayName)</td><td class="number">\(company?.mrr.map(Money.text))</td>\
            <td>\(profile.customerStatus?.rawValue)</td><td class="nowrap">\(profile.renewalDate)</td>\
            <td>\(profile.renewalRisk?.html)</td><td>\(profile.accountOwnerEmail ?? profile.accountOwnerID)</td></tr>
            """
    }
}
