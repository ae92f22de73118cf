// SPDX-License-Identifier: Apache-2.0

internal import PortalRecords
internal import ProductBridgeIdentity
package import ProductBridgeSSO

/// The portal's own data about an organization.
package struct OrganizationProfile: Hashable, Sendable {
    /// The name that visitors see.
    package var name: String
    /// The origins whose pages may embed the widget, such as `https://app.example.com`; any page may if this is empty.
    package var widgetOrigins: [String]
}

/// The organizations' names and origins.
package struct Organizations: Sendable {
    let store: any StatementStore

    /// An organization's data; if nothing is stored, its id is its name.
    package func profile(of organization: OrganizationID) async throws -> OrganizationProfile {
        try await store.reading { statements in
            let rows = try statements.run(
                "SELECT name, widget_origins FROM portal_organizations WHERE organization = $1",
                .text(organization.rawValue)
            )
            guard let row = rows.first else {
                return OrganizationProfile(name: organization.rawValue, widgetOrigins: [])
            }
            return OrganizationProfile(
                name: row.text(0) ?? "",
                widgetOrigins: (row.text(1) ?? "").split(separator: "\n").map(String.init)
            )
        }
    }

    package func setProfile(_ profile: OrganizationProfile, of organization: OrganizationID) async throws {
        try await store.writing { statements in
            try statements.run(
                """
                INSERT INTO portal_organizations (organization, name, widget_origins) VALUES ($1, $2, $3)
                ON CONFLICT (organization) DO UPDATE
                SET name = excluded.name, widget_origins = excluded.widget_origins
                """,
                .text(organization.rawValue),
                .text(profile.name),
                .text(profile.widgetOrigins.joined(separator: "\n"))
            )
        }
    }

    /// Sets the origins whose pages may embed the widget, and notes the change in the audit.
    func setWidgetOrigins(
        _ origins: [String],
        of organization: OrganizationID,
        by administrator: String,
        at now: NumericDate
    ) async throws {
        try await store.writing { statements in
            let before =
                try statements.run(
                    "SELECT widget_origins FROM portal_organizations WHERE organization = $1",
                    .text(organization.rawValue)
                ).first?.text(0) ?? ""
            let after = origins.joined(separator: "\n")
            guard after != before else { return }
            // An organization without a name is shown by its id.
            try statements.run(
                """
                INSERT INTO portal_organizations (organization, name, widget_origins) VALUES ($1, $1, $2)
                ON CONFLICT (organization) DO UPDATE SET widget_origins = excluded.widget_origins
                """,
                .text(organization.rawValue),
                .text(after)
            )
            try PortalChange.note(
                "widgetOrigins: \(Self.list(before)) -> \(Self.list(after))",
                by: administrator,
                of: organization,
                at: now,
                statements
            )
        }
    }

    private static func list(_ origins: String) -> String {
        origins.isEmpty ? "any" : origins.replacing("\n", with: ", ")
    }
}
