// SPDX-License-Identifier: Apache-2.0

/// A query or a form of application/x-www-form-urlencoded (WHATWG URL, 5.1). What is asked for is read
/// strictly; what else stands there may be of any form, since customers' programs add what they like.
struct FormQuery {
    private let pieces: [(name: String, value: ArraySlice<UInt8>)]

    init(_ query: some Collection<UInt8>) {
        pieces = Array(query).split(separator: UInt8(ascii: "&")).compactMap { piece in
            let (name, value) = piece.cut(at: UInt8(ascii: "="))
            return PercentEncoding.decode(name, plusIsSpace: true).map { ($0, value ?? []) }
        }
    }

    /// The value of a name; nil where it is absent or empty.
    ///
    /// - Throws: ``SSOError/Code/repeatedParameter``; ``SSOError/Code/malformedCallback`` for characters that
    ///   a URL's query can't hold, and for what doesn't decode to UTF-8 without NUL, at which readers
    ///   written in C would end.
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
