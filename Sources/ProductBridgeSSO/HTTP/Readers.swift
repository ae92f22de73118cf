// SPDX-License-Identifier: Apache-2.0

/// A query or a form of application/x-www-form-urlencoded (WHATWG URL, 5.1). Requested parameters are read
/// strictly; others may have any form, since customers' programs add what they like.
struct FormQuery {
    private let pieces: [(name: String, value: ArraySlice<UInt8>)]

    /// Takes a query with or without its `?`.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        let query = bytes.first == UInt8(ascii: "?") ? bytes.dropFirst() : bytes[...]
        pieces = query.split(separator: UInt8(ascii: "&")).compactMap { piece in
            let (name, value) = piece.cut(at: UInt8(ascii: "="))
            return PercentEncoding.decode(name, plusIsSpace: true).map { ($0, value ?? []) }
        }
    }

    /// The value of a name; nil if it is absent or empty.
    ///
    /// - Throws: ``SSOError/Code/repeatedParameter``; ``SSOError/Code/malformedCallback`` for characters that
    ///   a URL's query can't contain, and for values that don't decode to UTF-8 without NUL, where readers
    ///   written in C would stop.
    func value(of name: String) throws(SSOError) -> String? {
        let found = pieces.filter { $0.name.utf8.elementsEqual(name.utf8) }
        guard found.count <= 1 else { throw SSOError(.repeatedParameter, parameter: name) }
        guard let value = found.first?.value, !value.isEmpty else { return nil }
        guard value.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }),
            let decoded = PercentEncoding.decode(value, plusIsSpace: true), !decoded.utf8.contains(0)
        else { throw SSOError(.malformedCallback, parameter: name) }
        return decoded
    }
}
/// The Cookie header of a request.
///
/// No description and no mirror shows a value.
struct CookieHeader: Sendable {
    @Redacted private var pairs: [(name: [UInt8], value: [UInt8])]

    /// Parses a header. Cookies that aren't requested may have any form: other programs on the same host set
    /// them.
    ///
    /// - Parameter text: The header's value, `name=value; name=value`. If a request has several such headers,
    ///   as HTTP/2 allows, join them with `"; "` first (RFC 9113, 8.2.3).
    init(_ text: String) {
        _pairs = Redacted(
            wrappedValue: Array(text.utf8).split(separator: UInt8(ascii: ";")).map { piece in
                var piece = piece.drop { CookieHeader.isBlank($0) }
                while let last = piece.last, CookieHeader.isBlank(last) { piece.removeLast() }
                let (name, value) = piece.cut(at: UInt8(ascii: "="))
                return (Array(name), Array(value ?? []))
            }
        )
    }

    /// The value of the cookie with a name; nil if there is none, or if it has other characters than
    /// cookie-octets (RFC 6265, 4.1.1), of which ``SetCookie`` makes all values.
    ///
    /// - Throws: ``SSOError/Code/repeatedParameter``: if two cookies have one name, another host in the
    ///   domain may have set one, and readers disagree on which one counts.
    func value(of name: String) throws(SSOError) -> String? {
        let values = pairs.filter { $0.name.elementsEqual(name.utf8) }.map(\.value)
        guard values.count <= 1 else { throw SSOError(.repeatedParameter, parameter: name) }
        guard let value = values.first.map(\.asciiText), CookieText.isValue(value) else { return nil }
        return value
    }

    /// The names, each once, in the header's order.
    var names: [String] {
        var seen: Set<[UInt8]> = []
        return pairs.filter { seen.insert($0.name).inserted }.map(\.name.asciiText)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
