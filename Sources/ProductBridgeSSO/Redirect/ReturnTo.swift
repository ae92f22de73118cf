// SPDX-License-Identifier: Apache-2.0

/// The page of the portal that a visitor is sent to after login, known to be on the organization's own hosts.
///
/// Anyone may have written it: a link to the portal's Sign In has it as a parameter, and a callback brings
/// one through the customer's server. Anything that some reader might take as leaving the portal is refused:
///
/// - other hosts, also as `//host`, and any scheme except https (http if the portal host itself is a
///   loopback's);
/// - user names and passwords;
/// - spaces; and backslashes and control characters, also percent-encoded: browsers take a backslash for a
///   slash, and strip tabs and line ends;
/// - `.` and `..` as segments of the path, and an empty first segment, also percent-encoded;
/// - percent-encoded bytes that aren't UTF-8 (a `%` without two hex digits after it is encoded itself);
/// - the SSO callback itself, to which a visitor would return endlessly;
/// - more than 2048 bytes.
struct ReturnTo: Hashable, Sendable {
    /// What to send in the Location header, in ASCII: a path on the visitor's portal host, with query and
    /// fragment; or the absolute URL of a page on another host of the organization.
    let location: String

    /// The portal's first page, `/`.
    static let root = ReturnTo(authentic: "/")

    /// A location that this module made and signed.
    init(authentic location: String) {
        self.location = location
    }

    /// Reads a path that begins with `/`, or an absolute URL.
    ///
    /// A page that was accepted once is accepted again, with the same ``location``.
    ///
    /// - Parameters:
    ///   - text: The page. Characters that a URL can't contain, such as non-ASCII ones, are percent-encoded,
    ///     except for those that are refused.
    ///   - host: The visitor's portal host, one of the organization's.
    ///   - tenant: The organization whose portal it is.
    /// - Throws: ``SSOError/Code/unsafeReturnTo``; ``SSOError/Code/invalidArgument`` for a host that is
    ///   not the organization's.
    init(_ text: String, on host: PortalHost, of tenant: Tenant) throws(SSOError) {
        guard tenant.hosts.contains(host) else { throw SSOError(.invalidArgument) }
        guard let location = Self.location(Array(text.utf8)[...], host, tenant) else {
            throw SSOError(.unsafeReturnTo)
        }
        self.location = location
    }

    /// The page in an untrusted text, without attempts' numbers, which are removed before it is checked; or
    /// the portal's first page if it is refused.
    static func page(_ text: String?, on host: PortalHost, of tenant: Tenant) -> ReturnTo {
        guard let text, text.utf8.count <= 2 * maximumCount else { return .root }
        return (try? ReturnTo(AttemptState.removing(from: text), on: host, of: tenant)) ?? .root
    }

    private static func location(
        _ original: ArraySlice<UInt8>,
        _ host: PortalHost,
        _ tenant: Tenant
    ) -> String? {
        let text = PercentEncoding.encodingStrayPercents(original)[...]
        guard text.count <= maximumCount, !text.contains(UInt8(ascii: " ")),
            let decoded = PercentEncoding.decode(text), !decoded.hasControlCharacter,
            !decoded.utf8.contains(UInt8(ascii: "\\"))
        else { return nil }

        var origin = ""
        var parts = AbsoluteURL.target(text)
        if text.first != UInt8(ascii: "/") {
            guard let url = AbsoluteURL(text) else { return nil }
            let other = PortalHost(url.host, isInsecure: !url.isSecure)
            guard tenant.hosts.contains(other), host.isInsecure || !other.isInsecure else { return nil }
            if other != host { origin = other.origin }
            parts = (url.path.isEmpty ? [UInt8(ascii: "/")] : url.path, url.query, url.fragment)
        }
        guard isPath(parts.path) else { return nil }

        let location =
            origin + encode(parts.path) + (parts.query.map { "?" + encode($0) } ?? "")
            + (parts.fragment.map { "#" + encode($0) } ?? "")
        return location.utf8.count <= maximumCount ? location : nil
    }

    private static let maximumCount = 2048

    /// Checks the path as seen by a reader that decodes it first, to which `%2F` is a slash.
    private static func isPath(_ path: ArraySlice<UInt8>) -> Bool {
        guard let decoded = PercentEncoding.decode(path) else { return false }
        let segments = decoded.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        // The first part is before the first slash; the last is empty after a slash at the end. If the second
        // is empty and not the last, browsers read a host: //host.
        guard segments.count >= 2, segments.count == 2 || !segments[1].isEmpty, !decoded.hasDotSegment else {
            return false
        }
        return !isCallback(decoded)
    }

    /// Whether a server that ignores case, a slash at the end and path parameters may take it for the
    /// callback's path.
    private static func isCallback(_ decodedPath: String) -> Bool {
        let path = decodedPath.utf8.map(\.lowercasedASCII)
        let callback = PortalHost.callbackPath.utf8
        guard path.starts(with: callback) else { return false }
        guard path.count > callback.count else { return true }
        return [UInt8(ascii: "/"), UInt8(ascii: ";")].contains(path[callback.count])
    }

    private static func encode(_ bytes: ArraySlice<UInt8>) -> String {
        PercentEncoding.encode(bytes, leaving: \.isEncodedCharacter)
    }
}
