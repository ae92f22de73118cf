// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import ProductBridgeSSO

/// A sample from the documents for customers to copy, with its faults fixed.
struct Snippet: Sendable {
    let file: String
    let kind: String
    let title: String
    /// What it is written for.
    let needs: String
    /// The differences from the documents' sample, and the reasons.
    let notes: [String]
    private let template: String

    /// All samples, in the order of the page.
    static let all: [Snippet] = {
        let entries = try? JSONDecoder().decode([Entry].self, from: Data(PackageResources.snippets_json))
        return (entries ?? []).compactMap { entry in
            texts[entry.file].map {
                Snippet(
                    file: entry.file,
                    kind: entry.kind,
                    title: entry.title,
                    needs: entry.needs,
                    notes: entry.notes,
                    template: String(decoding: $0, as: UTF8.self)
                )
            }
        }
    }()

    private struct Entry: Decodable {
        let file, kind, title, needs: String
        let notes: [String]
    }

    private static let texts: [String: [UInt8]] = [
        "sso-node.js": PackageResources.sso_node_js,
        "sso-flask.py": PackageResources.sso_flask_py,
        "sso-laravel.php": PackageResources.sso_laravel_php,
        "sso-rails.rb": PackageResources.sso_rails_rb,
        "sso-go.go": PackageResources.sso_go_go,
        "token-node.js": PackageResources.token_node_js,
        "token-flask.py": PackageResources.token_flask_py,
        "token-laravel.php": PackageResources.token_laravel_php,
        "token-rails.rb": PackageResources.token_rails_rb,
        "token-go.go": PackageResources.token_go_go,
        "hash-node.js": PackageResources.hash_node_js,
        "widget-plain.html": PackageResources.widget_plain_html,
        "widget-react.jsx": PackageResources.widget_react_jsx,
        "widget-vue.vue": PackageResources.widget_vue_vue,
        "widget-angular.ts": PackageResources.widget_angular_ts,
        "widget-identify.js": PackageResources.widget_identify_js,
    ]

    /// The sample for an organization's portal. Ids and hosts need no escaping in any language's string literals.
    func filled(for organization: OrganizationID, at host: PortalHost) -> String {
        [
            "ORGANIZATION_ID": organization.rawValue, "PORTAL_URL": host.origin,
            "CALLBACK_URL": host.callbackURL,
            "WIDGET_SCRIPT_URL": host.origin + "/sdk/pb-widget.js",
        ].reduce(template) { $0.replacingOccurrences(of: "{{\($1.key)}}", with: $1.value) }
    }
}
