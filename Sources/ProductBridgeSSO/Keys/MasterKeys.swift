// SPDX-License-Identifier: Apache-2.0

internal import CSealing
internal import ProductBridgeIdentity

/// The operator's master keys. Keys derived from them seal and sign everything that this module seals or
/// signs itself: the organizations' secrets in the store, and the cookies of sign-ins in progress.
///
/// A store never sees a secret's text. Keep the master keys separate from the store, and back both up: a
/// backup without them restores no secret. To change the master key, put a new one before the old one, run
/// ``SingleSignOn/resealKeys(after:limit:at:)``, and then remove the old one.
///
/// The keys are wiped when the last reference is released. No description, mirror or dump shows a byte of
/// them. Any number of threads may share one.
public final class MasterKeys: Sendable {
    private let all: [MasterKey]

    /// Takes the keys, each of 64 hex characters, as ``generate()`` makes them.
    ///
    /// - Parameters:
    ///   - current: The key that seals and signs.
    ///   - previous: Older keys, which still open what they sealed and verify what they signed; at most 8.
    /// - Throws: ``SSOError/Code/malformedMasterKey``, also for a key that is given twice;
    ///   `VerificationError` when memory or the crypto library fails.
    public init(current: String, previous: [String] = []) throws {
        let all = try ([current] + previous).map { try MasterKey($0) }
        guard all.count <= 9, Set(all.map(\.id)).count == all.count else {
            throw SSOError(.malformedMasterKey)
        }
        self.all = all
    }

    /// A new key: 64 lower-case hex characters from the operating system's random generator.
    ///
    /// - Throws: `VerificationError` when the generator fails.
    public static func generate() throws -> String {
        try Secret.generate()
    }

    /// An id for the current key: 16 hex characters, which don't reveal the key. Sealed texts carry it, and
    /// logs may.
    public var currentID: String { all[0].id }
}

// MARK: - Sealing

/// A text that only its master key opens.
struct SealedText: Hashable, Codable, Sendable {
    /// ``MasterKeys/currentID`` at the time.
    let masterKey: String
    /// Nonce, ciphertext and tag, in hex.
    let sealed: String
}

/// What a sealed text is bound to: it doesn't open anywhere else.
struct SealedPlace {
    let organization: OrganizationID
    let record: String

    /// No two places are written the same: an id contains no space.
    fileprivate func additional(masterKey: String) -> [UInt8] {
        Array("widget-secret \(organization.rawValue) \(record) \(masterKey)".utf8)
    }
}

extension MasterKeys {
    /// Seals a text of at most 64 KiB with the current key.
    func seal(_ text: SecretText, at place: SealedPlace) throws -> SealedText {
        let master = all[0]
        let key = try master.sealing
        let additional = place.additional(masterKey: master.id)
        var sealed = [UInt8](repeating: 0, count: text.count + Int(PB_SEALING_OVERHEAD))
        let isSealed = unsafe key.withUnsafeBytes { key in
            unsafe text.withUnsafeBytes { text in
                unsafe pb_sealing_seal(
                    key.start,
                    additional,
                    additional.count,
                    text.baseAddress,
                    text.count,
                    &sealed
                )
            }
        }
        guard isSealed else { throw VerificationError(status: .internalFailure) }
        return SealedText(masterKey: master.id, sealed: sealed.hex)
    }

    /// Opens what one of the keys sealed.
    ///
    /// - Throws: ``SSOError/Code/unknownMasterKey``; ``SSOError/Code/sealBroken`` if it was changed, or
    ///   sealed for another place; `VerificationError` when memory or the crypto library fails.
    func open(_ text: SealedText, at place: SealedPlace) throws -> SecretText {
        guard let master = all.first(where: { $0.id == text.masterKey }) else {
            throw SSOError(.unknownMasterKey)
        }
        guard let sealed = [UInt8](hex: text.sealed), sealed.count >= Int(PB_SEALING_OVERHEAD) else {
            throw SSOError(.sealBroken)
        }
        let key = try master.sealing
        let additional = place.additional(masterKey: master.id)
        let opened = SecretText(count: sealed.count - Int(PB_SEALING_OVERHEAD))
        let result = unsafe key.withUnsafeBytes { key in
            unsafe opened.withMutableBytes { opened in
                // An empty text has no address.
                var nothing: UInt8 = 0
                return unsafe withUnsafeMutablePointer(to: &nothing) { nothing in
                    unsafe pb_sealing_open(
                        key.start,
                        additional,
                        additional.count,
                        sealed,
                        sealed.count,
                        opened.start ?? nothing
                    )
                }
            }
        }
        switch result {
        case PB_SEALING_OPENED: return opened
        case PB_SEALING_NOT_AUTHENTIC: throw SSOError(.sealBroken)
        default: throw VerificationError(status: .internalFailure)
        }
    }

