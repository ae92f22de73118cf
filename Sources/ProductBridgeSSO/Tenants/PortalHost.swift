// SPDX-License-Identifier: Apache-2.0

/// The host that an organization's portal answers on, such as `feedback.example.com`: a subdomain or a custom
/// domain, with a port if it isn't https's default.
public struct PortalHost: Hashable, Sendable {
    /// Whether the portal is reached by http: only for a loopback host, for development.
    public let isInsecure: Bool

    private let text: String

    /// Reads a host in the form of a Host header.
    ///
    /// It accepts names of ASCII letters, digits and hyphens (an internationalized name in its Punycode
    /// form), IPv4 addresses of four decimal numbers, and `[::1]`; case doesn't matter. It refuses anything
    /// that browsers, servers and this module could take for different hosts: a trailing dot, underscores,
    /// other characters (browsers turn some into ASCII), and names whose last label is a number (browsers
    /// take `0x7f.1` for 127.0.0.1).
    ///
    /// - Parameters:
    ///   - text: The host, with a port if it isn't the scheme's default.
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

    /// Always this one, on every portal host.
    static let callbackPath = "/api/redirects/sso"
}

extension PortalHost: Codable {
    /// Reads an ``origin``.
    public init(from decoder: any Decoder) throws {
        let origin = try decoder.singleValueContainer().decode(String.self)
        let isInsecure = origin.hasPrefix("http://")
        try self.init(
            String(origin.dropFirst(isInsecure ? 7 : 8)),
            insecureLoopback: isInsecure
        )
        guard self.origin == origin else { throw SSOError(.malformedPortalHost) }
    }

    /// Writes the ``origin``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(origin)
    }
}

extension PortalHost: CustomStringConvertible {
    /// The host in lower case, with its port if that isn't the scheme's default.
    public var description: String { text }
}
/// A host and its port, as in a Host header and between a URL's `//` and path, in the one spelling that
/// browsers (WHATWG URL) and RFC 3986 parsers read alike.
struct HostName: Hashable {
    /// Lower-case: a name, a dotted IPv4 address, or `[::1]`.
    let host: String
    let port: UInt16?

    init?(_ bytes: some Collection<UInt8>) {
        let bytes = bytes.map(\.lowercasedASCII)[...]
        let (name, port): (ArraySlice<UInt8>, ArraySlice<UInt8>?)
        if bytes.starts(with: "[::1]".utf8) {
            // The only IPv6 address that is useful here, in the only spelling that browsers print.
            name = bytes.prefix(5)
            let rest = bytes.dropFirst(5)
            guard rest.isEmpty || rest.first == UInt8(ascii: ":") else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            (name, port) = bytes.cut(at: UInt8(ascii: ":"))
            guard Self.isName(name) else { return nil }
        }
        host = name.asciiText
        guard let port else {
            self.port = nil
            return
        }
        guard (1...5).contains(port.count), port.allSatisfy(\.isDigit), port.first != UInt8(ascii: "0"),
            let number = UInt16(port.asciiText)
        else { return nil }
        self.port = number
    }

    /// Whether it can only be the browser's own machine. For names, those of RFC 6761, 6.3, which browsers
    /// don't look up in the network.
    var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "127.0.0.1" || host == "[::1]"
    }

    /// Host and port, without a port that the scheme implies.
    func text(defaultPort: UInt16) -> String {
        guard let port, port != defaultPort else { return host }
        return "\(host):\(port)"
    }

    private static func isName(_ name: ArraySlice<UInt8>) -> Bool {
        let labels = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard name.count <= 253, labels.allSatisfy(isLabel), let last = labels.last else { return false }
        // Browsers take any name whose last label is a number for an IPv4 address in one of C's
        // spellings (WHATWG URL, "ends in a number checker"): 1.2, 0x7f.1 and 2130706433 are addresses.
        return !isNumber(last) || (labels.count == 4 && labels.allSatisfy(isOctet))
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        (1...63).contains(label.count)
            && label.allSatisfy { $0.isASCIILetter || $0.isDigit || $0 == UInt8(ascii: "-") }
            && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
    }

    private static func isNumber(_ label: ArraySlice<UInt8>) -> Bool {
        if label.starts(with: "0x".utf8) { return label.dropFirst(2).allSatisfy { $0.hexValue != nil } }
        return label.allSatisfy(\.isDigit)
    }

    /// Whether it is a number below 256 without leading zeros, which C would read as octal.
    private static func isOctet(_ label: ArraySlice<UInt8>) -> Bool {
        label.allSatisfy(\.isDigit) && UInt8(label.asciiText) != nil
            && (label.count == 1 || label.first != UInt8(ascii: "0"))
    }
}
