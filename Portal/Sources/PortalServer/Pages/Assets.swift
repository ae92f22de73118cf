// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird

/// The program's own files.
enum Assets {
    /// Addresses carry a digest of what they lead to.
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
        routes.router.get("/robots.txt") { _, _ in
            Response(status: .ok, headers: [.contentType: "text/plain"], body: .init(byteBuffer: .init(string: robots)))
        }
    }

    private static let robots = """
        User-agent: *
        Disallow: /settings
        Disallow: /admin
        Disallow: /api

        """
}
