// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Fingerprints of secrets")
struct FingerprintTests {
    private static let key = "8f3a1c5e7b9d0246813579bdf02468ace13579bdf02468ace8f3a1c5e7b9d024"

    @Test("A fingerprint is 32 hex characters, and always the same for a key")
    func form() throws {
        let fingerprint = try Secret(Self.key).fingerprint()
        // printf 'pbjwt: the fingerprint of a secret, version 1' | openssl dgst -sha256 -hmac KEY
        #expect(fingerprint == "d712508aa8bbeb899d55a30a7972ca6b")
    }

    @Test("Secrets that sign alike have one fingerprint, however they are written and named")
    func equal() throws {
        let fingerprint = try Secret(Self.key).fingerprint()
        #expect(try Secret(Self.key, id: "named", notAfter: moment()).fingerprint() == fingerprint)
        #expect(try Secret(Self.key.utf8, format: .text).fingerprint() == fingerprint)
        let short = "0123456789abcdef0123456789abcdef"
        #expect(
            try Secret(short).fingerprint() == Secret(Array(short.utf8) + [0], format: .text).fingerprint()
        )
    }

    @Test(
        "Other keys have other fingerprints",
        arguments: [
            "8F3a1c5e7b9d0246813579bdf02468ace13579bdf02468ace8f3a1c5e7b9d024", key + "\n", key + "0",
            String(key.dropLast()),
        ]
    )
    func different(_ other: String) throws {
        #expect(try Secret(other).fingerprint() != Secret(Self.key).fingerprint())
    }

    @Test("A fingerprint shows nothing of the key")
    func redaction() throws {
        #expect(!shows([Self.key], try Secret(Self.key).fingerprint()))
    }
}
