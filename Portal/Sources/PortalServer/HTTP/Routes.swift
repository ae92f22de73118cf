// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import ProductBridgeSSO

/// The parts of the portal add their routes here.
///
/// ```swift
/// enum PublicPages {
///     static func add(to routes: Routes) {
///         routes.get("/", ideas)
///     }
/// }
/// ```
struct Routes {
    let router: Router<PortalContext>
    let services: AppServices

    typealias Page = @Sendable (Visit) async throws -> Response
    typealias AdminPage = @Sendable (AdminVisit) async throws -> Response

    /// A page of the portal.
    func get(_ path: RouterPath, _ page: @escaping Page) {
        let services = services
        router.get(path) { request, context in
            try await page(Visit(request, context, services))
        }
    }

    /// The action of a form. A form from another site's page, or one without its token, is refused before `action` runs.
    func post(_ path: RouterPath, _ action: @escaping Page) {
        let services = services
        router.post(path) { request, context in
            let visit = try await Visit(request, context, services)
            guard try visit.isOwnForm else { throw PageError.foreignForm }
            return try await action(visit)
        }
    }

    /// A page of the settings. Anyone who isn't an administrator of the organization is redirected to the login.
    func adminGet(_ path: RouterPath, _ page: @escaping AdminPage) {
        get(path) { visit in
            guard let admin = try await AdminVisit(visit) else { return AdminLogin.leadOn(visit) }
            return try await page(admin)
        }
    }

    /// The action of a form in the settings: like ``post(_:_:)``, but only for administrators.
    func adminPost(_ path: RouterPath, _ action: @escaping AdminPage) {
        post(path) { visit in
            guard let admin = try await AdminVisit(visit) else { return AdminLogin.leadOn(visit) }
            return try await action(admin)
        }
    }
}
