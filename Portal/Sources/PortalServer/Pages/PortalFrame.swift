// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeSSO

extension Visit {
    /// A page of the public portal, within its frame.
    func page(
        _ title: String,
        _ viewer: Viewer,
        status: HTTPResponse.Status = .ok,
        scripts: [String] = [],
        _ content: HTML
    ) throws -> Response {
        let document = Document(
            title: title == profile.name ? title : "\(title) · \(profile.name)",
            body: try frame(viewer, content),
            scripts: scripts
        )
        var response = try finish(Response(document, services.resources, status: status))
        for cookie in viewer.cookies { response.add(cookie) }
        return response
    }

    private func frame(_ viewer: Viewer, _ content: HTML) throws -> HTML {
        """
        <header class="bar">
        <a class="brand" href="/"><span class="mark" aria-hidden="true"></span>\
        <span class="brand-name">\(profile.name)</span></a>
        <div class="bar-end">\(try account(viewer))</div>
        </header>
        <main id="main" class="portal-main">
        \(content)
        </main>
        <footer class="foot"><p>Feedback by ProductBridge</p></footer>
        """
    }

    private func account(_ viewer: Viewer) throws -> HTML {
        guard let user = viewer.user else {
            return
                "<a class=\"button button-primary\" href=\"\(SignInPages.path(returningTo: request.uri.path))\">Sign in</a>"
        }
        return """
            <span class="who">\(Avatar(name: viewer.name, url: user.profile.avatarURL).html)\
            <span class="who-name" title="\(user.email)">\(viewer.name)</span></span>
            <form method="post" action="/signout">\(try tokenField)\
            <button class="button button-quiet">Sign out</button></form>
            """
    }
}
