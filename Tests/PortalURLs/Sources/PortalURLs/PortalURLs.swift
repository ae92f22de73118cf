// SPDX-License-Identifier: Apache-2.0

import ProductBridgeSSO

/// Reads cases, a line each, and prints what ProductBridgeSSO makes of each: `ok` and its parts, or
/// `refused` and the error's code.
///
/// Fields are separated by tabs, and written as hex digits of their UTF-8, since they hold anything.
@main
struct PortalURLs {
    static func main() {
        while let line = readLine() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(decode)
            do {
                print((["ok"] + (try answer(to: fields).map(encode))).joined(separator: "\t"))
            } catch {
                print("refused\t\(error.code.rawValue)")
            }
        }
    }

    private static func answer(to fields: [String]) throws(SSOError) -> [String] {
        switch fields[0] {
        case "host":
            let host = try PortalHost(fields[1], insecureLoopback: fields[2] == "true")
            return [host.description, host.origin]
        case "page":
            let organization = try organization(fields[1], id: "org_1")
            return [try ReturnTo(fields[2], on: organization.mainHost, of: organization).location]
        case "login":
            let organization = try organization(fields[1], id: fields[2])
            let redirect = LoginRedirect(
                loginURL: try LoginURL(fields[3]),
                host: organization.mainHost,
                organization: organization.id,
                returnTo: try ReturnTo(fields[4], on: organization.mainHost, of: organization),
                isTest: fields[5] == "true"
            )
            return [redirect.url]
        case "callback":
            let organization = try organization(fields[1], id: fields[2])
            let callback = try SSOCallback(
                query: fields[3],
                host: organization.mainHost,
                organization: organization
            )
            return [callback.token, callback.returnTo?.location ?? ""]
        default:
            fatalError("there is no case \(fields[0])")
        }
    }

    private static func organization(_ hosts: String, id: String) throws(SSOError) -> Organization {
        guard let id = OrganizationID(rawValue: id) else { throw SSOError(.unknownOrganization) }
        var parsed: [PortalHost] = []
        for host in hosts.split(separator: " ") { parsed.append(try PortalHost(String(host))) }
        return try Organization(id: id, hosts: parsed)
    }

    private static func decode(_ hex: Substring) -> String {
        let digits = hex.compactMap(\.hexDigitValue)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { fatalError("a field is not UTF-8") }
        return text
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
