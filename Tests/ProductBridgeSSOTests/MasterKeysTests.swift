// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import TestSupport
import Testing

@testable import ProductBridgeSSO

@Suite("Master keys")
struct MasterKeysTests {
    /// The bytes 0 to 31.
    private static let key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    private static let text = String(repeating: "0123456789abcdef", count: 4)
    private static let place = SealedPlace(organization: Fixture.acme, record: "record-1")

    private static func string(_ text: SecretText) -> String {
        unsafe text.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    @Test("A generated key has 64 hex characters, and differs each time")
    func generated() throws {
        let keys = try (0..<100).map { _ in try MasterKeys.generate() }
        #expect(Set(keys).count == 100)
        for key in keys {
            #expect(key.utf8.count == 64)
            #expect(key.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
            #expect(try MasterKeys(current: key).currentID.utf8.count == 16)
        }
    }

    @Test(
        "A key is 64 hex characters",
        arguments: [
            "", "0", String(key.dropLast()), key + "0", key + "00", String(key.dropLast(2)) + "0g",
            " " + key.dropFirst(),
            key + "\n", String(repeating: "é", count: 32), String(repeating: "é", count: 64),
            String(key.dropLast(1)) + "\u{FF11}", String(repeating: "0x", count: 32), "undefined",
        ]
    )
    func malformed(text: String) throws {
        #expect(throws: SSOError(.malformedMasterKey)) { try MasterKeys(current: text) }
        #expect(throws: SSOError(.malformedMasterKey)) { try MasterKeys(current: Self.key, previous: [text]) }
    }

    @Test("A key is given once, in either case, beside at most eight previous ones")
    func several() throws {
        let others = try (0..<8).map { _ in try MasterKeys.generate() }
        let keys = try MasterKeys(current: Self.key.uppercased(), previous: others)
        #expect(try keys.currentID == MasterKeys(current: Self.key).currentID)
        for previous in [
            [Self.key], [Self.key.uppercased()], others + [try MasterKeys.generate()],
            [others[0], others[0]],
        ] {
            #expect(throws: SSOError(.malformedMasterKey)) {
                try MasterKeys(current: Self.key, previous: previous)
            }
        }
    }

    /// Made by Python's cryptography 48:
    /// `derive = lambda info: HKDF(hashes.SHA256(), 32, None, info).derive(bytes(range(32)))`,
    /// `derive(b"ProductBridgeSSO: id of a master key, version 1")[:8].hex()`,
    /// `nonce + AESGCM(derive(b"ProductBridgeSSO: sealing of secrets, version 1")).encrypt(nonce, text, additional)` with
    /// `nonce = bytes(range(12))` and `additional = b"widget-secret acme record-1 2990d14d29849ffe"`, and
    /// `hmac.new(derive(b"ProductBridgeSSO: attempts, version 1"), b"some text", hashlib.sha256).hexdigest()`.
    @Test("Ids, sealed texts and MACs are the same as another program's for the same key")
    func vectors() throws {
        let keys = try MasterKeys(current: Self.key)
        #expect(keys.currentID == "2990d14d29849ffe")
        let sealed = SealedText(
            masterKey: "2990d14d29849ffe",
            sealed: "000102030405060708090a0b4f1dd47fe8b34daae4d2fbe5ca8abc770886804cee3d46c5d1bb6a167e26d308"
                + "4a4124cd6c77300fcee3cf339e61a44fa77d2b8faede5b0db6b056cf6a2cb2541e6aa636324a2ffe9f84d6dcdd377aa4"
        )
        #expect(try Self.string(keys.open(sealed, at: Self.place)) == Self.text)
        let mac = "7c3bca7f06b1eb3e687a82b6282db3bb06e9d1c1fca6d4d8f819f58923514c2c"
        #expect(try keys.sign("some text") == mac)
        #expect(try keys.verify(mac, of: "some text"))
    }

