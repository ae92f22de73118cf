// SPDX-License-Identifier: Apache-2.0

internal import ProductBridgeIdentity

/// The digests under which stores have texts that are secret, personal, or of any length and characters.
enum Digest: String {
    case attempt, token, session, email, userID, companyID, companyName

    /// 64 hex characters of HMAC-SHA256; a text has a different digest for each kind. The key is not secret:
    /// the digest of a random number or a token can't be reversed, and anyone who reads a store can try
    /// addresses, but the records contain those anyway.
    func of(_ text: String) throws(VerificationError) -> String {
        guard let key = Self.key else { throw VerificationError(status: .internalFailure) }
        return try key.userHash(of: "\(rawValue):\(text)")
    }

    /// Whether a text from outside has the form of a digest.
    static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { $0.hexValue != nil }
    }

    private static let key = try? Secret("ProductBridgeSSO: digests of a store, version 1")
}

/// Times and durations in this module are whole seconds, so that all places round alike.
enum WholeSeconds {
    /// The last second of the year 9999, the largest time that a token can have.
    static let latest: Int64 = 253_402_300_799

    /// A time in seconds, rounded down.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for a time that is not within 0 to 253402300799.
    static func of(_ time: NumericDate) throws(SSOError) -> Int64 {
        guard let seconds = Int64(exactly: time.secondsSinceEpoch.rounded(.down)),
            (0...latest).contains(seconds)
        else { throw SSOError(.invalidArgument) }
        return seconds
    }

    /// A duration in seconds.
    ///
    /// - Throws: ``SSOError/Code/invalidArgument`` for one that has a fraction, or is not in `range`.
    static func of(_ duration: Duration, in range: ClosedRange<Int64>) throws(SSOError) -> Int64 {
        let (seconds, attoseconds) = duration.components
        guard attoseconds == 0, range.contains(seconds) else { throw SSOError(.invalidArgument) }
        return seconds
    }
}

extension NumericDate {
    /// A time of whole seconds.
    init(_ seconds: Int64) {
        self.init(secondsSinceEpoch: Double(seconds))
    }

    /// Whether the whole of the last second has passed at this time, which may have a fraction.
    func isAfter(lastSecond: NumericDate) -> Bool {
        secondsSinceEpoch >= lastSecond.secondsSinceEpoch + 1
    }
}
