// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// The HTML of an explanation.
struct ExplanationView {
    let explanation: Explanation

    var html: HTML {
        """
        <section class="panel" aria-labelledby="verdict">
        <h2 id="verdict">\(verdict)</h2>
        \(causes)
        <h3>Checks</h3>
        <div class="table-scroll" tabindex="0"><table class="table"><thead><tr><th>Check</th><th>Result</th><th>Values</th></tr></thead>
        <tbody>\(explanation.checks.map(check))</tbody></table></div>
        \(policies)
        <details class="more"><summary>The whole report</summary>
        <pre class="report" tabindex="0">\(explanation.text())</pre></details>
        </section>
        """
    }

    private var verdict: HTML {
        let status = explanation.status
        let label = Label(text: status.name, tone: status == .ok ? .good : .bad).html
        let cleaned: HTML =
            explanation.statusAfterCleaning == status
            ? ""
            : " Without what is wrapped around it: \(Label(text: explanation.statusAfterCleaning.name).html)"
        return "\(status == .ok ? "The token is accepted" : "The token is refused") \(label)\(cleaned)"
    }

    private var causes: HTML {
        guard !explanation.causes.isEmpty else {
            return explanation.status == .ok ? "<p>Nothing is odd about it.</p>" : .empty
        }
        let items = explanation.causes.map { cause -> HTML in
            """
            <li><p><strong>\(cause.advice)</strong></p>
            <p>\(cause.found.map { "Found: \($0) " as HTML })\(side(cause.side)) <code>\(cause.name)</code></p></li>
            """
        }
        return "<ol class=\"causes\">\(items)</ol>"
    }

    private func side(_ side: Explanation.Side) -> HTML {
        switch side {
        case .signer: "To change at your server."
        case .carrier: "To change where the token is handed on."
        case .verifier: "To change in these settings."
        default: "Only to be known."
        }
    }

    private func check(_ check: Explanation.Check) -> HTML {
        let tone: Label.Tone =
            switch check.outcome {
            case .passed: .good
            case .warned: .warn
            case .failed: .bad
            default: .plain
            }
        return """
            <tr><td><code>\(check.name)</code></td>\
            <td>\(Label(text: check.outcome.name.replacing("_", with: " "), tone: tone).html)</td>\
            <td>\(check.values)</td></tr>
            """
    }

    private var policies: HTML {
        guard !explanation.policies.isEmpty else { return .empty }
        let items = explanation.policies.map { result -> HTML in
            """
            <li><code>\(result.name)</code> \
            \(Label(text: result.status.name, tone: result.status == .ok ? .good : .bad).html) \(result.claim?.name)</li>
            """
        }
        return "<h3>What other policies would say</h3><ul class=\"plain\">\(items)</ul>"
    }
}
