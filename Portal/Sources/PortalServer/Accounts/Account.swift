// SPDX-License-Identifier: Apache-2.0

/// An account of ProductBridge's own login. Only the operator or an administrator can create one.
package struct Account: Hashable, Sendable {
    /// The two kinds are separate: one address may have both, with two passwords.
    package enum Role: String, Sendable {
        /// Signs in at the portal.
        case member
        /// Signs in at the settings. Single sign-on and the widget don't affect it.
        case administrator

        /// The audit's name for it.
        var label: String { self == .member ? "native account" : "administrator" }
    }

    package let role: Role
    /// The address as entered.
    package let email: String
    package let name: String
    /// Whether the password is suspended, because the person has signed in with single sign-on.
    package let isSuspended: Bool
    /// Sessions that began at or before this time, in seconds, have ended.
    let sessionsEndedAt: Int64

    /// The key of an address, equal for all spellings, so that two accounts can't differ only in case.
    static func address(_ email: String) -> String {
        email.lowercased()
    }
}
