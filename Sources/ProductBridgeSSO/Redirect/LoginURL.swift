// SPDX-License-Identifier: Apache-2.0

/// The URL of a customer's login page, as it is entered in the settings, such as
/// `https://yourapp.com/login`.
///
/// A browser follows it, and the customer's framework reads it, so it has to mean the same to every reader.
/// Anything that readers are known to understand differently is refused:
///
/// - all characters except those that RFC 3986 lists, so spaces, control characters (browsers strip some),
///   backslashes (browsers take them for slashes) and non-ASCII characters: percent-encode them;
/// - a `%` without two hex digits after it, and percent-encoded bytes that aren't UTF-8, or that are control
///   characters or, in the path, a backslash;
/// - user names and passwords, which make `https://yourapp.com@example.com` look like another host;
/// - hosts that a ``PortalHost`` doesn't accept either;
/// - `.` and `..` as segments of the path, percent-encoded or not, which browsers resolve;
/// - a fragment, since parameters after it would not be sent;
/// - a query that already has `redirect`, `organizationId`, `returnTo` or `test`, since some readers take the
///   first of two values and others the last.
public struct LoginURL: Hashable, Sendable {
    /// The URL, with scheme and host in lower case.
    public let url: String

    /// The URL up to its query, with a path.
    let page: String
    let query: String?

    /// Reads a URL.
    ///
    /// - Parameter text: An https URL of at most 2048 bytes. For development, localhost, names that end in
    ///   `.localhost`, 127.0.0.1 and `[::1]` may use http.
    /// - Throws: ``SSOError/Code/malformedLoginURL``, ``SSOError/Code/insecureLoginURL``.
    public init(_ text: String) throws(SSOError) {
        guard text.utf8.count <= 2048, let absolute = AbsoluteURL(Array(text.utf8)[...]),
            Self.isPath(absolute.path), absolute.fragment == nil, Self.isQuery(absolute.query ?? [])
        else { throw SSOError(.malformedLoginURL) }
        guard absolute.isSecure || absolute.host.isLoopback else { throw SSOError(.insecureLoginURL) }

        let origin = PortalHost(absolute.host, isInsecure: !absolute.isSecure).origin
        page = origin + (absolute.path.isEmpty ? "/" : absolute.path.asciiText)
        query = absolute.query?.asciiText
        url = page + (query.map { "?" + $0 } ?? "")
    }

    private static func isPath(_ path: ArraySlice<UInt8>) -> Bool {
        guard path.allSatisfy(\.isEncodedCharacter),
            let decoded = PercentEncoding.decode(path), !decoded.hasControlCharacter
        else { return false }
        return !decoded.utf8.contains(UInt8(ascii: "\\")) && !decoded.hasDotSegment
    }

    private static func isQuery(_ query: ArraySlice<UInt8>) -> Bool {
        // Some frameworks also end a parameter at a semicolon.
        query.allSatisfy(\.isEncodedCharacter)
            && query.split(whereSeparator: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: ";") })
                .allSatisfy(isForeign)
    }

    /// Whether a parameter is well-formed, and no reader takes it for one that ``LoginRedirect`` adds.
    private static func isForeign(_ parameter: ArraySlice<UInt8>) -> Bool {
        guard let decoded = PercentEncoding.decode(parameter, plusIsSpace: true),
            !decoded.hasControlCharacter,
            let name = PercentEncoding.decode(parameter.cut(at: UInt8(ascii: "=")).before, plusIsSpace: true)
        else { return false }
        // PHP drops spaces before a name, PHP, Rails and Express read name[] as a list called name, and
        // ASP.NET doesn't distinguish case.
        let read = name.utf8.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: "[") }
            .map(\.lowercasedASCII)
        return !LoginRedirect.parameterNames.contains {
            $0.utf8.elementsEqual(read) { $0.lowercasedASCII == $1 }
        }
    }
}

extension LoginURL: Codable {
    /// Reads a ``url``.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the ``url``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(url)
    }
}

extension LoginURL: CustomStringConvertible {
    /// The URL.
    public var description: String { url }
}
