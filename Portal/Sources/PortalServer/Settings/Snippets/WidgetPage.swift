// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeSSO

/// Widget & Embeds: the steps to show the widget on a customer's pages, in their order.
enum WidgetPage {
    static let path = "/settings/widget"

    static func add(to routes: Routes) {
        routes.adminGet("/settings/widget", page)
    }

    @Sendable
    private static func page(_ admin: AdminVisit) async throws -> Response {
        let origin = admin.tenant.hosts[0].origin
        let policy = "script-src \(origin); connect-src \(origin); img-src https:"
        return try admin.page(
            "Widget & Embeds",
            current: path,
            """
            <h1>Widget &amp; Embeds</h1>
            <p class="intro">Show the widget in your application, and tell it who is logged in.</p>
            <section class="panel" aria-labelledby="keys">
            <h2 id="keys"><span class="step">1</span> Create a key</h2>
            <p>Your server signs the widget's tokens with it, and those of single sign-on.</p>
            <div class="buttons"><a class="button" href="\(KeySettings.path)">API Keys</a></div>
            </section>
            <section class="panel" aria-labelledby="code">
            <h2 id="code"><span class="step">2</span> Add the code</h2>
            \(CopyField(label: "Script", text: "\(origin)/sdk/pb-widget.js", id: "script").html)
            \(CopyField(label: "Organization ID", text: admin.organization.rawValue, id: "organization-id").html)
            <div class="buttons"><a class="button" href="\(SnippetsPage.path)">Snippets</a></div>
            </section>
            <section class="panel" aria-labelledby="policy">
            <h2 id="policy"><span class="step">3</span> Allow it to load</h2>
            \(CopyField(label: "Sources", text: policy, id: "sources").html)
            <p class="hint">If your pages have a Content Security Policy, it needs these sources. <code>img-src</code> is for profile \
            pictures; without it the widget shows initials. For browsers from before 2023, give the script's tag a \
            <code>nonce</code>.</p>
            </section>
            <section class="panel" aria-labelledby="security">
            <h2 id="security"><span class="step">4</span> Choose who may use it</h2>
            <p>Identified people only, a user hash, known people only, and the pages that may embed it.</p>
            <div class="buttons"><a class="button" href="\(WidgetAuthSettings.path)">Security</a></div>
            </section>
            """
        )
    }
}