    /// Whether a text is sealed by the current key.
    func isCurrent(_ text: SealedText) -> Bool {
        text.masterKey == currentID
    }
}

// MARK: - Signing

extension MasterKeys {
    /// The MAC of an attempt's text with the current key, in hex.
    func sign(_ text: String) throws -> String {
        try all[0].mac(text).hex
    }

    /// Whether one of the keys made the MAC, compared in constant time.
    func verify(_ mac: String, of text: String) throws -> Bool {
        guard let mac = [UInt8](hex: mac), mac.count == Int(PB_SEALING_KEY_BYTES) else { return false }
        return try all.contains { try unsafe pb_sealing_equal(mac, $0.mac(text)) }
    }
}

/// One master key.
private struct MasterKey: Sendable {
    let id: String
    private let key: SecretText

    init(_ text: String) throws {
        guard text.utf8.count == 2 * Int(PB_SEALING_KEY_BYTES), let key = SecretText(hex: text) else {
            throw SSOError(.malformedMasterKey)
        }
        self.key = key
        let named = try key.derived(for: "ProductBridgeSSO: id of a master key, version 1")
        id = unsafe named.withUnsafeBytes { unsafe Array($0.prefix(8)).hex }
    }

    var sealing: SecretText {
        get throws { try key.derived(for: "ProductBridgeSSO: sealing of secrets, version 1") }
    }

    func mac(_ text: String) throws -> [UInt8] {
        let key = try key.derived(for: "ProductBridgeSSO: attempts, version 1")
        let text = Array(text.utf8)
        var mac = [UInt8](repeating: 0, count: Int(PB_SEALING_KEY_BYTES))
        let isMade = unsafe key.withUnsafeBytes { key in
            unsafe pb_sealing_mac(key.start, text, text.count, &mac)
        }
        guard isMade else { throw VerificationError(status: .internalFailure) }
        return mac
    }
}

extension SecretText {
    /// A key derived from this one (HKDF).
    fileprivate func derived(for purpose: String) throws -> SecretText {
        let purpose = Array(purpose.utf8)
        let derived = SecretText(count: Int(PB_SEALING_KEY_BYTES))
        let isDerived = unsafe withUnsafeBytes { key in
            unsafe derived.withMutableBytes { derived in
                unsafe pb_sealing_derive(key.start, purpose, purpose.count, derived.start)
            }
        }
        guard isDerived else { throw VerificationError(status: .internalFailure) }
        return derived
    }
}

extension UnsafeRawBufferPointer {
    /// The first byte of a key, which has 32.
    fileprivate var start: UnsafePointer<UInt8>? {
        unsafe baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The first byte; nil for an empty text, which may have no address.
    fileprivate var start: UnsafeMutablePointer<UInt8>? {
        unsafe baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}

extension [UInt8] {
    /// The bytes in lower-case hex.
    var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }.asciiText
    }

    /// Reads hex digits of either case; nil for other characters, and for half a byte.
    init?(hex text: String) {
        let digits = text.utf8.compactMap(\.hexValue)
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

/// Bytes of a secret or a key, which are wiped when the last reference is released. No description, mirror or
/// dump shows them.
///
/// `@unchecked Sendable`: only the initializer writes the memory, before any other thread has it, and
/// `deinit` wipes it, when none has it any more.
@safe final class SecretText: @unchecked Sendable, CustomReflectable {
    private let bytes: UnsafeMutableRawBufferPointer

    /// Allocates this many bytes, which are 0.
    init(count: Int) {
        unsafe bytes = .allocate(byteCount: count, alignment: 1)
        unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// Copies the bytes. Wiping the originals is up to the caller.
    convenience init(utf8: some Collection<UInt8>) {
        self.init(count: utf8.count)
        unsafe bytes.copyBytes(from: utf8)
    }

    /// Reads hex digits of either case, in place, so that no copy stays behind; nil for other characters, and for
    /// half a byte.
    convenience init?(hex text: String) {
        self.init(count: text.utf8.count / 2)
        var digits = text.utf8.makeIterator()
        for index in 0..<count {
            guard let high = digits.next()?.hexValue, let low = digits.next()?.hexValue else { return nil }
            unsafe bytes[index] = high << 4 | low
        }
        guard digits.next() == nil else { return nil }
    }

    deinit {
        unsafe wipe(bytes)
        unsafe bytes.deallocate()
    }

    var count: Int { unsafe bytes.count }

    var customMirror: Mirror { Mirror(self, children: []) }

    /// Runs `body` on the bytes, which must not be kept.
    func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try unsafe body(UnsafeRawBufferPointer(bytes))
    }

    /// Runs `body` on the bytes of an object that no other thread has yet.
    func withMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        defer { withExtendedLifetime(self) {} }
        return unsafe body(bytes)
    }
}
