// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// An organization's secret, of which only the last four characters can be seen after the one time that
/// its text was shown.
public struct TenantKey: Hashable, Codable, Sendable, Identifiable {
    /// 32 random hex characters, by which sessions know the secret that made them.
    public let id: String

    /// The name that the organization gave it, such as `production`.
    public let name: String

    /// The last four characters of the secret's text, by which a person tells secrets apart.
    public let lastFour: String

    /// When it was generated, in whole seconds.
    public let createdAt: NumericDate

    /// The last second at which a secret counts that was replaced by another of its name; nil for a
    /// secret that was not.
    public internal(set) var retiresAt: NumericDate?

    /// The text, which a ``MasterKeys`` opens.
    var sealed: SealedText

    /// Grows when all sessions that the secret made are ended.
    var sessionGeneration: UInt64 = 0

    /// Whether tokens that are signed with it, and sessions that it made, count.
    func counts(at now: NumericDate) -> Bool {
        retiresAt.map { !now.isAfter(lastSecond: $0) } ?? true
    }

    /// Whether it is the secret of its name that was not replaced.
    var isCurrent: Bool { retiresAt == nil }
}

/// A secret that was just generated, whose text can be shown once.
///
/// The documents: "The full secret is displayed only once at generation time."
public struct GeneratedKey: ~Copyable, Sendable {
    /// What lists show of it from now on.
    public let key: TenantKey

    private let text: String

    init(key: TenantKey, text: String) {
        self.key = key
        self.text = text
    }

    /// The secret's text, 64 lower-case hex characters. Ends the value, so that there is no second time.
    public consuming func reveal() -> String {
        text
    }
}

extension Tenant {
    /// The most secrets that count at a time, those in their grace time included: what a verifier holds.
    public static let maximumKeys = 8

    /// The secrets that count.
    func liveKeys(at now: NumericDate) -> [TenantKey] {
        keys.filter { $0.counts(at: now) }
    }
}
