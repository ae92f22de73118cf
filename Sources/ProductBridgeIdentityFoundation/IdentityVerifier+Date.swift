// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import ProductBridgeIdentity

extension IdentityVerifier {
    /// Verifies a token at a time that is given as a `Date`.
    ///
    /// - Parameters:
    ///   - token: The token in compact form. Nothing is trimmed.
    ///   - date: The time to judge by, from 1970 to the end of the year 9999; a fraction of a second
    ///     is rounded down.
    /// - Returns: What the token says about the person.
    /// - Throws: The first check that failed; `invalidArgument` for a time out of range.
    public func verify(_ token: String, at date: Date) throws(VerificationError) -> Identity {
        try verify(token, at: NumericDate(date))
    }

    /// Verifies a token that is part of a text, at a time that is given as a `Date`.
    ///
    /// - Parameters:
    ///   - token: The token in compact form. Nothing is trimmed.
    ///   - date: The time to judge by, from 1970 to the end of the year 9999; a fraction of a second
    ///     is rounded down.
    /// - Returns: What the token says about the person.
    /// - Throws: The first check that failed; `invalidArgument` for a time out of range.
    public func verify(_ token: Substring, at date: Date) throws(VerificationError) -> Identity {
        try verify(token, at: NumericDate(date))
    }

    /// Verifies a token's bytes at a time that is given as a `Date`.
    ///
    /// - Parameters:
    ///   - bytes: The token in compact form, such as `Data`. Nothing is trimmed.
    ///   - date: The time to judge by, from 1970 to the end of the year 9999; a fraction of a second
    ///     is rounded down.
    /// - Returns: What the token says about the person.
    /// - Throws: The first check that failed; `invalidArgument` for a time out of range.
    public func verify(
        utf8 bytes: some Collection<UInt8>,
        at date: Date
    ) throws(VerificationError) -> Identity {
        try verify(utf8: bytes, at: NumericDate(date))
    }
}
