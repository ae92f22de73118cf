// SPDX-License-Identifier: Apache-2.0

/// A host and its port, as they stand in a Host header and between a URL's `//` and path, in the one
/// spelling that browsers (WHATWG URL) and RFC 3986's parsers read alike.
struct HostName: Hashable {
    /// Lower-case: a name, a dotted IPv4 address, or `[::1]`.
    let host: String
    let port: UInt16?

    init?(_ bytes: some Collection<UInt8>) {
        let bytes = bytes.map(\.lowercasedASCII)[...]
        let (name, port): (ArraySlice<UInt8>, ArraySlice<UInt8>?)
        if bytes.starts(with: "[::1]".utf8) {
            // The one IPv6 address that can have a use here, in the one spelling browsers print.
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

    /// Whether it can't be any machine but the browser's own. Of names, those of RFC 6761, 6.3, which
    /// browsers don't ask the network for.
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
