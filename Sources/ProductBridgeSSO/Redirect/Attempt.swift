// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// A sign-in, or a test of the redirect flow, that a browser has begun: it ties a callback to the browser
/// that began it (login CSRF).
///
/// It isn't stored: the browser holds it in its own cookie, signed by ``MasterKeys``. The store only records
/// that it was used, until it expires.
struct Attempt: Hashable, Sendable {
    enum Purpose: String {
        case signIn = "s", test = "t", comparison = "c"
    }

    /// 32 random hex characters. The customer's login page sees them.
    let id: String
    let purpose: Purpose
    /// The page that the visitor was trying to reach.
    let page: ReturnTo
    /// The last second at which a callback is accepted.
    let expiresAt: Int64

    static func newID() throws(VerificationError) -> String {
        String(try Secret.generate().prefix(AttemptState.idCount))
    }

    /// The key under which the store records whether it was used.
    var digest: String {
        get throws(VerificationError) { try Digest.attempt.of(id) }
    }

    func isOpen(at now: NumericDate) -> Bool {
        !now.isAfter(lastSecond: NumericDate(expiresAt))
    }
}

/// The attempts that a browser holds at a portal's host.
struct AttemptCookies {
    /// Those with an authentic cookie that haven't expired, the newest first.
    private(set) var open: [Attempt] = []
    /// The numbers of those with an authentic cookie that have expired.
    private(set) var late: Set<String> = []
    /// Cookies that are no longer needed.
    private(set) var useless: [SetCookie] = []

    static let namePrefix = "__Host-pb-attempt-"
    private static let maximumOpened = 8
    private static let maximumOpen = 4
    private static let maximumBytes = 3800

    private let keys: MasterKeys
    private let place: String

    /// Opens the cookies of a request, 8 at most: that of `wanted`, and then the newest.
    init(
        _ request: PortalRequest,
        tenant: Tenant,
        keys: MasterKeys,
        wanted: String? = nil,
        at now: NumericDate
    ) throws {
        self.keys = keys
        place = "\(tenant.organization.rawValue) \(request.host.origin)"
        // Browsers send the oldest first (RFC 6265, 5.4).
        let names = request.cookieNames.reversed()
            .filter { $0.hasPrefix(Self.namePrefix) && CookieText.isName($0) }
        let first = wanted.map { Self.namePrefix + $0 }
        let inOrder = names.filter { $0 == first } + names.filter { $0 != first }
        let opened = Set(inOrder.prefix(Self.maximumOpened))
        for name in names where opened.contains(name) {
            let id = String(name.dropFirst(Self.namePrefix.count))
            let attempt = try ((try? request.cookie(name)) ?? nil).flatMap { try read($0, id: id) }
            if let attempt, attempt.isOpen(at: now) {
                open.append(attempt)
            } else {
                if let attempt { late.insert(attempt.id) }
                if let deleting = try? SetCookie.deleting(name) { useless.append(deleting) }
            }
        }
        // Among those that began in the same second, the last one that the browser sent is the newest.
        open = open.enumerated()
            .sorted { ($1.element.expiresAt, $0.offset) < ($0.element.expiresAt, $1.offset) }.map(\.element)
    }

    /// The attempt with an id, if the browser has it.
    func attempt(_ id: String) -> Attempt? {
        open.first { $0.id == id }
    }

    /// Begins an attempt. If there are already 4, the oldest is removed; if the page doesn't fit alongside
    /// the others, the portal's first page is remembered instead.
    ///
    /// - Returns: The attempt, and the cookies to set.
    func begin(
        _ purpose: Attempt.Purpose,
        id: String,
        page: ReturnTo,
        expiresAt: Int64,
        lifetime: Int64
    ) throws -> (attempt: Attempt, cookies: [SetCookie]) {
        let kept = open.prefix(Self.maximumOpen - 1)
        var cookies = useless
        for old in open.dropFirst(kept.count) { cookies.append(try .deleting(Self.namePrefix + old.id)) }

        let used = try kept.reduce(0) { try $0 + size(of: $1) }
        var attempt = Attempt(id: id, purpose: purpose, page: page, expiresAt: expiresAt)
        let small = Attempt(id: id, purpose: purpose, page: .root, expiresAt: expiresAt)
        // This leaves room for the others, too.
        let reserved = (Self.maximumOpen - 1 - kept.count) * (try size(of: small))
        if try used + size(of: attempt) + reserved > Self.maximumBytes { attempt = small }
        cookies.append(
            try SetCookie(name: Self.namePrefix + id, value: try value(of: attempt), maxAge: Int(lifetime))
        )
        return (attempt, cookies)
    }

    private func size(of attempt: Attempt) throws -> Int {
        try Self.namePrefix.utf8.count + attempt.id.utf8.count + 1 + value(of: attempt).utf8.count
    }

    // MARK: Cookies

    /// `purpose.expiry.mac.page`, in which the MAC covers everything else, and the place and the number.
    private func value(of attempt: Attempt) throws -> String {
        // A page contains neither of the replacements for the characters that a cookie can't hold.
        let page = attempt.page.location.replacing(",", with: "|").replacing(";", with: "^")
        let start = "\(attempt.purpose.rawValue).\(attempt.expiresAt)"
        return "\(start).\(try keys.sign(signed(start, page, id: attempt.id))).\(page)"
    }

    private func signed(_ start: String, _ page: String, id: String) -> String {
        "\(place) \(id) \(start) \(page)"
    }

    /// Nil for a cookie that this portal didn't set.
    private func read(_ value: String, id: String) throws -> Attempt? {
        let parts = value.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false).map(
            String.init
        )
        guard parts.count == 4, AttemptState.isID(id.utf8), let purpose = Attempt.Purpose(rawValue: parts[0]),
            let expiresAt = Int64(parts[1]),
            try keys.verify(parts[2], of: signed("\(parts[0]).\(parts[1])", parts[3], id: id))
        else { return nil }
        let page = parts[3].replacing("|", with: ",").replacing("^", with: ";")
        return Attempt(id: id, purpose: purpose, page: ReturnTo(authentic: page), expiresAt: expiresAt)
    }
}
