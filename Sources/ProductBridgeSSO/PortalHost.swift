// SPDX-License-Identifier: Apache-2.0

/// The host that an organization's portal answers on, such as `feedback.example.com`: a subdomain or a
/// custom domain, with a port where it isn't https's own.
public struct PortalHost: Hashable, Sendable {
    /// Whether the portal is reached by http: only ever a loopback's, for development.
    public let isInsecure: Bool

    private let text: String

    /// Reads a host as a Host header has it.
    ///
    /// Taken are names of ASCII letters, digits and hyphens (an internationalized name in its Punycode
    /// form), IPv4 addresses of four decimal numbers, and `[::1]`; case doesn't matter. Refused is
    /// whatever browsers, servers and this module could take for different hosts: a trailing dot,
    /// underscores, other characters (browsers turn some into ASCII), and names whose last label is a
    /// number (browsers take `0x7f.1` for 127.0.0.1).
    ///
    /// - Parameters:
    ///   - text: The host, with a port where it isn't the scheme's own.
    ///   - insecureLoopback: Whether the portal is reached by http. Only localhost, names that end in
    ///     `.localhost`, 127.0.0.1 and `[::1]` may be.
    /// - Throws: ``SSOError/Code/malformedPortalHost``.
    public init(_ text: String, insecureLoopback: Bool = false) throws(SSOError) {
        guard let name = HostName(text.utf8), name.isLoopback || !insecureLoopback else {
            throw SSOError(.malformedPortalHost)
        }
        self.init(name, isInsecure: insecureLoopback)
    }

    init(_ name: HostName, isInsecure: Bool) {
        text = name.text(defaultPort: isInsecure ? 80 : 443)
        self.isInsecure = isInsecure
    }

    /// The origin of the portal's pages, such as `https://feedback.example.com`.
    public var origin: String {
        (isInsecure ? "http://" : "https://") + text
    }

    /// Where login pages send browsers back to, such as
    /// `https://feedback.example.com/api/redirects/sso`.
    public var callbackURL: String { origin + Self.callbackPath }

    /// Always this one, on each portal host.
    static let callbackPath = "/api/redirects/sso"
}

extension PortalHost: CustomStringConvertible {
    /// The host in lower case, with its port where that isn't the scheme's own.
    public var description: String { text }
}
