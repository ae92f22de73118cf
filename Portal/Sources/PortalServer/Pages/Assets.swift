// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird

/// The program's own files.
enum Assets {
    /// Addresses contain a digest of the file.
    private static let forGood = 31_536_000

    static func add(to routes: Routes) {
        let resources = routes.services.resources
        routes.router.get("/assets/portal.css") { request, _ in
            resources.answer(resources.styles, to: request, maxAge: forGood)
        }
        routes.router.get("/assets/settings.js") { request, _ in
            resources.answer(resources.settingsScript, to: request, maxAge: forGood)
        }
        routes.router.get("/assets/icon.svg") { request, _ in
            resources.answer(resources.icon, to: request, maxAge: 86_400)
        }
        routes.router.get("/sdk/pb-widget.js") { request, _ in
            forOtherSites(resources.answer(resources.widget, to: request, maxAge: 300))
        }
        routes.router.get("/sdk/pb-widget.d.ts") { request, _ in
            forOtherSites(resources.answer(resources.widgetTypes, to: request, maxAge: 300))
        }
        routes.router.get("/api/openapi.json") { request, _ in
            forOtherSites(resources.answer(resources.openAPI, to: request, maxAge: 300))
        }
        routes.router.get("/robots.txt") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain"],
                body: .init(byteBuffer: .init(string: robots))
            )
        }
    }

    /// Customers' pages load the widget's script, also with `crossorigin`.
    private static func forOtherSites(_ response: Response) -> Response {
        var response = response
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.crossOriginResourcePolicy] = "cross-origin"
        return response
    }

    private static let robots = """
        User-agent: *
        Disallow: /settings
        Disallow: /admin
        Disallow: /api

        """
}
