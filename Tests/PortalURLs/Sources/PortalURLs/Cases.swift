// SPDX-License-Identifier: Apache-2.0

@testable import ProductBridgeSSO

/// How ProductBridgeSSO reads hosts, pages, login URLs and queries.
enum Cases {
    static func answer(to fields: [String]) -> String {
        do {
            return PortalURLs.ok(try parts(fields))
        } catch {
            return "refused\t\(error.code.rawValue)"
        }
    }

    private static func parts(_ fields: [String]) throws(SSOError) -> [String] {
        switch fields[0] {
        case "host":
            let host = try PortalHost(fields[1], insecureLoopback: fields[2] == "true")
            return [host.description, host.origin]
        case "page":
            let tenant = try tenant(fields[1], id: "org_1")
            return [try ReturnTo(fields[2], on: tenant.hosts[0], of: tenant).location]
        case "begin":
            let tenant = try tenant(fields[1], id: "org_1")
            let page = ReturnTo.page(fields[2], on: tenant.hosts[0], of: tenant)
            let sent = AttemptState.adding(fields[3], to: page)
            return [page.location, sent, AttemptState.removing(from: sent)]
        case "login":
            let tenant = try tenant(fields[1], id: fields[2])
            let redirect = LoginRedirect(
                loginURL: try LoginURL(fields[3]),
                callback: tenant.hosts[0].callbackURL,
                organization: tenant.organization,
                returnTo: fields[4],
                isTest: fields[5] == "true"
            )
            return [redirect.url]
        case "callback":
            guard let organization = OrganizationID(rawValue: fields[2]) else {
                throw SSOError(.unknownOrganization)
            }
            let callback = try CallbackQuery(fields[3], organization: organization)
            return [callback.token, callback.returnTo ?? "", callback.state ?? ""]
        default:
            fatalError("there is no case \(fields[0])")
        }
    }

    private static func tenant(_ hosts: String, id: String) throws(SSOError) -> Tenant {
        guard let id = OrganizationID(rawValue: id) else { throw SSOError(.unknownOrganization) }
        var parsed: [PortalHost] = []
        for host in hosts.split(separator: " ") { parsed.append(try PortalHost(String(host))) }
        return try Tenant(organization: id, hosts: parsed)
    }
}
