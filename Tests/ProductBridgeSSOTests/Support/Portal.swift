// SPDX-License-Identifier: Apache-2.0

@testable import ProductBridgeSSO

/// An organization with a subdomain, a custom domain, a domain with a port, and hosts for development.
enum Portal {
    static func tenant(_ hosts: [PortalHost]? = nil, id: String = "org_1") throws -> Tenant {
        try Tenant(
            organization: Fixture.organization(id),
            hosts: hosts ?? [
                PortalHost("acme.productbridge.io"), PortalHost("feedback.example.com"),
                PortalHost("example.com:8443"),
            ]
        )
    }

    static func development() throws -> Tenant {
        try tenant([
            PortalHost("localhost:3000", insecureLoopback: true),
            PortalHost("127.0.0.1", insecureLoopback: true), PortalHost("acme.productbridge.io"),
        ])
    }
}
