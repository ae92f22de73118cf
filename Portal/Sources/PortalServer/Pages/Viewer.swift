// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// The viewer of a page of the portal, and cookies to send to the browser.
struct Viewer: Sendable {
    let user: PortalUser?
    /// The name that others see; empty for a stranger.
    let name: String
    let cookies: [SetCookie]

    /// Identifies the viewer by the session's cookie.
    init(_ visit: Visit) async throws {
        let found = try await visit.sso.session(visit.portalRequest, at: visit.now)
        cookies = found.cookies
        guard let session = found.session, let user = found.user else {
            (self.user, name) = (nil, "")
            return
        }
        guard session.origin == .native else {
            (self.user, name) = (user, user.publicName)
            return
        }
        // Sessions begun with a suspended password have ended.
        let account = try await visit.services.accounts.find(
            .member,
            email: session.email,
            of: visit.organization
        )?.account
        guard let account, !account.isSuspended, session.createdAt.seconds > account.sessionsEndedAt else {
            (self.user, name) = (nil, "")
            return
        }
        self.user = user
        name = account.name.isEmpty ? user.publicName : account.name
    }
}

extension PortalUser {
    /// The name that others see: not the whole address, because ideas are public.
    var publicName: String {
        if let name = profile.name, !name.trimmed.isEmpty { return String(name.prefix(200)) }
        return email.split(separator: "@").first.map(String.init) ?? ""
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
