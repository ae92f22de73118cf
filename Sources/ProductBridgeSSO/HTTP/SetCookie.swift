// SPDX-License-Identifier: Apache-2.0

/// A cookie of the portal, for the Set-Cookie header.
///
/// It is always `HttpOnly` (no script reads it), `Secure` (sent only over https; Safari makes no exception
/// for localhost), `SameSite=Lax` (sent when a login page sends the browser back, but not in other sites'
/// requests), for all paths, and without `Domain`, so only for the host that sets it. So its name may begin
/// with `__Host-`, with which browsers enforce that.
///
/// Its ``description`` and its mirror don't show the value.
public struct SetCookie: Hashable, Sendable {
    /// The cookie's name.
    public let name: String

    /// The cookie's value; empty for deleting it.
    public let value: String

    /// How many seconds the browser keeps it: nil for as long as it runs, 0 for deleting it.
    public let maxAge: Int?

    /// Makes a cookie.
    ///
    /// - Parameters:
    ///   - name: A token of RFC 9110, 5.6.2: ASCII letters, digits, and punctuation other than
    ///     `"(),/:;<=>?@[\]{}`.
    ///   - value: Cookie-octets of RFC 6265, 4.1.1: printable ASCII without spaces, double quotes,
    ///     commas, semicolons and backslashes. With the name at most 4096 bytes, above which browsers
    ///     drop cookies.
    ///   - maxAge: How many seconds the browser keeps it, at least 1; nil for as long as it runs.
    /// - Throws: ``SSOError/Code/invalidArgument``.
    public init(name: String, value: String, maxAge: Int? = nil) throws(SSOError) {
        guard CookieText.isName(name), CookieText.isValue(value),
            name.utf8.count + value.utf8.count <= 4096, maxAge ?? 1 >= 1
        else { throw SSOError(.invalidArgument) }
        self.name = name
        self.value = value
        self.maxAge = maxAge
    }

    /// A cookie that makes the browser forget the one of this name.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument``, as ``init(name:value:maxAge:)``.
    public static func deleting(_ name: String) throws(SSOError) -> SetCookie {
        SetCookie(expired: try SetCookie(name: name, value: ""))
    }

    private init(expired cookie: SetCookie) {
        name = cookie.name
        value = ""
        maxAge = 0
    }

    /// What to send as the Set-Cookie header's value.
    public var headerValue: String {
        let age = maxAge.map { "; Max-Age=\($0)" } ?? ""
        return "\(name)=\(value)\(age); Path=/; HttpOnly; Secure; SameSite=Lax"
    }
}

extension SetCookie: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The cookie's name, such as `SetCookie(session)`; never its value.
    public var description: String { "SetCookie(\(name))" }

    /// As ``description``.
    public var debugDescription: String { description }

    /// A mirror with only the name.
    public var customMirror: Mirror {
        Mirror(self, children: ["name": name])
    }
}

/// The characters of RFC 6265, 4.1.1.
enum CookieText {
    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
            }
    }

    static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\",;\\".utf8.contains($0) }
    }
}
