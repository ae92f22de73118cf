// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeSSO

/// The last page in the popup of Test Redirect Flow. The settings page closes the popup if the test passed.
struct TestResultPage {
    let visit: Visit
    let test: RedirectTest

    func response() -> Response {
        let body: HTML = """
            <main id="main" class="notice">
            \(finding)
            <p class="fine">The settings page shows more. You can close this window.</p>
            </main>
            """
        let document = Document(title: "Test Redirect Flow", body: body, look: "plain")
        return Response(document, visit.services.resources)
    }

    private var finding: HTML {
        switch test.result(at: visit.now) {
        case .passed: "<p class=\"badge badge-good\">SSO Tested</p><h1>The test has passed</h1>"
        case .failed(let error):
            """
            <p class="badge badge-bad">Failed</p><h1>The test has failed</h1>
            <p class="alert alert-bad" role="alert">\(error.administratorMessage)</p>
            """
        default: "<h1>The test is over</h1>"
        }
    }
}
