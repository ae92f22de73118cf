// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird

/// A refusal in JSON: `{"error":{"code","message","reference"}}`.
struct WidgetError: Encodable {
    private struct Body: Encodable {
        let code: String
        let message: String
        let reference: String
    }

    private let error: Body

    init(code: String, message: String, reference: String) {
        error = Body(code: code, message: message, reference: reference)
    }

    func response(_ status: HTTPResponse.Status) -> Response {
        Response(json: self, status: status)
    }
}
