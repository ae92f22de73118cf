// SPDX-License-Identifier: Apache-2.0

public import ProductBridgeIdentity

/// A change that an administrator made: of hosts, settings, secrets or persons. Refusals never push it out.
public struct SettingsChange: Hashable, Codable, Sendable, Identifiable {
    /// What the record is kept under; the ids of later changes come later.
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
        func note(_ name: String, _ old: some Equatable, _ new: some Equatable) {
            let (old, new) = ("\(old)", "\(new)")
            if old != new { changes.append("\(name): \(old) -> \(new)") }
        }
        note("hosts", hosts.map(\.origin), other.hosts.map(\.origin))
        note("loginURL", settings.loginURL?.url ?? "none", other.settings.loginURL?.url ?? "none")
        note("test", settings.test, other.settings.test)
        note("echo", settings.echo, other.settings.echo)
        note("isEnabled", settings.isEnabled, other.settings.isEnabled)
        note("isNativeLoginDisabled", settings.isNativeLoginDisabled, other.settings.isNativeLoginDisabled)
        note(
            "confirmsUnrecognizedCallbacks",
            settings.confirmsUnrecognizedCallbacks,
            other.settings.confirmsUnrecognizedCallbacks
        )
        note(
            "identifyMode",
            settings.identifyMode?.rawValue ?? "as the widget",
            other.settings.identifyMode?.rawValue ?? "as the widget"
        )
        note("widget.requireIdentify", widget.requireIdentify, other.widget.requireIdentify)
        note("widget.requireUserHash", widget.requireUserHash, other.widget.requireUserHash)
        note("widget.identifyMode", widget.identifyMode, other.widget.identifyMode)
        note("sessions ended", sessionGeneration, other.sessionGeneration)
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
