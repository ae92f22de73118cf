// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import ProductBridgeIdentity

extension Identity {
    /// A claim that the library doesn't type, decoded from its JSON.
    ///
    /// Strings, booleans, numbers and arrays of them are read without a decoder, by the function of
    /// the same name in `ProductBridgeIdentity`.
    ///
    /// - Parameters:
    ///   - name: The claim's name in the payload.
    ///   - type: The type to decode.
    ///   - decoder: The decoder to use, for another date or key strategy.
    /// - Returns: The value, or nil where the claim is absent or `null`.
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

    /// A claim that the library doesn't type, as a type that is read without a decoder though it is
    /// `Decodable` too, such as `String`.
    ///
    /// - Parameters:
    ///   - name: The claim's name in the payload.
    ///   - type: The type to read it as.
    /// - Returns: The value, or nil where the claim is absent or `null`.
    /// - Throws: As the function of the same name in `ProductBridgeIdentity`.
    public func claim<T: CustomClaimValue & Decodable>(
        _ name: String,
        as type: T.Type
    ) throws(VerificationError) -> T? {
        try customClaims().claim(name, as: type)
    }

    /// The claims that the library doesn't type, decoded together.
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
