// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// Owns a tree of custom claims.
///
/// `@unchecked Sendable`: the tree is never changed, and may be read by any number of threads.
@safe final class CustomClaimsHandle: @unchecked Sendable {
    /// The tree's top node. It and the nodes below it live as long as this object.
    let root: OpaquePointer

    init(of identity: IdentityHandle) throws(VerificationError) {
        unsafe root = try identity.withPointer { identity throws(VerificationError) in
            var root: OpaquePointer?
            let status = unsafe pbjwt_identity_custom_tree(identity, &root)
            return try unsafe made(status, root)
        }
    }

    deinit {
        unsafe pbjwt_json_free(root)
    }
}
