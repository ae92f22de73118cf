// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeSSO

/// The settings' pages.
enum SettingsRoutes {
    static func add(to routes: Routes) {
        routes.adminGet("/settings", overview)
        RedirectSettings.add(to: routes)
        KeySettings.add(to: routes)
        WidgetAuthSettings.add(to: routes)
        PortalAddresses.add(to: routes)
        TokenChecker.add(to: routes)
        SignInLog.add(to: routes)
        AuditLog.add(to: routes)
        PeoplePages.add(to: routes)
        PersonPage.add(to: routes)
        PersonActions.add(to: routes)
        PersonExport.add(to: routes)
        CompanyPages.add(to: routes)
        WidgetPage.add(to: routes)
        SnippetsPage.add(to: routes)
    }

    @Sendable
    private static func overview(_ admin: AdminVisit) async throws -> Response {
        let settings = admin.tenant.settings
        let ideas = try await admin.services.feedback.count(of: admin.organization)
        let addresses = admin.tenant.hosts.map { host -> HTML in
            "<li><a href=\"\(host.origin)\">\(host.origin)</a></li>"
        }
        return try admin.page(
            "Overview",
            current: "/settings",
            """
            <h1>Overview</h1>
            <section class="panel">
            <h2>\(admin.visit.profile.name)</h2>
            <dl class="facts">
            <dt>Organization ID</dt><dd><code>\(admin.organization.rawValue)</code></dd>
            <dt>Portal</dt><dd><ul class="plain">\(addresses)</ul></dd>
            <dt>Ideas</dt><dd>\(ideas)</dd>
            <dt>Single sign-on</dt><dd>\(Badge(isOn: settings.isEnabled).html)</dd>
            <dt>ProductBridge login</dt><dd>\(Badge(isOn: !settings.isNativeLoginDisabled).html)</dd>
            </dl>
            </section>
            """
        )
    }
}

/// A badge that says whether something is on.
struct Badge {
    let html: HTML

    init(isOn: Bool) {
        html = isOn ? "<span class=\"badge badge-good\">On</span>" : "<span class=\"badge\">Off</span>"
    }
}