    @Test(
        "A sealed text opens with the same key, even a previous one, and reveals nothing",
        arguments: [0, 1, 64]
    )
    func sealed(count: Int) throws {
        let text = String(Self.text.prefix(count))
        let keys = try MasterKeys(current: Self.key)
        let sealed = try keys.seal(SecretText(utf8: text.utf8), at: Self.place)
        #expect(sealed.masterKey == keys.currentID)
        #expect(sealed.sealed.utf8.count == 2 * (count + 28))
        let later = try MasterKeys(
            current: MasterKeys.generate(),
            previous: [MasterKeys.generate(), Self.key]
        )
        for keys in [keys, later] { #expect(try Self.string(keys.open(sealed, at: Self.place)) == text) }
        #expect(keys.isCurrent(sealed))
        #expect(!later.isCurrent(sealed))
    }

    @Test("A changed or moved sealed text doesn't open")
    func broken() throws {
        let other = try MasterKeys.generate()
        let keys = try MasterKeys(current: Self.key, previous: [other])
        let sealed = try keys.seal(SecretText(utf8: Self.text.utf8), at: Self.place)
        let places = [
            SealedPlace(organization: Fixture.other, record: "record-1"),
            SealedPlace(organization: Fixture.acme, record: "record-2"),
            SealedPlace(organization: Fixture.acme, record: ""),
        ]
        for place in places { #expect(throws: SSOError(.sealBroken)) { try keys.open(sealed, at: place) } }
        let otherID = try MasterKeys(current: other).currentID
        let changed = [
            SealedText(masterKey: otherID, sealed: sealed.sealed),
            SealedText(masterKey: sealed.masterKey, sealed: ""),
            SealedText(masterKey: sealed.masterKey, sealed: "zz"),
            SealedText(masterKey: sealed.masterKey, sealed: String(sealed.sealed.prefix(54))),
            SealedText(masterKey: sealed.masterKey, sealed: String(sealed.sealed.prefix(56))),
            SealedText(masterKey: sealed.masterKey, sealed: String(sealed.sealed.dropLast())),
            SealedText(masterKey: sealed.masterKey, sealed: String(sealed.sealed.dropLast(2))),
            SealedText(masterKey: sealed.masterKey, sealed: sealed.sealed + "00"),
            SealedText(masterKey: sealed.masterKey, sealed: sealed.sealed + "é"),
        ]
        for text in changed { #expect(throws: SSOError(.sealBroken)) { try keys.open(text, at: Self.place) } }
    }

    @Test("A text sealed with a key that isn't given is reported as such")
    func unknown() throws {
        let sealed = try MasterKeys(current: Self.key).seal(SecretText(utf8: Self.text.utf8), at: Self.place)
        let keys = try MasterKeys(current: MasterKeys.generate(), previous: [MasterKeys.generate()])
        for text in [
            sealed, SealedText(masterKey: "", sealed: sealed.sealed), SealedText(masterKey: "x", sealed: ""),
        ] {
            #expect(throws: SSOError(.unknownMasterKey)) { try keys.open(text, at: Self.place) }
        }
    }

    @Test("A MAC is valid only for its text, with any of the keys")
    func macs() throws {
        let keys = try MasterKeys(current: Self.key)
        let later = try MasterKeys(current: MasterKeys.generate(), previous: [Self.key])
        let stranger = try MasterKeys(current: MasterKeys.generate())
        let mac = try keys.sign("text")
        for keys in [keys, later] { #expect(try keys.verify(mac, of: "text")) }
        #expect(try !stranger.verify(mac, of: "text"))
        #expect(try later.sign("text") != mac)
        #expect(try !keys.verify(mac, of: "text "))
        for bad in [
            "", "00", String(mac.dropLast()), String(mac.dropLast(2)), mac + "00", "g" + mac.dropFirst(),
            mac + "é",
        ] {
            #expect(try !keys.verify(bad, of: "text"), "\(bad)")
        }
    }
}
