// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// One refusal, for the organization's administrators. It contains no byte of a token.
public struct RefusalEntry: Hashable, Codable, Sendable, Identifiable {
    /// Its place: the ring and a position in it, such as `signed-17`.
    public let id: String
    /// When it happened.
    public let at: NumericDate
    /// Where the token arrived.
    public let origin: PortalSession.Origin
    /// What was wrong.
    public let error: SSOError
    /// The numbers of `Explanation.Cause`, the most likely first.
    public let causes: [Int]
    /// The person in the token; nil unless its signature was valid.
    @Redacted public private(set) var email: String?

    let user: String?

    /// Whether the token's signature was valid.
    var isOfSignedToken: Bool { id.hasPrefix("signed") }

    init(
        id: String,
        at: NumericDate,
        origin: PortalSession.Origin,
        error: SSOError,
        causes: [Int],
        email: String?
    ) throws {
        self.id = id
        self.at = at
        self.origin = origin
        self.error = error
        self.causes = causes
        self.email = email
        user = try email.map { try Digest.email.of($0) }
    }
}

/// How full a ring of refusals is. A ring has 500 places; the oldest entry makes room.
public struct RefusalRing: Hashable, Codable, Sendable, Identifiable {
    /// `signed` for tokens with a valid signature, `unsigned` for all others: strangers' tokens can't push
    /// out those from the customer's own server.
    public let id: String
    private var next = 0
    private var minute: Int64 = 0
    private var countInMinute = 0

    static let places = 500
    static let perMinute = 10

    init(ofSigned isSigned: Bool) {
        id = isSigned ? "signed" : "unsigned"
    }

    /// Takes a place for an entry, and returns its id; nil if the minute has had its 10.
    mutating func takePlace(at now: Int64) -> String? {
        // A process whose clock is a little behind another's doesn't restart a minute.
        let current = now / 60
        if current > minute || current < minute - 10 { (minute, countInMinute) = (current, 0) }
        guard countInMinute < Self.perMinute else { return nil }
        countInMinute += 1
        defer { next = (next + 1) % Self.places }
        return "\(id)-\(next)"
    }
}

/// An organization's refusals.
public struct RefusalLog: Sendable {
    /// How many there were, by day (`2026-01-31`, UTC) and by name: the verifier's status, such as `expired`,
    /// or the ``SSOError/Code``.
    public let counts: [String: [String: Int64]]
    /// The latest for tokens with a valid signature, the newest first.
    public let signed: [RefusalEntry]
    /// The latest for all others, the newest first.
    public let unsigned: [RefusalEntry]
}

extension SSOError {
    /// The name of its count.
    var countName: String { verification?.status.name ?? code.rawValue }

    /// Whether the token's signature was valid.
    var isOfSignedToken: Bool {
        if let verification { return !Self.beforeSignature.contains(verification.status) }
        return [.tokenReplayed, .unknownUser, .secretRetiring].contains(code)
    }

    private static let beforeSignature: Set<VerificationStatus> = [
        .malformedToken, .tokenTooLarge, .malformedHeader, .unsupportedAlgorithm, .unsupportedType,
        .criticalHeader, .unknownKey, .malformedSignature, .signatureMismatch,
    ]
}

/// A change that an administrator made to hosts, settings, secrets or people. Refusals never push it out.
public struct SettingsChange: Hashable, Codable, Sendable, Identifiable {
    /// The record's id; later changes have later ids.
    public let id: String
    /// When it was made.
    public let at: NumericDate
    /// Who made it, as the portal named them.
    public let administrator: String
    /// What was changed, such as `isEnabled: false -> true`; never a secret.
    public let changes: [String]

    init(at now: NumericDate, administrator: String, changes: [String]) throws {
        let seconds = String(try WholeSeconds.of(now))
        id = String(repeating: "0", count: 12 - seconds.utf8.count) + seconds + "-" + (try Attempt.newID())
        at = now
        self.administrator = administrator
        self.changes = changes
    }
}

extension Tenant {
    /// How another state of the tenant differs from this one.
    func changes(to other: Tenant) -> [String] {
        var changes: [String] = []
        func note(_ name: String, _ value: (Tenant) -> Any) {
            let (old, new) = ("\(value(self))", "\(value(other))")
            if old != new { changes.append("\(name): \(old) -> \(new)") }
        }
        note("hosts") { $0.hosts.map(\.origin) }
        note("loginURL") { $0.settings.loginURL?.url ?? "none" }
        note("test") { $0.settings.test }
        note("echoesReturnTo") { $0.settings.echoesReturnTo.map { "\($0)" } ?? "unknown" }
        note("isEnabled") { $0.settings.isEnabled }
        note("isNativeLoginDisabled") { $0.settings.isNativeLoginDisabled }
        note("confirmsUnrecognizedCallbacks") { $0.settings.confirmsUnrecognizedCallbacks }
        note("identifyMode") { $0.settings.identifyMode?.rawValue ?? "as the widget" }
        note("widget.requireIdentify") { $0.widget.requireIdentify }
        note("widget.requireUserHash") { $0.widget.requireUserHash }
        note("widget.identifyMode") { $0.widget.identifyMode }
        note("sessions ended") { $0.sessionGeneration }
        let (old, new) = (keys.map(\.summary), other.keys.map(\.summary))
        for key in old where !new.contains(key) { changes.append("secret before: \(key)") }
        for key in new where !old.contains(key) { changes.append("secret now: \(key)") }
        for key in keys where other.keys.contains(where: { $0.id == key.id && $0.sealed != key.sealed }) {
            changes.append("secret sealed anew: \(key.name)")
        }
        return changes
    }
}

extension TenantKey {
    fileprivate var summary: String {
        "\(name) (…\(lastFour))" + (retiresAt.map { ", until \($0)" } ?? "")
            + (sessionGeneration == 0 ? "" : ", sessions ended \(sessionGeneration) times")
    }
}
