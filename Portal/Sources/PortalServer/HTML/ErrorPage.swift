// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird

/// The page for an error.
struct ErrorPage {
    let error: PageError
    let requestID: String

    func response(_ resources: StaticResources) -> Response {
        let body: HTML = """
            <main id="main" class="notice">
            <p class="notice-code">\(error.status.code)</p>
            <h1>\(error.title)</h1>
            <p>\(error.message)</p>
            <p><a class="button" href="/">Back to the portal</a></p>
            <p class="fine">Request <code>\(requestID)</code></p>
            </main>
            """
        var response = Response(
            Document(title: error.title, body: body, look: "plain"),
            resources,
            status: error.status
        )
        // The page's URL may contain a token, which the style sheet's request must not pass on to a proxy's log.
        response.headers[.referrerPolicy] = "no-referrer"
        return response
    }
}
