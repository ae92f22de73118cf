// SPDX-License-Identifier: Apache-2.0

/// The parts of an absolute http or https URL, as RFC 3986, 3 divides them; of these the host is
/// checked, and the others are not.
struct AbsoluteURL {
    let isSecure: Bool
    let host: HostName
    /// Empty, or begins with a slash.
    let path: ArraySlice<UInt8>
    /// What stands behind the `?`.
    let query: ArraySlice<UInt8>?
    /// What stands behind the `#`.
    let fragment: ArraySlice<UInt8>?

    /// Nil for other schemes, for user info, and where `//` and a host don't follow the scheme:
    /// browsers take `https:host` and `https:///host` for that host's, RFC 3986 doesn't.
    init?(_ url: ArraySlice<UInt8>) {
        let (scheme, afterScheme) = url.cut(at: UInt8(ascii: ":"))
        let lowercased = scheme.map(\.lowercasedASCII)
        guard lowercased.isText("https") || lowercased.isText("http"),
            let afterScheme, afterScheme.starts(with: "//".utf8)
        else { return nil }
        let (authority, target) = afterScheme.dropFirst(2).cut(before: Set("/?#".utf8))
        guard let host = HostName(authority) else { return nil }
        isSecure = lowercased.isText("https")
        self.host = host
        (path, query, fragment) = Self.target(target)
    }

    /// Divides what follows the host.
    static func target(
        _ target: ArraySlice<UInt8>
    ) -> (path: ArraySlice<UInt8>, query: ArraySlice<UInt8>?, fragment: ArraySlice<UInt8>?) {
        let (beforeFragment, fragment) = target.cut(at: UInt8(ascii: "#"))
        let (path, query) = beforeFragment.cut(at: UInt8(ascii: "?"))
        return (path, query, fragment)
    }
}

extension String {
    /// Whether a segment of a decoded path is `.` or `..`; to servers in Java it is with parameters
    /// such as `..;a=b` too.
    var hasDotSegment: Bool {
        utf8.split(separator: UInt8(ascii: "/")).contains { segment in
            let name = segment.prefix { $0 != UInt8(ascii: ";") }
            return (1...2).contains(name.count) && name.allSatisfy { $0 == UInt8(ascii: ".") }
        }
    }
}
