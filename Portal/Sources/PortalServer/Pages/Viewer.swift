// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import ProductBridgeIdentity
internal import ProductBridgeSSO

/// Who looks at a page of the portal, and what the browser has to be sent along.
struct Viewer: Sendable {
    let user: PortalUser?
    /// What others see of the person; empty for a stranger.
    let name: String
    let cookies: [SetCookie]

    /// Finds out by the session's cookie.
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
        // The session of a password that doesn't count any more is over.
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
    /// The name that others see: not the whole address, since ideas are public.
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
