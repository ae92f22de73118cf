// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// A token's custom claims, as a tree.
///
/// ``Identity/customClaims()`` reads the tree once; a value becomes a Swift value when you ask for it. The
/// tree doesn't depend on the identity. It is immutable, and any number of threads may read it.
///
/// ```swift
/// let claims = try identity.customClaims()
/// let plan = claims["plan"]?.string
/// let seats = claims["limits"]?["seats"]?.integer
/// ```
public struct CustomClaims: Sendable {
    private let root: Value

    init(_ tree: CustomClaimsHandle) {
        root = Value(root: tree)
    }

    /// How many custom claims there are.
    public var count: Int { root.count }

    /// Whether there are none.
    public var isEmpty: Bool { count == 0 }

    /// The claims in the token's order.
    public var all: [(name: String, value: Value)] { root.members ?? [] }

    /// The claim of that name, or nil if there is none.
    public subscript(name: String) -> Value? { root[name] }

    /// The claim of that name as `T`.
    ///
    /// - Parameters:
    ///   - name: The claim's name in the payload.
    ///   - type: The type to read it as.
    /// - Returns: The value, or nil if the claim is absent or `null`.
    /// - Throws: ``VerificationStatus/malformedClaim`` with no ``VerificationError/claim`` for a claim
    ///   of another type or range; ``VerificationStatus/invalidArgument`` for the name of a claim
    ///   that this library types, which ``Identity`` has a property for.
    public func claim<T: CustomClaimValue>(
        _ name: String,
        as type: T.Type
    ) throws(VerificationError) -> T? {
        guard ClaimName(name) == nil else { throw VerificationError(status: .invalidArgument) }
        guard let value = self[name], !value.isNull else { return nil }
        guard let converted = T(customClaim: value) else {
            throw VerificationError(status: .malformedClaim)
        }
        return converted
    }
}

extension CustomClaims: CustomStringConvertible {
    /// How many custom claims there are, but not their contents.
    public var description: String { "CustomClaims(count: \(count))" }
}
