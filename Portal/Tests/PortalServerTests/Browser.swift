// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import PortalServer

/// Acts like a browser: stores cookies, sends the origin of the page that made a request, and sends the form token of
/// the last page.
final class Browser: Sendable {
    let client: any TestClientProtocol
    private let jar = Mutex<[String: String]>([:])
    private let formToken = Mutex<String?>(nil)

    init(client: any TestClientProtocol) {
        self.client = client
    }

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String

        var location: String? { headers[.location] }
        var setCookies: [String] { headers[values: .setCookie] }
    }

    subscript(cookie name: String) -> String? {
        get { jar.withLock { $0[name] } }
        set { jar.withLock { $0[name] = newValue } }
    }

    /// Opens a page.
    ///
    /// - Parameter site: The `Sec-Fetch-Site` that the browser sends: `none` for a typed address.
    @discardableResult
    func get(_ path: String, site: String = "same-origin", headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, body: nil, site: site, headers: headers)
    }

    /// Sends a form, with the last page's token unless another is given.
    @discardableResult
    func post(
        _ path: String,
        _ fields: [String: String] = [:],
        site: String = "same-origin",
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        var fields = fields
        if fields["form_token"] == nil { fields["form_token"] = formToken.withLock { $0 } }
        let body = fields.map { "\(PercentEncoding.query($0))=\(PercentEncoding.query($1))" }.joined(
            separator: "&"
        )
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await send(.post, path, body: body, site: site, headers: headers)
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        body: String?,
        site: String?,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        if let site, let name = HTTPField.Name("Sec-Fetch-Site") { headers[name] = site }
        let cookies = jar.withLock { $0.map { "\($0)=\($1)" }.sorted().joined(separator: "; ") }
        if !cookies.isEmpty { headers[.cookie] = cookies }
        return try await client.execute(
            uri: path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        ) { response in
            let answer = Answer(
                status: response.status.code,
                headers: response.headers,
                text: String(buffer: response.body)
            )
            self.keep(answer)
            return answer
        }
    }

    private func keep(_ answer: Answer) {
        for header in answer.setCookies {
            let parts = header.split(separator: ";", maxSplits: 1).map(String.init)
            let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init
            )
            jar.withLock { $0[pair[0]] = header.contains("Max-Age=0") ? nil : pair[1] }
        }
        let marker = "name=\"form_token\" value=\""
        if let range = answer.text.range(of: marker) {
            let token = answer.text[range.upperBound...].prefix { $0 != "\"" }
            formToken.withLock { $0 = String(token) }
        }
    }
}

extension Browser {
    /// Logs an administrator in.
    func logInAsAdministrator(_ email: String = TestPortal.adminEmail) async throws {
        try await get("/admin/login")
        let answer = try await post(
            "/admin/login",
            ["email": email, "password": TestPortal.password, "next": "/settings"]
        )
        try #require(answer.status == 303)
        try await get("/settings")
    }
}
