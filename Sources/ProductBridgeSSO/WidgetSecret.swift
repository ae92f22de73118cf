// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// What lists show of an organization's secret after the one time that its text was shown.
public struct WidgetSecret: Hashable, Sendable {
    /// The name that the organization gave it, such as `production`.
    public let name: String

    /// 32 hex characters that differ from secret to secret and can't be turned back; see
    /// ``ProductBridgeIdentity/Secret/fingerprint()``.
    public let fingerprint: String

    /// The last four characters of the secret's text, by which a person tells secrets apart.
    public let lastFour: String

    /// When it was generated, in whole seconds.
    public let createdAt: NumericDate

    /// The last second at which a secret counts that was replaced by another of its name; nil for a
    /// secret that was not.
    public internal(set) var retiresAt: NumericDate?

    /// Makes a summary of what a store has kept.
    public init(
        name: String,
        fingerprint: String,
        lastFour: String,
        createdAt: NumericDate,
        retiresAt: NumericDate? = nil
    ) {
        self.name = name
        self.fingerprint = fingerprint
        self.lastFour = lastFour
        self.createdAt = createdAt
        self.retiresAt = retiresAt
    }

    /// Whether a token that is signed with it can still be good.
    func counts(at now: NumericDate) -> Bool {
        retiresAt.map { !now.isAfter(lastSecond: $0) } ?? true
    }
}

/// A secret as a ``WidgetSecretStore`` keeps it: what lists show, and its text.
public struct StoredSecret: Sendable {
    /// What lists show of it.
    public internal(set) var summary: WidgetSecret

    /// The secret's text. Keep it encrypted.
    public let text: SecretText

    /// Makes a stored secret of what a store has kept.
    public init(summary: WidgetSecret, text: SecretText) {
        self.summary = summary
        self.text = text
    }

    /// The secret as a verifier takes it.
    ///
    /// It has no id: the documents' sample programs write no `kid`, and one of a customer's own must
    /// not lock anyone out. So every token is tried with each of the organization's secrets.
    func secret() throws(VerificationError) -> Secret {
        let notAfter = summary.retiresAt
        return try unsafe text.withUnsafeBytes { characters throws(VerificationError) in
            try unsafe Secret(characters, format: .text, notAfter: notAfter)
        }
    }
}

/// A secret that was just generated, whose text can be shown once.
///
/// The documents: "The full secret is displayed only once at generation time."
public struct GeneratedSecret: ~Copyable, Sendable {
    /// What lists show of it from now on.
    public let summary: WidgetSecret

    private let text: String

    init(summary: WidgetSecret, text: String) {
        self.summary = summary
        self.text = text
    }

    /// The secret's text, 64 lower-case hex characters. Ends the value, so that there is no second time.
    public consuming func reveal() -> String {
        text
    }
}
