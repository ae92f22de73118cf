// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// An organization's secret. Only its last four characters can be seen after its text was shown once.
public struct TenantKey: Hashable, Codable, Sendable, Identifiable {
    /// 32 random hex characters, which link sessions to the secret that made them.
    public let id: String

    /// The name that the organization gave it, such as `production`.
    public let name: String

    /// The last four characters of the secret's text, so that people can tell secrets apart.
    public let lastFour: String

    /// When it was generated, in whole seconds.
    public let createdAt: NumericDate

    /// The last second at which a replaced secret is valid; nil for a secret that was not replaced.
    public internal(set) var retiresAt: NumericDate?

    /// The text, which a ``MasterKeys`` opens.
    var sealed: SealedText

    /// Increases when all sessions that the secret made are ended.
    var sessionGeneration: UInt64 = 0

    /// Whether tokens that it signed, and sessions that it made, are valid.
    func counts(at now: NumericDate) -> Bool {
        retiresAt.map { !now.isAfter(lastSecond: $0) } ?? true
    }

    /// Whether it is the current secret with its name.
    var isCurrent: Bool { retiresAt == nil }
}

/// A secret that was just generated, whose text can be shown once.
///
/// The documents: "The full secret is displayed only once at generation time."
public struct GeneratedKey: ~Copyable, Sendable {
    /// What lists show about it from now on.
    public let key: TenantKey

    private let text: String

    init(key: TenantKey, text: String) {
        self.key = key
        self.text = text
    }

    /// The secret's text, 64 lower-case hex characters. Consumes the value, so that it can't be shown twice.
    public consuming func reveal() -> String {
        text
    }
}

extension Tenant {
    /// The most secrets that can be valid at a time, including those in their grace time: as many as a
    /// verifier holds.
    public static let maximumKeys = 8

    /// The valid secrets.
    func liveKeys(at now: NumericDate) -> [TenantKey] {
        keys.filter { $0.counts(at: now) }
    }
}
