// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeSSO

/// What the popup of Test Redirect Flow shows at its end.
struct TestResultPage {
    let visit: Visit
    let test: RedirectTest

    func response() throws -> Response {
        let body: HTML = """
            <main id="main" class="notice" data-test="\(test.id)">
            <h1>The test is over</h1>
            <p>The settings page shows what came of it. You can close this window.</p>
            </main>
            """
        let document = Document(title: "Test Redirect Flow", body: body, look: "plain")
        return Response(document, visit.services.resources)
    }
}
