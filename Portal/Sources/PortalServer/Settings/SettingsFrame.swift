// SPDX-License-Identifier: Apache-2.0

/// The frame of every settings page: the menu, and who is logged in.
struct SettingsFrame {
    let admin: AdminVisit
    let current: String

    /// The menu: groups of addresses and names.
    static let menu: [(title: String, entries: [(path: String, name: String)])] = [
        (
            "Workspace",
            [
                ("/settings", "Overview"), (WidgetPage.path, "Widget & Embeds"),
                (SnippetsPage.path, "Snippets"),
            ]
        ),
        (
            "SSO",
            [
                (RedirectSettings.path, "SSO Redirect"), (KeySettings.path, "API Keys"),
                (WidgetAuthSettings.path, "Widget Auth"), (PortalAddresses.path, "Portal"),
                (TokenChecker.path, "Token checker"), (SignInLog.path, "Sign-in log"),
                (AuditLog.path, "Audit"),
            ]
        ),
        (
            "People",
            [
                (PeoplePages.path, "People"), (CompanyPages.path, "Companies"),
                (CompanyPages.feedbackPath, "Feedback by revenue"), (AccountSettings.path, "Native accounts"),
            ]
        ),
    ]

    func html(_ content: HTML) throws -> HTML {
        let groups = Self.menu.map { group -> HTML in
            let entries = group.entries.map { entry -> HTML in
                """
                <li><a href="\(entry.path)"\(if: entry.path == current, " aria-current=\"page\"")>\(entry.name)</a></li>
                """
            }
            return "<p class=\"menu-title\">\(group.title)</p><ul>\(entries)</ul>"
        }
        let done = admin.doneMessage.map {
            "<p class=\"alert alert-good\" role=\"status\">\($0)</p>" as HTML
        }
        return """
            <header class="bar">
            <a class="brand" href="/settings"><span class="mark" aria-hidden="true"></span>\
            <span class="brand-name">\(admin.visit.profile.name)</span></a>
            <div class="bar-end">
            <a class="quiet" href="/">View portal</a>
            <span class="who" title="\(admin.administrator.email)">\(admin.administrator.email)</span>
            <form method="post" action="/admin/logout">\(try admin.visit.tokenField)\
            <button class="button button-quiet">Sign out</button></form>
            </div>
            </header>
            <div class="settings-grid">
            <nav class="menu" aria-label="Settings">\(groups)</nav>
            <main id="main">
            \(done)
            \(content)
            </main>
            </div>
            """
    }
}
