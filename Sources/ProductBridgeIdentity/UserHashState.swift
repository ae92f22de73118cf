// SPDX-License-Identifier: Apache-2.0

/// The state of a token's `user_hash`; the documents' "User Hash Verification".
public enum UserHashState: String, Hashable, Sendable {
    /// The token has none.
    case absent
    /// It has one, but the policy doesn't check it.
    case unchecked
    /// It has one, and it is the hash of the user id.
    case verified
}
