// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A whole page.
struct Document {
    var title: String
    /// The content of the page's body.
    var body: HTML
    /// The addresses of the scripts in ``StaticResources`` that the page needs.
    var scripts: [String] = []
    /// The page's layout: `portal`, `settings` or `plain`.
    var look: String = "portal"

    func html(_ resources: StaticResources) -> HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="\(if: look == "portal", "index", else: "noindex")">
        <title>\(title)</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="\(resources.stylesPath)">
        \(scripts.map { "<script src=\"\($0)\" defer></script>" as HTML })
        </head>
        <body class="\(look)">
        <a class="skip" href="#main">Skip to content</a>
        \(body)
        </body>
        </html>

        """
    }
}

extension Response {
    /// A page.
    init(
        _ document: Document,
        _ resources: StaticResources,
        status: HTTPResponse.Status = .ok,
        policy: ContentPolicy = ContentPolicy()
    ) {
        self.init(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy.text],
            body: ResponseBody(byteBuffer: ByteBuffer(string: document.html(resources).text))
        )
    }

    /// Redirects, with GET, to a page of the portal.
    static func seeOther(_ location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location])
    }
}
