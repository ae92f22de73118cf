// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The body of a request: JSON that names the organization.
protocol WidgetBody: Decodable, Sendable {
    var organizationId: String? { get set }
}

/// A request from a widget, after checking its organization and that its page may embed it.
struct WidgetCall<Body: WidgetBody>: Sendable {
    let services: AppServices
    let body: Body
    let tenant: Tenant
    let profile: OrganizationProfile
    let now: NumericDate
    /// The visitor's credential; nil if there is none.
    let credential: String?
    private let context: PortalContext

    var organization: OrganizationID { tenant.organization }

    init(_ request: Request, _ context: PortalContext, _ services: AppServices, body: Body) async throws {
        self.services = services
        self.context = context
        self.body = body
        now = services.clock()
        credential = try Self.credential(request)
        guard let id = body.organizationId else { throw WidgetRefusal.missing("organizationId") }
        guard let organization = OrganizationID(rawValue: id) else { throw WidgetRefusal.unknownOrganization }
        do {
            tenant = try await services.sso.tenant(organization)
        } catch let error as SSOError where error.code == .unknownOrganization {
            throw WidgetRefusal.unknownOrganization
        }
        profile = try await services.organizations.profile(of: organization)
        if let origin = request.headers[.origin], !allows(origin) { throw WidgetRefusal.originNotAllowed }
    }

    private static func credential(_ request: Request) throws -> String? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw WidgetRefusal.credentialExpired
        }
        return parts[1].trimmed
    }

    /// Whether pages of an origin may embed the widget: any if the organization names none, and always the portal's own.
    private func allows(_ origin: String) -> Bool {
        profile.widgetOrigins.isEmpty || profile.widgetOrigins.contains(origin)
            || tenant.hosts.contains { $0.origin == origin }
    }

    /// The author of a submission; nil for an anonymous visitor.
    func submitter() async throws -> PortalUser? {
        do {
            return try await services.sso.submitter(credential, of: organization, at: now)
        } catch let error as SSOError where error.code == .unknownSession {
            throw WidgetRefusal.credentialExpired
        } catch let error as SSOError where error.code == .identifyRequired {
            throw WidgetRefusal.identifyRequired
        }
    }

    func take(_ limiter: RateLimiter) throws {
        if let wait = limiter.take(context.client.limitKey, at: now.secondsSinceEpoch) {
            throw PageError.tooMany(retryAfter: wait)
        }
    }

    /// Records the token for the settings pages. A failure doesn't concern the visitor, so it is only logged.
    func noteAccepted(_ identified: Identified) async {
        do {
            try await services.tokenNotes.note(identified, of: organization, at: now)
        } catch {
            context.logger.error("not noted", metadata: ["what": "token", "error": .string("\(error)")])
        }
    }

    /// The answer to a refused token, with a number that an administrator can find in the log.
    func refusal(_ error: SSOError) async -> WidgetRefusal {
        let reference = await services.refusals.note(
            error,
            from: .widget,
            of: organization,
            request: context.requestID,
            at: now
        )
        context.logger.notice(
            "refused",
            metadata: ["code": .string(error.name), "reference": .string(reference)]
        )
        return WidgetRefusal(
            status: .unauthorized,
            code: error.name,
            message: error.visitorMessage,
            reference: reference
        )
    }
}

/// Why a request of the widget is refused.
struct WidgetRefusal: Error {
    let status: HTTPResponse.Status
    let code: String
    let message: String
    /// If nil, the request's id is used.
    var reference: String?

    static let unknownOrganization = WidgetRefusal(
        status: .notFound,
        code: "unknown_organization",
        message: "There is no such organization. Check organizationId."
    )
    static let originNotAllowed = WidgetRefusal(
        status: .forbidden,
        code: "origin_not_allowed",
        message:
            "This page may not embed the widget. Its origin has to be in the settings, under Widget Auth."
    )
    static let credentialExpired = WidgetRefusal(
        status: .unauthorized,
        code: "credential_expired",
        message: "Please log in."
    )
    static let identifyRequired = WidgetRefusal(
        status: .unauthorized,
        code: "identify_required",
        message: "Please log in."
    )
    static func missing(_ name: String) -> WidgetRefusal {
        WidgetRefusal(status: .badRequest, code: "missing_parameter", message: "\(name) is missing.")
    }
}
