// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeSSO

/// SSO → Portal: the portal's addresses, to copy.
enum PortalAddresses {
    static let path = "/settings/sso/portal"

    static func add(to routes: Routes) {
        routes.adminGet("/settings/sso/portal") { admin in
            let hosts = admin.tenant.hosts.enumerated().map { index, host -> HTML in
                """
                <section class="panel" aria-labelledby="host-\(index)">
                <h2 id="host-\(index)">\(host.description) \(if: index == 0, Label(text: "Main", tone: .good).html)</h2>
                \(CopyField(label: "Portal URL", text: host.origin, id: "portal-\(index)").html)
                \(CopyField(label: "SSO Callback URL", text: host.callbackURL, id: "callback-\(index)").html)
                </section>
                """
            }
            return try admin.page(
                "Portal",
                current: path,
                """
                <h1>Portal</h1>
                <p class="intro">Where your portal is, and where your login page sends people back to.</p>
                \(hosts)
                <section class="panel" aria-labelledby="organization">
                <h2 id="organization">Organization</h2>
                \(CopyField(label: "Organization ID", text: admin.organization.rawValue, id: "organization-id").html)
                <p class="hint">Allow the SSO Callback URL at your OAuth provider, or in your CSRF settings, if your login \
                system checks where it redirects to. Your login page compares <code>redirect</code> with it, byte by byte.</p>
                </section>
                """
            )
        }
    }
}
