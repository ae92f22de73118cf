// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import ProductBridgeIdentity

extension Identity {
    /// A custom claim, decoded from its JSON.
    ///
    /// The function of the same name in `ProductBridgeIdentity` reads strings, booleans, numbers and arrays
    /// of them without a decoder.
    ///
    /// - Parameters:
    ///   - name: The claim's name in the payload.
    ///   - type: The type to decode.
    ///   - decoder: The decoder to use, for another date or key strategy.
    /// - Returns: The value, or nil if the claim is absent or `null`.
    /// - Throws: The decoder's `DecodingError`; a `VerificationError` of status `invalidArgument` for
    ///   the name of a claim that the library types, which has a property.
    public func claim<T: Decodable>(
        _ name: String,
        as type: T.Type,
        decoder: JSONDecoder = JSONDecoder()
    ) throws -> T? {
        guard ClaimName(name) == nil else { throw VerificationError(status: .invalidArgument) }
        guard let json = memberJSON(name), json != "null" else { return nil }
        return try decoder.decode(T.self, from: Data(json.utf8))
    }

    /// A custom claim as a type that needs no decoder even though it is `Decodable`, such as `String`.
    ///
    /// - Parameters:
    ///   - name: The claim's name in the payload.
    ///   - type: The type to read it as.
    /// - Returns: The value, or nil if the claim is absent or `null`.
    /// - Throws: As the function of the same name in `ProductBridgeIdentity`.
    public func claim<T: CustomClaimValue & Decodable>(
        _ name: String,
        as type: T.Type
    ) throws(VerificationError) -> T? {
        try customClaims().claim(name, as: type)
    }

    /// The custom claims, decoded together.
    ///
    /// - Parameters:
    ///   - type: The type to decode, whose keys are the claims' names.
    ///   - decoder: The decoder to use, for another date or key strategy.
    /// - Returns: The value.
    /// - Throws: The decoder's `DecodingError`; a `VerificationError` of status `outOfMemory`.
    public func customClaims<T: Decodable>(
        as type: T.Type,
        decoder: JSONDecoder = JSONDecoder()
    ) throws -> T {
        try decoder.decode(T.self, from: Data(customJSON().utf8))
    }
}
