// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing

@testable import PortalServer

/// A widget on a customer's page.
struct Widget: Sendable {
    let browser: Browser

    init(_ browser: Browser) {
        self.browser = browser
    }

    func post(
        _ name: String,
        _ fields: [String: any Sendable] = [:],
        credential: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Browser.Answer {
        var headers = headers
        headers[.contentType] = "application/json"
        if let credential { headers[.authorization] = "Bearer \(credential)" }
        let body = fields.merging(["organizationId": "acme"]) { $1 }
        return try await browser.send(
            .post,
            "/api/widget/\(name)",
            body: String(decoding: JSONSerialization.data(withJSONObject: body), as: UTF8.self),
            site: "cross-site",
            headers: headers
        )
    }

    func identify(_ token: String) async throws -> Browser.Answer {
        try await post("identify", ["userToken": token])
    }

    func credential(_ token: String) async throws -> String {
        try #require(try await identify(token).json()["credential"] as? String)
    }

    func ideas(credential: String? = nil) async throws -> Browser.Answer {
        let headers: HTTPFields = credential.map { [.authorization: "Bearer \($0)"] } ?? [:]
        return try await browser.get(
            "/api/widget/ideas?organizationId=acme",
            site: "cross-site",
            headers: headers
        )
    }
}

extension Browser.Answer {
    func json() throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// The code of an error.
    var code: String? {
        (try? json()["error"] as? [String: Any])?["code"] as? String
    }
}
