// SPDX-License-Identifier: Apache-2.0

/// A query of the form application/x-www-form-urlencoded (WHATWG URL, 5.1), read strictly.
struct FormQuery {
    let parameters: [(name: String, value: String)]

    /// Nil for characters that a URL's query can't hold, and for what doesn't decode to UTF-8 without
    /// NUL, at which readers written in C would end.
    init?(_ query: some Collection<UInt8>) {
        guard query.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else { return nil }
        var parameters: [(name: String, value: String)] = []
        for piece in Array(query).split(separator: UInt8(ascii: "&")) {
            let (name, value) = piece.cut(at: UInt8(ascii: "="))
            guard let name = PercentEncoding.decode(name, plusIsSpace: true),
                let value = PercentEncoding.decode(value ?? [], plusIsSpace: true),
                !name.utf8.contains(0), !value.utf8.contains(0)
            else { return nil }
            parameters.append((name, value))
        }
        self.parameters = parameters
    }

    /// The value of a name; nil where it is absent or empty.
    ///
    /// - Throws: ``SSOError/Code/repeatedParameter``.
    func value(of name: String) throws(SSOError) -> String? {
        let values = parameters.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value)
        guard values.count <= 1 else { throw SSOError(.repeatedParameter, parameter: name) }
        return values.first.flatMap { $0.isEmpty ? nil : $0 }
    }
}
