// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The system calls that the command line makes, with their failures as outcomes.
enum POSIX {
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe systemWrite(descriptor, rest.baseAddress, rest.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("can't write") }
            written += count
        }
    }

    /// Fills `buffer` from its start with what is there to be read; 0 at the end.
    static func read(from descriptor: Int32, into buffer: inout [UInt8]) throws -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe systemRead(descriptor, bytes.baseAddress, bytes.count)
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw failure("can't read") }
        }
    }

    static func open(_ path: String) throws -> Int32 {
        let descriptor = unsafe systemOpen(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("can't open \(path)") }
        return descriptor
    }

    static func close(_ descriptor: Int32) {
        _ = systemClose(descriptor)
    }

    static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    static func environment(_ name: String) -> [UInt8]? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
    }

    private static func failure(_ what: String) -> Outcome {
        let reason = unsafe String(cString: strerror(errno))
        return Outcome(.environment, "pbjwt: \(what): \(reason)")
    }
}

// The calls whose names the functions above have, too.
private let systemWrite = unsafe write
private let systemRead = unsafe read
private let systemClose = close

private func systemOpen(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 {
    unsafe open(path, flags)
}
