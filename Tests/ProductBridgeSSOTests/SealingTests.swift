// SPDX-License-Identifier: Apache-2.0

import CSealing
import TestSupport
import Testing

@testable import ProductBridgeSSO

/// The C functions by themselves, checked against external vectors.
@Suite("AES-256-GCM, HKDF and HMAC")
struct SealingTests {
    private static let overhead = Int(PB_SEALING_OVERHEAD)
    private static let longest = Int(PB_SEALING_MAX_BYTES)
    private static let key = (0..<32).map(UInt8.init)

    private static func bytes(_ hex: String) throws -> [UInt8] { try #require([UInt8](hex: hex)) }

    /// The result of opening, and the output buffer; a byte after it must not change.
    private static func open(
        _ sealed: [UInt8],
        key: [UInt8] = key,
        additional: [UInt8] = []
    ) -> (result: pb_sealing_result, text: [UInt8]) {
        let count = max(sealed.count - overhead, 0)
        var text = [UInt8](repeating: 0xAA, count: count + 1)
        let result = unsafe pb_sealing_open(
            key,
            additional,
            additional.count,
            sealed,
            sealed.count,
            &text
        )
        #expect(text.last == 0xAA)
        return (result, Array(text.prefix(count)))
    }

    private static func seal(
        _ text: [UInt8],
        key: [UInt8] = key,
        additional: [UInt8] = []
    ) -> (isSealed: Bool, sealed: [UInt8]) {
        var sealed = [UInt8](repeating: 0xAA, count: text.count + overhead + 1)
        let isSealed = unsafe pb_sealing_seal(
            key,
            additional,
            additional.count,
            text,
            text.count,
            &sealed
        )
        #expect(sealed.last == 0xAA)
        return (isSealed, sealed.dropLast())
    }

    /// The test cases 13 to 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega), which NIST SP 800-38D
    /// is based on. They were made again with `AESGCM(key).encrypt(nonce, text, additional)` of Python's cryptography 48.
    @Test(
        "The mode's own test cases open",
        arguments: [
            (
                String(repeating: "00", count: 32), "000000000000000000000000", "", "",
                "530f8afbc74536b9a963b4f1c4cb738b"
            ),
            (
                String(repeating: "00", count: 32), "000000000000000000000000",
                "00000000000000000000000000000000", "",
                "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
            ),
            (
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                "cafebabefacedbaddecaf888",
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
                "",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                    + "c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c"
            ),
            (
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                "cafebabefacedbaddecaf888",
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                    + "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
            ),
        ]
    )
    func vectors(key: String, nonce: String, text: String, additional: String, hidden: String) throws {
        let opened = Self.open(
            try Self.bytes(nonce + hidden),
            key: try Self.bytes(key),
            additional: try Self.bytes(additional)
        )
        #expect(opened.result == PB_SEALING_OPENED)
        #expect(opened.text.hex == text)
    }

    @Test(
        "A sealed text of any length opens, and differs each time",
        arguments: [0, 1, 15, 16, 17, 64, 65536]
    )
    func roundTrip(count: Int) {
        let text = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let additional = Array("where it stands".utf8)
        let first = Self.seal(text, additional: additional)
        let second = Self.seal(text, additional: additional)
        for (isSealed, sealed) in [first, second] {
            #expect(isSealed)
            let opened = Self.open(sealed, additional: additional)
            #expect(opened.result == PB_SEALING_OPENED)
            #expect(opened.text == text)
        }
        #expect(first.sealed.prefix(12) != second.sealed.prefix(12))
        #expect(first.sealed != second.sealed)
    }

    @Test(
        "A changed bit, another key or other additional bytes don't open, and the text is wiped"
    )
    func changed() {
        let text = Array("a secret".utf8)
        let additional = Array("place".utf8)
        let sealed = Self.seal(text, additional: additional).sealed
        func expectClosed(_ opened: (result: pb_sealing_result, text: [UInt8])) {
            #expect(opened.result == PB_SEALING_NOT_AUTHENTIC)
            #expect(opened.text.allSatisfy { $0 == 0 })
        }
        for bit in 0..<sealed.count * 8 {
            var other = sealed
            other[bit / 8] ^= 1 << (bit % 8)
            expectClosed(Self.open(other, additional: additional))
        }
        for count in 0..<sealed.count {
            expectClosed(Self.open(Array(sealed.prefix(count)), additional: additional))
            expectClosed(Self.open(Array(sealed.suffix(count)), additional: additional))
        }
        expectClosed(Self.open(sealed + [0], additional: additional))
        for bit in 0..<256 {
            var other = Self.key
            other[bit / 8] ^= 1 << (bit % 8)
            expectClosed(Self.open(sealed, key: other, additional: additional))
        }
        for other in [[], Array("plac".utf8), Array("place ".utf8), Array("Place".utf8), [0] + additional] {
            expectClosed(Self.open(sealed, additional: other))
        }
    }

    @Test("A text, and additional bytes, of more than 64 KiB are refused, and nothing is left behind")
    func tooLong() {
        let long = [UInt8](repeating: 7, count: Self.longest + 1)
        let tooLong = Self.seal(long)
        #expect(!tooLong.isSealed)
        #expect(tooLong.sealed.allSatisfy { $0 == 0 })
        let besides = Self.seal([1, 2, 3], additional: long)
        #expect(!besides.isSealed)
        #expect(besides.sealed.allSatisfy { $0 == 0 })
        #expect(Self.seal([1], additional: Array(long.dropLast())).isSealed)

        let opened = Self.open([UInt8](repeating: 7, count: Self.longest + 1 + Self.overhead))
        #expect(opened.result == PB_SEALING_NOT_AUTHENTIC)
        #expect(opened.text.allSatisfy { $0 == 0 })
        let beside = Self.open(Self.seal([1, 2, 3]).sealed, additional: long)
        #expect(beside.result == PB_SEALING_NOT_AUTHENTIC)
        #expect(beside.text == [0, 0, 0])
    }

    @Test("If a length is 0 the pointer may be NULL")
    func null() {
        var sealed = [UInt8](repeating: 0xAA, count: Self.overhead)
        #expect(unsafe pb_sealing_seal(Self.key, nil, 0, nil, 0, &sealed))
        #expect(unsafe pb_sealing_open(Self.key, nil, 0, sealed, sealed.count, nil) == PB_SEALING_OPENED)
        sealed[20] ^= 1
        #expect(
            unsafe pb_sealing_open(Self.key, nil, 0, sealed, sealed.count, nil) == PB_SEALING_NOT_AUTHENTIC
        )
        #expect(unsafe pb_sealing_open(Self.key, nil, 0, nil, 0, nil) == PB_SEALING_NOT_AUTHENTIC)

        var derived = [UInt8](repeating: 0xAA, count: 32)
        #expect(unsafe pb_sealing_derive(Self.key, nil, 0, &derived))
        #expect(derived.hex == "37ad29109f43265287804b674e2653d0a513718907f97fca97c95bded8104bbf")
        var mac = [UInt8](repeating: 0xAA, count: 32)
        #expect(unsafe pb_sealing_mac(Self.key, nil, 0, &mac))
        #expect(mac == Signer.hmacSHA256([], key: Self.key))
    }

