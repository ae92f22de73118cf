// SPDX-License-Identifier: Apache-2.0

@_exported import TestSupport

/// Signing with the fixture's secret.
extension Signer {
    static func token(_ payload: String, header: String = header) -> String {
        token(payload, header: header, secret: Fixture.secret)
    }

    static func signature(of input: String) -> String {
        signature(of: input, secret: Fixture.secret)
    }

    static func userHash(of userID: String) -> String {
        userHash(of: userID, secret: Fixture.secret)
    }
}
