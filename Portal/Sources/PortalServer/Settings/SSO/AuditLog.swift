// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeSSO

/// The audit: what administrators have changed, the newest first.
enum AuditLog {
    static let path = "/settings/sso/audit"
    static let pageSize = 100

    static func add(to routes: Routes) {
        routes.adminGet("/settings/sso/audit", page)
    }

    @Sendable
    private static func page(_ admin: AdminVisit) async throws -> Response {
        let all = try await changes(admin)
        let skipped = max(0, admin.query["from"].flatMap(Int.init) ?? 0)
        let shown = all.reversed().dropFirst(skipped).prefix(pageSize)
        let rows = shown.map { change -> HTML in
            """
            <tr><td>\(change.at.html)</td><td>\(change.administrator)</td>\
            <td><ul class="plain">\(change.changes.map { "<li>\($0)</li>" as HTML })</ul></td></tr>
            """
        }
        let rest = all.count - skipped - shown.count
        return try admin.page(
            "Audit",
            current: path,
            """
            <h1>Audit</h1>
            <p class="intro">Every change of settings, secrets and people, with who made it. Nothing removes an entry.</p>
            <section class="panel">
            \(if: shown.isEmpty, "<p class=\"empty\">Nothing has been changed yet.</p>")
            <div class="table-scroll" tabindex="0"><table class="table"><thead><tr><th>When</th><th>Who</th><th>What</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            \(if: rest > 0, "<p><a class=\"button\" href=\"\(path)?from=\(skipped + shown.count)\">Older changes</a></p>")
            </section>
            """
        )
    }

    private static func changes(_ admin: AdminVisit) async throws -> [SettingsChange] {
        var changes: [SettingsChange] = []
        while true {
            let page = try await admin.sso.changes(
                of: admin.organization,
                after: changes.last?.id ?? "",
                limit: 1000
            )
            changes += page
            if page.count < 1000 { return changes }
        }
    }
}
