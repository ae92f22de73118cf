// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeSSO

/// The samples, filled in for the organization.
enum SnippetsPage {
    static let path = "/settings/snippets"

    private static let groups: [(kind: String, title: String, text: String)] = [
        (
            "sso", "Single sign-on: your login page",
            "Sends people back to the portal with a token, after your own login."
        ),
        ("token", "Widget: your token endpoint", "Gives the widget a token of the person who is logged in."),
        ("hash", "User hash", "Only where Widget Auth requires it."),
        ("widget", "Widget: your pages", "Loads the widget, and tells it who is logged in."),
    ]

    static func add(to routes: Routes) {
        routes.adminGet("/settings/snippets", page)
    }

    @Sendable
    private static func page(_ admin: AdminVisit) async throws -> Response {
        let sections = groups.map { group -> HTML in
            let snippets = Snippet.all.filter { $0.kind == group.kind }
            return """
                <section class="panel" aria-labelledby="\(group.kind)">
                <h2 id="\(group.kind)">\(group.title)</h2><p>\(group.text)</p>
                \(snippets.map { snippet($0, admin) })
                </section>
                """
        }
        return try admin.page(
            "Snippets",
            current: path,
            """
            <h1>Snippets</h1>
            <p class="intro">Code for your server and your pages, filled in with your organization's ID and addresses.</p>
            \(sections)
            <section class="panel" aria-labelledby="others">
            <h2 id="others">Other libraries</h2>
            <p><strong>Java, jjwt:</strong> it chooses the algorithm by the secret's length, so 64 characters become HS512, which \
            is refused. Name it: <code>signWith(Keys.hmacShaKeyFor(secret.getBytes(UTF_8)), Jwts.SIG.HS256)</code>.</p>
            <p><strong>Any:</strong> the secret's 64 characters are the key, as they are: don't decode them from hex or \
            base64. Tokens live for one hour at most.</p>
            </section>
            """
        )
    }

    private static func snippet(_ snippet: Snippet, _ admin: AdminVisit) -> HTML {
        let id = "code-" + snippet.file.replacing(".", with: "-")
        let text = snippet.filled(for: admin.organization, at: admin.tenant.hosts[0])
        return """
            <details class="snippet"><summary>\(snippet.title) <span class="fine">\(snippet.needs)</span></summary>
            <div class="code-head"><span class="fine">\(snippet.file)</span>\(CopyButton(label: snippet.file, id: id).html)</div>
            <pre class="code" tabindex="0"><code id="\(id)">\(text)</code></pre>
            <h3>What differs from the documents' sample</h3>
            <ul>\(snippet.notes.map { "<li>\($0)</li>" as HTML })</ul>
            </details>
            """
    }
}
