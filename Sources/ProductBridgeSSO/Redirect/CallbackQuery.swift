// SPDX-License-Identifier: Apache-2.0

/// The number of an attempt as it travels with the page in `returnTo` through the customer's login page: the
/// last parameter of the page's query. It selects the attempt that a callback belongs to, and is useless
/// without that attempt's cookie.
enum AttemptState {
    static let parameter = "pb_state"

    /// The page with the number, which comes before a fragment.
    static func adding(_ id: String, to page: ReturnTo) -> String {
        let bytes = Array(removing(from: page.location).utf8)[...]
        let (beforeFragment, fragment) = bytes.cut(at: UInt8(ascii: "#"))
        let separator = beforeFragment.contains(UInt8(ascii: "?")) ? "&" : "?"
        return beforeFragment.asciiText + separator + parameter + "=" + id
            + (fragment.map { "#" + $0.asciiText } ?? "")
    }

    /// The last number in a `returnTo` that a query reader has decoded once, as it is or decoded up to twice
    /// more; nil if there is none.
    static func find(in returnTo: String) -> String? {
        var text = returnTo
        for _ in 0..<3 {
            let bytes = Array(text.utf8)
            // A number in the page's fragment is not the one that was added before it.
            let beforeFragment = Array(bytes[...].cut(at: UInt8(ascii: "#")).before)
            if let range = ranges(in: beforeFragment).last ?? ranges(in: bytes).last {
                return bytes[range].suffix(idCount).asciiText
            }
            guard let decoded = PercentEncoding.decode(text.utf8) else { return nil }
            text = decoded
        }
        return nil
    }

    /// A page without numbers, and without the `?` or `&` before each. If the text around a number forms
    /// another one, that is removed, too.
    static func removing(from page: String) -> String {
        var bytes = Array(page.utf8)
        while let range = ranges(in: bytes).last {
            let separator = range.lowerBound > 0 ? bytes[range.lowerBound - 1] : 0
            let isFollowed = range.upperBound < bytes.count && bytes[range.upperBound] == UInt8(ascii: "&")
            if separator == UInt8(ascii: "?") && isFollowed {
                bytes.removeSubrange(range.lowerBound...range.upperBound)
            } else {
                let start = "?&".utf8.contains(separator) ? range.lowerBound - 1 : range.lowerBound
                bytes.removeSubrange(start..<range.upperBound)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func isID(_ text: some Collection<UInt8>) -> Bool {
        text.count == idCount && text.allSatisfy(isDigit)
    }

    static let idCount = 32

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// The place of `pb_state=` with a complete number.
    private static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        let name = Array((parameter + "=").utf8)
        let count = name.count + idCount
        guard bytes.count >= count else { return [] }
        return (0...bytes.count - count).compactMap { start in
            let end = start + count
            guard bytes[start...].starts(with: name),
                isID(bytes[start + name.count..<end]),
                start == 0 || !(bytes[start - 1].isASCIILetter || bytes[start - 1] == UInt8(ascii: "_")),
                end == bytes.count || !(bytes[end].isASCIILetter || bytes[end].isDigit)
            else { return nil }
            return start..<end
        }
    }
}
/// What a login page sent back: a token that isn't verified yet, and the page.
struct CallbackQuery {
    @Redacted var token: String
    /// `returnTo`, decoded once; nil if none came, or one that can't be decoded.
    @Redacted var returnTo: String?
    /// The number of an attempt; see ``AttemptState``.
    let state: String?

    /// Reads a callback's query. Other parameters are ignored, including `test`: the portal knows which
    /// callbacks are tests. Without an `organization`, the query's doesn't matter.
    init(_ query: String, organization: OrganizationID?) throws(SSOError) {
        guard query.utf8.count <= Self.maximumCount else { throw SSOError(.malformedCallback) }
        let form = FormQuery(query)
        guard let token = try form.value(of: Self.ssoToken) else {
            throw SSOError(.missingParameter, parameter: Self.ssoToken)
        }
        if let organization {
            guard let id = try form.value(of: LoginRedirect.organizationID) else {
                throw SSOError(.missingParameter, parameter: LoginRedirect.organizationID)
            }
            guard OrganizationID(rawValue: id) == organization else {
                throw SSOError(.wrongOrganization, parameter: LoginRedirect.organizationID)
            }
        }
        self.token = token
        // The attempt's own page counts, so the returned one may have any form.
        let returnTo = (try? form.value(of: LoginRedirect.returnTo)) ?? nil
        self.returnTo = returnTo
        // A login page that doesn't encode the page makes the number a separate parameter, and the rest of
        // the page may contain a number, too.
        let own = ((try? form.value(of: AttemptState.parameter)) ?? nil).flatMap {
            AttemptState.isID($0.utf8) ? $0 : nil
        }
        state = own ?? returnTo.flatMap(AttemptState.find)
    }

    static let ssoToken = "ssoToken"

    static let maximumCount = 16 * 1024
}
