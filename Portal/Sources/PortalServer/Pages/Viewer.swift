// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeSSO

/// Who looks at a page of the portal, and what the browser has to be sent along.
struct Viewer: Sendable {
    let user: PortalUser?
    let cookies: [SetCookie]

    /// Finds out by the session's cookie.
    init(_ visit: Visit) async throws {
        let found = try await visit.sso.session(visit.portalRequest, at: visit.now)
        cookies = found.cookies
        guard let session = found.session, let user = found.user else {
            self.user = nil
            return
        }
        // The session of a password that doesn't count any more is over.
        self.user = try await Self.isGood(session, visit) ? user : nil
    }

    private static func isGood(_ session: PortalSession, _ visit: Visit) async throws -> Bool {
        guard session.origin == .native else { return true }
        let found = try await visit.services.accounts.find(.member, email: session.email, of: visit.organization)
        guard let account = found?.account, !account.isSuspended else { return false }
        return session.createdAt.seconds > account.sessionsEndedAt
    }

    /// What others see of the person.
    var name: String {
        guard let user else { return "" }
        if let name = user.profile.name, !name.trimmed.isEmpty { return name }
        // Not the whole address: ideas are public.
        return user.email.split(separator: "@").first.map(String.init) ?? ""
    }
}

/// A person's picture, or the first letter of their name.
struct Avatar {
    let html: HTML

    init(name: String, url: String?) {
        if let url, url.lowercased().hasPrefix("https://") {
            html = """
                <img class="avatar" src="\(url)" alt="" width="28" height="28" loading="lazy" \
                referrerpolicy="no-referrer">
                """
        } else {
            let letter = name.trimmed.first.map { String($0).uppercased() } ?? "?"
            html = "<span class=\"avatar\" aria-hidden=\"true\">\(letter)</span>"
        }
    }
}
