// SPDX-License-Identifier: Apache-2.0

import ProductBridgeSSO
import Testing

/// An organization with a subdomain, a custom domain and one on a port, and hosts for development.
enum Portal {
    static func id(_ text: String = "org_1") throws -> OrganizationID {
        try #require(OrganizationID(rawValue: text))
    }

    static func organization() throws -> Organization {
        try Organization(
            id: id(),
            hosts: [
                PortalHost("acme.productbridge.io"), PortalHost("feedback.example.com"),
                PortalHost("example.com:8443"),
            ]
        )
    }

    static func development() throws -> Organization {
        try Organization(
            id: id(),
            hosts: [
                PortalHost("localhost:3000", insecureLoopback: true),
                PortalHost("127.0.0.1", insecureLoopback: true), PortalHost("acme.productbridge.io"),
            ]
        )
    }

    /// What any part of a value says of itself, as deep as mirrors go.
    static func everything(about value: Any, depth: Int = 8) -> String {
        var said = "\(value)" + String(describing: value) + String(reflecting: value)
        dump(value, to: &said)
        guard depth > 0 else { return said }
        for child in Mirror(reflecting: value).children {
            said += (child.label ?? "") + everything(about: child.value, depth: depth - 1)
        }
        return said
    }
}
