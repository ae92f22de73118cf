// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// One refusal, for the organization's administrators. It holds no byte of a token.
public struct RefusalEntry: Hashable, Codable, Sendable, Identifiable {
    /// Where it stands: the ring and a place in it.
    public let id: String
    /// When it happened.
    public let at: NumericDate
    /// Where the token came in.
    public let origin: PortalSession.Origin
    /// What was wrong.
    public let error: SSOError
    /// The numbers of `Explanation.Cause`, the most likely first.
    public let causes: [Int]
    /// Whom the token spoke of; nil unless its signature held.
    @Redacted public private(set) var email: String?

    let user: String?

    init(
        ring: RefusalRing.ID,
        place: Int,
        at: NumericDate,
        origin: PortalSession.Origin,
        error: SSOError,
        causes: [Int],
        email: String?
    ) throws(VerificationError) {
        id = "\(ring.rawValue)-\(place)"
        self.at = at
        self.origin = origin
        self.error = error
        self.causes = causes
        self.email = email
        if let email { user = try Digest.email.of(email) } else { user = nil }
    }
}

/// How full a ring of refusals is. A ring has 500 places; the oldest entry makes room.
public struct RefusalRing: Hashable, Codable, Sendable, Identifiable {
    /// Which ring. What strangers send can't push out what the customer's own server sent.
    public enum ID: String, Hashable, Codable, Sendable, CaseIterable {
        /// Tokens whose signature held.
        case signed
        /// All others.
        case unsigned
    }

    /// Which ring.
    public let id: ID
    private var next = 0
    private var minute: Int64 = 0
    private var countInMinute = 0

    static let places = 500
    static let perMinute = 10

    init(_ id: ID) {
        self.id = id
    }

    /// Takes a place for an entry; nil where the minute has had its 10.
    mutating func takePlace(at now: Int64) -> Int? {
        // A process whose clock is a little behind another's doesn't begin a minute anew.
        let current = now / 60
        if current > minute || current < minute - 10 { (minute, countInMinute) = (current, 0) }
        guard countInMinute < Self.perMinute else { return nil }
        countInMinute += 1
        defer { next = (next + 1) % Self.places }
        return next
    }
}

/// An organization's refusals.
public struct RefusalLog: Sendable {
    /// How many there were, by day (`2026-01-31`, UTC) and by name: that of the verifier's status, such as `expired`,
    /// or of the ``SSOError/Code``.
    public let counts: [String: [String: Int64]]
    /// The newest of tokens whose signature held, the newest first.
    public let signed: [RefusalEntry]
    /// The newest of all others, the newest first.
    public let unsigned: [RefusalEntry]
}

extension SSOError {
    /// What a count of it is called.
    var countName: String { verification?.status.name ?? code.rawValue }

    /// Whether the token's signature held.
    var isOfSignedToken: Bool {
        if let verification { return !Self.beforeSignature.contains(verification.status) }
        return [.tokenReplayed, .unknownUser, .secretRetiring].contains(code)
    }

    private static let beforeSignature: Set<VerificationStatus> = [
        .malformedToken, .tokenTooLarge, .malformedHeader, .unsupportedAlgorithm, .unsupportedType,
        .criticalHeader, .unknownKey, .malformedSignature, .signatureMismatch,
    ]
}
