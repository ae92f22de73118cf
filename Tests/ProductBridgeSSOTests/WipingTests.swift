// SPDX-License-Identifier: Apache-2.0

#if os(Linux)
import Glibc
import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Wiping")
struct WipingTests {
    /// Reads memory at an address that may no longer be allocated, which needs the kernel's help.
    private static func memory(at address: UInt, count: Int) throws -> [UInt8] {
        let file = unsafe open("/proc/self/mem", O_RDONLY)
        try #require(file >= 0)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = unsafe pread(file, &bytes, count, Int(address))
        try #require(read == count)
        return bytes
    }

    private static func contains(_ bytes: [UInt8], anyEightOf text: String) -> Bool {
        let text = Array(text.utf8)
        return (0...(bytes.count - 8)).contains { start in
            (0...(text.count - 8)).contains { bytes[start..<(start + 8)] == text[$0..<($0 + 8)] }
        }
    }

    private static func address(_ text: SecretText) -> UInt {
        unsafe text.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
    }

    @Test("The characters of a secret are wiped with its last reference")
    func secretText() throws {
        let text = try Secret.generate()
        var held: SecretText? = SecretText(utf8: text.utf8)
        let place = Self.address(try #require(held))
        #expect(try Self.memory(at: place, count: 64) == Array(text.utf8))
        held = nil
        #expect(held == nil)
        let left = try Self.memory(at: place, count: 64)
        #expect(!Self.contains(left, anyEightOf: text))
    }

    @Test("The characters that a master key opened are wiped, too")
    func opened() throws {
        let text = try Secret.generate()
        let keys = try MasterKeys(current: MasterKeys.generate())
        let place = SealedPlace(organization: Fixture.acme, record: "1")
        let sealed = try keys.seal(SecretText(utf8: text.utf8), at: place)
        var held: SecretText? = try keys.open(sealed, at: place)
        let address = Self.address(try #require(held))
        #expect(try Self.memory(at: address, count: 64) == Array(text.utf8))
        held = nil
        #expect(held == nil)
        let left = try Self.memory(at: address, count: 64)
        #expect(!Self.contains(left, anyEightOf: text))
    }

    @Test("A text of 0 bytes is empty")
    func empty() {
        let empty = SecretText(utf8: [])
        #expect(empty.count == 0)
        let bytes = unsafe empty.withUnsafeBytes { unsafe Array($0) }
        #expect(bytes == [])
    }

    /// How often the bytes occur in this process's memory. They are passed as their complement, so that the search
    /// itself doesn't put them there.
    fileprivate static func occurrences(ofComplement complement: [UInt8]) throws -> Int {
        guard let maps = unsafe fopen("/proc/self/maps", "r") else { throw NotExpected("no maps") }
        defer { unsafe fclose(maps) }
        var areas: [Range<UInt>] = []
        var line = [CChar](repeating: 0, count: 4096)
        while unsafe fgets(&line, Int32(line.count), maps) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            let parts = text.split(separator: " ")
            let bounds = parts[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            if parts[1].hasPrefix("rw"), bounds.count == 2 { areas.append(bounds[0]..<bounds[1]) }
        }
        // Made after the list of areas, so that neither window nor needle is searched.
        let (size, most) = (1 << 20, PROT_READ | PROT_WRITE)
        guard let window = unsafe mmap(nil, size + 4096, most, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) else {
            throw NotExpected("no memory")
        }
        defer { unsafe munmap(window, size + 4096) }
        let needle = unsafe window + size
        for index in complement.indices {
            unsafe needle.storeBytes(of: ~complement[index], toByteOffset: index, as: UInt8.self)
        }
        let file = unsafe open("/proc/self/mem", O_RDONLY)
        defer { close(file) }
        var count = 0
        for area in areas {
            var start = area.lowerBound
            while start < area.upperBound {
                let length = unsafe pread(file, window, min(size, Int(area.upperBound - start)), Int(start))
                guard length >= complement.count else { break }
                var rest = unsafe window
                while let found = unsafe memchr(rest, Int32(~complement[0]), length - (rest - window)) {
                    let isWhole = unsafe found - window <= length - complement.count
                    if unsafe isWhole && memcmp(found, needle, complement.count) == 0 { count += 1 }
                    unsafe rest = found + 1
                }
                if length < size { break }
                start += UInt(length - complement.count + 1)
            }
        }
        return count
    }

    /// Whether a sanitizer is in this process. Its shadow is writable memory of many terabytes, too much to read.
    private static let isSanitized =
        unsafe dlsym(nil, "__tsan_init") != nil || dlsym(nil, "__asan_init") != nil

    @Test(
        "No copy of a master key stays anywhere in the process, not even while it is in use",
        .disabled(if: isSanitized, "left to the build without sanitizers")
    )
    func noCopies() async {
        await #expect(processExitsWith: .success) {
            // The key's complement, so that no constant contains its bytes.
            let key = (0..<32).map { ~UInt8(truncatingIfNeeded: $0 * 7 + 0x31) }
            let digits = Array("0123456789abcdef".utf8)
            @inline(never) func use() throws -> (begun: Int, used: Int) {
                let text = String(
                    decoding: key.flatMap { [digits[Int(~$0 >> 4)], digits[Int(~$0 & 15)]] },
                    as: UTF8.self
                )
                let keys = try MasterKeys(current: text)
                let begun = try WipingTests.occurrences(ofComplement: key)
                _ = try keys.sign("some text")
                let place = SealedPlace(organization: Fixture.acme, record: "1")
                let sealed = try keys.seal(SecretText(utf8: [1, 2, 3]), at: place)
                _ = try keys.open(sealed, at: place)
                return try withExtendedLifetime(keys) {
                    (begun, try WipingTests.occurrences(ofComplement: key))
                }
            }
            let (begun, used) = try use()
            let after = try WipingTests.occurrences(ofComplement: key)
            print("in use: \(begun) and \(used), afterwards: \(after)")
            // One copy is the key's own.
            exit((begun, used, after) == (1, 1, 0) ? EXIT_SUCCESS : EXIT_FAILURE)
        }
    }
}
#endif