    /// RFC 5869, 2.2 and 2.3, for up to 32 bytes without salt, with HMAC only.
    private static func hkdf(_ material: [UInt8], _ info: [UInt8]) -> [UInt8] {
        let key = Signer.hmacSHA256(material, key: [UInt8](repeating: 0, count: 32))
        return Signer.hmacSHA256(info + [1], key: key)
    }

    /// The expected bytes are those of `HKDF(hashes.SHA256(), 32, None, info).derive(bytes(range(32)))` of Python's
    /// cryptography 48, since the RFC's own test cases have no key of 32 bytes.
    @Test(
        "A key is derived as in RFC 5869",
        arguments: [
            ("", "37ad29109f43265287804b674e2653d0a513718907f97fca97c95bded8104bbf"),
            (
                "ProductBridgeSSO: sealing of secrets, version 1",
                "b7ac319cccc158f336ee44be9967c2e368ffc574beb0d54971e6c8917a36c26e"
            ),
            (
                "ProductBridgeSSO: attempts, version 1",
                "4dbd5f9d28ef8f66eaeaf0ac64169d29cf7e04e17babcc37ac043b5f53d1cfe0"
            ),
            (
                String(repeating: "*", count: 256),
                "2d3af887630dad6ea79f90f0945bf49a0ecc460753c8e6fed32aa788ebd82284"
            ),
        ]
    )
    func derive(purpose: String, expected: String) throws {
        // The RFC's test case 3 has a shorter key, and neither salt nor info.
        let third = Self.hkdf([UInt8](repeating: 0x0B, count: 22), [])
        #expect(third.hex == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d")

        let purpose = Array(purpose.utf8)
        var derived = [UInt8](repeating: 0xAA, count: 33)
        #expect(unsafe pb_sealing_derive(Self.key, purpose, purpose.count, &derived))
        #expect(derived.removeLast() == 0xAA)
        #expect(derived.hex == expected)
        #expect(derived == Self.hkdf(Self.key, purpose))
    }

    @Test("A purpose has at most 256 bytes", arguments: [257, 65536, 65537])
    func longPurpose(count: Int) {
        let purpose = [UInt8](repeating: 42, count: count)
        var derived = [UInt8](repeating: 0xAA, count: 32)
        #expect(unsafe !pb_sealing_derive(Self.key, purpose, purpose.count, &derived))
        #expect(derived == [UInt8](repeating: 0, count: 32))
    }

    /// The test cases 1 to 4 of RFC 4231. HMAC itself pads a short key with zeros.
    @Test(
        "MACs agree with RFC 4231's test cases",
        arguments: [
            (
                String(repeating: "0b", count: 20), "4869205468657265",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                "0102030405060708090a0b0c0d0e0f10111213141516171819", String(repeating: "cd", count: 50),
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
            ),
        ]
    )
    func mac(key: String, text: String, expected: String) throws {
        var key = try Self.bytes(key)
        key += [UInt8](repeating: 0, count: 32 - key.count)
        let text = try Self.bytes(text)
        var mac = [UInt8](repeating: 0xAA, count: 33)
        #expect(unsafe pb_sealing_mac(key, text, text.count, &mac))
        #expect(mac.removeLast() == 0xAA)
        #expect(mac.hex == expected)
    }

    @Test("MACs are equal only if all of their bits are")
    func equal() {
        #expect(unsafe pb_sealing_equal(Self.key, Array(Self.key)))
        for bit in 0..<256 {
            var other = Self.key
            other[bit / 8] ^= 1 << (bit % 8)
            #expect(unsafe !pb_sealing_equal(Self.key, other))
        }
    }
}
