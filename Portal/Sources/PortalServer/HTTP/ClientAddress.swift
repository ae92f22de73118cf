// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are trusted; others are ignored.
package struct TrustedProxies: Sendable {
    private let ranges: [(bytes: [UInt8], bits: Int)]

    package static let none = TrustedProxies(ranges: [])

    private init(ranges: [(bytes: [UInt8], bits: Int)]) {
        self.ranges = ranges
    }

    /// Takes addresses and ranges, such as `127.0.0.1` and `10.0.0.0/8`; nil if one is neither.
    package init?(_ texts: [String]) {
        var ranges: [(bytes: [UInt8], bits: Int)] = []
        for text in texts {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2, let bytes = IPAddress(parts[0])?.bytes else { return nil }
            let bits = parts.count == 2 ? Int(parts[1]) : bytes.count * 8
            guard let bits, (0...bytes.count * 8).contains(bits) else { return nil }
            ranges.append((bytes, bits))
        }
        self.ranges = ranges
    }

    func contains(_ text: String) -> Bool {
        guard let bytes = IPAddress(text)?.bytes else { return false }
        return ranges.contains { range in
            range.bytes.count == bytes.count
                && (0..<range.bits).allSatisfy { bit in
                    (range.bytes[bit / 8] ^ bytes[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
                }
        }
    }
}

/// An IPv4 or IPv6 address.
struct IPAddress {
    let bytes: [UInt8]

    init?(_ text: String) {
        var v4 = [UInt8](repeating: 0, count: 4)
        var v6 = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, text, &v4) == 1 {
            bytes = v4
        } else if unsafe inet_pton(AF_INET6, text, &v6) == 1 {
            // An IPv4 address in the form that a dual-stack socket reports.
            let isMapped = v6.prefix(10).allSatisfy { $0 == 0 } && v6[10] == 0xFF && v6[11] == 0xFF
            bytes = isMapped ? Array(v6.suffix(4)) : v6
        } else {
            return nil
        }
    }
}

/// A request's client and protocol, according to trusted proxies.
struct ClientAddress: Hashable, Sendable {
    /// The client's address; `unknown` in tests without one.
    let text: String
    /// Whether the client uses TLS, to a proxy.
    let isSecure: Bool

    /// - Parameters:
    ///   - peer: The address of the connection.
    ///   - forwardedFor: The values of `X-Forwarded-For`.
    ///   - forwardedProto: The values of `X-Forwarded-Proto`.
    init(peer: String?, forwardedFor: [String], forwardedProto: [String], trusting proxies: TrustedProxies) {
        let peer = peer ?? "unknown"
        guard proxies.contains(peer) else {
            text = peer
            isSecure = false
            return
        }
        // Each proxy appends the address that it saw: the last one that isn't a proxy's is the client's.
        let hops = forwardedFor.joined(separator: ",").split(separator: ",").map { String($0).trimmed }
        var client = peer
        for hop in hops.reversed() {
            guard IPAddress(hop) != nil else { break }
            client = hop
            if !proxies.contains(hop) { break }
        }
        text = client
        let protocols = forwardedProto.joined(separator: ",").split(separator: ",").map { String($0).trimmed }
        isSecure = protocols.last?.lowercased() == "https"
    }

    /// The key for limits: IPv6 customers get a /64 network, so only the first 64 bits count.
    var limitKey: String {
        guard let bytes = IPAddress(text)?.bytes, bytes.count == 16 else { return text }
        return "v6:" + bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
    }
}
