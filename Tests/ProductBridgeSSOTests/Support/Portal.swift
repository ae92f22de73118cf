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
}
