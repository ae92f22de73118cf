// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

extension Identity {
    /// The JSON of one member of the payload exactly as the token has it, including white space and escapes;
    /// nil if there is none with that name.
    ///
    /// It can read any member, including those with a property here. Each call searches the payload from its
    /// start.
    ///
    /// - Parameter name: The member's name, without escapes.
    public func memberJSON(_ name: String) -> String? {
        unsafe name.withUTF8Bytes { start, length in
            unsafe handle.text { unsafe pbjwt_identity_member_json($0, start, length, $1) }
        }
    }

    /// The custom claims as one JSON object, without white space between its parts, in the token's order and
    /// spelling; `{}` if there are none.
    ///
    /// - Throws: ``VerificationStatus/outOfMemory``.
    public func customJSON() throws(VerificationError) -> String {
        try unsafe handle.json(pbjwt_identity_custom_json)
    }

    /// The custom claims as a tree.
    ///
    /// - Throws: ``VerificationStatus/outOfMemory``; ``VerificationStatus/internalFailure`` if the tree,
    ///   which jansson builds, differs from what the library's own reader sees.
    public func customClaims() throws(VerificationError) -> CustomClaims {
        CustomClaims(try CustomClaimsHandle(of: handle))
    }

    /// A custom claim as `T`: a string, a boolean, a number, or an array of them.
    ///
    /// To read several, call ``customClaims()`` once.
    ///
    /// - Parameters:
    ///   - name: The claim's name in the payload.
    ///   - type: The type to read it as. Nothing is converted: a number in a string is not a number.
    /// - Returns: The value, or nil if the claim is absent or `null`.
    /// - Throws: ``VerificationStatus/malformedClaim`` with no ``VerificationError/claim`` for a claim
    ///   of another type or range; ``VerificationStatus/invalidArgument`` for the name of a claim
    ///   that this library types, which has a property here; and as ``customClaims()``.
    public func claim<T: CustomClaimValue>(
        _ name: String,
        as type: T.Type
    ) throws(VerificationError) -> T? {
        try customClaims().claim(name, as: type)
    }
}
