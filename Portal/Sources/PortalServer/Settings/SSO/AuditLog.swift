// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The audit: changes by administrators, the newest first.
enum AuditLog {
    static let path = "/settings/sso/audit"
    static let pageSize = 100

    static func add(to routes: Routes) {
        routes.adminGet("/settings/sso/audit", page)
    }

    @Sendable
    private static func page(_ admin: AdminVisit) async throws -> Response {
        let all = try await entries(admin)
        let skipped = max(0, admin.query["from"].flatMap(Int.init) ?? 0)
        let shown = all.reversed().dropFirst(skipped).prefix(pageSize)
        let rows = shown.map { change -> HTML in
            """
            <tr><td>\(change.at.html)</td><td>\(change.administrator)</td>\
            <td class="text"><ul class="plain">\(change.texts.map { "<li>\($0)</li>" as HTML })</ul></td></tr>
            """
        }
        let rest = all.count - skipped - shown.count
        return try admin.page(
            "Audit",
            current: path,
            """
            <h1>Audit</h1>
            <p class="intro">Every change of settings, secrets, people and accounts, with who made it. Nothing removes an entry.</p>
            <section class="panel">
            \(if: shown.isEmpty, "<p class=\"empty\">Nothing has been changed yet.</p>")
            <div class="table-scroll" tabindex="0"><table class="table-stack"><thead><tr><th>When</th><th>Who</th><th>What</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            \(if: rest > 0, "<p><a class=\"button\" href=\"\(path)?from=\(skipped + shown.count)\">Older changes</a></p>")
            </section>
            """
        )
    }

    /// A change from the library's record, or a ``PortalChange``.
    private struct Entry {
        let id: String
        let at: NumericDate
        let administrator: String
        let texts: [String]
    }

    /// All changes, the oldest first.
    private static func entries(_ admin: AdminVisit) async throws -> [Entry] {
        let accounts = try await admin.services.accounts.changes(of: admin.organization).map {
            Entry(id: $0.id, at: $0.at, administrator: $0.administrator, texts: [$0.change])
        }
        let others = try await changes(admin).map {
            Entry(id: $0.id, at: $0.at, administrator: $0.administrator, texts: $0.changes)
        }
        return (others + accounts).sorted { $0.id < $1.id }
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
