// SPDX-License-Identifier: Apache-2.0

/// An account of ProductBridge's own login, which only the operator or an administrator makes.
package struct Account: Hashable, Sendable {
    /// Two kinds that are kept apart: one address may have both, with two passwords.
    package enum Role: String, Sendable {
        /// Signs in at the portal.
        case member
        /// Signs in at the settings. No single sign-on and no widget touches it.
        case administrator

        /// What the audit calls one.
        var label: String { self == .member ? "native account" : "administrator" }
    }

    package let role: Role
    /// The address as it was given.
    package let email: String
    package let name: String
    /// Whether the password doesn't count, since the person has signed in by single sign-on.
    package let isSuspended: Bool
    /// Sessions of this time, in seconds, and of times before it are over.
    let sessionsEndedAt: Int64

    /// What two spellings of an address have in common, so that no second account differs only by a capital.
    static func address(_ email: String) -> String {
        email.lowercased()
    }
}
