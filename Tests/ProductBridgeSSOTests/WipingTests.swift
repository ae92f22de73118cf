// SPDX-License-Identifier: Apache-2.0

#if os(Linux)
import Glibc
import ProductBridgeIdentity
import Testing

@testable import ProductBridgeSSO

@Suite("Wiping")
struct WipingTests {
    /// What the memory holds at an address that may be nobody's any more, which only the kernel can be asked.
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

    @Test("The characters of a secret are gone when its last reference is")
    func secretText() throws {
        let text = try Secret.generate()
        var held: SecretText? = SecretText(utf8: text.utf8)
        let address = held?.withUTF8 { span in
            unsafe span.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        }
        let place = try #require(address)
        #expect(try Self.memory(at: place, count: 64) == Array(text.utf8))
        held = nil
        let left = try Self.memory(at: place, count: 64)
        #expect(!Self.contains(left, anyEightOf: text))
    }
}
#endif
