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
            if count < 0 && isPassing(errno, on: descriptor, POLLOUT) { continue }
            guard count > 0 else { throw failure("can't write") }
            written += count
        }
    }

    /// Fills `buffer` from `start` on with the available data; 0 at the end.
    static func read(
        from descriptor: Int32,
        into buffer: inout [UInt8],
        startingAt start: Int = 0,
        named name: String
    ) throws -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
                return unsafe systemRead(descriptor, rest.baseAddress, rest.count)
            }
            if count >= 0 { return count }
            guard isPassing(errno, on: descriptor, POLLIN) else { throw failure("can't read \(name)") }
        }
    }

    /// The first position of `byte`.
    static func firstIndex(of byte: UInt8, in bytes: Span<UInt8>) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return nil }
            return unsafe memchr(start, Int32(byte), buffer.count).map { unsafe UnsafeRawPointer($0) - start }
        }
    }

    /// Whether a read wouldn't block; waits for that for up to 200 milliseconds.
    static func hasInput(_ descriptor: Int32) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&waiting, 1, 200) > 0
    }

    /// Whether to repeat a call; waits if the descriptor isn't ready, as may happen when another owner has
    /// made it non-blocking.
    private static func isPassing(_ error: Int32, on descriptor: Int32, _ event: Int32) -> Bool {
        if error == EINTR { return true }
        guard error == EAGAIN || error == EWOULDBLOCK else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        return unsafe poll(&waiting, 1, -1) >= 0 || errno == EINTR
    }

    static func open(_ path: String, named name: String) throws -> Int32 {
        let descriptor = unsafe systemOpen(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("can't open \(name)") }
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

    /// Zeroes memory that held a secret, in a way that no optimizer removes.
    static func wipe(_ bytes: inout [UInt8]) {
        unsafe bytes.withUnsafeMutableBytes { buffer in
            #if canImport(Darwin)
            _ = unsafe memset_s(buffer.baseAddress, buffer.count, 0, buffer.count)
            #else
            if let start = buffer.baseAddress { unsafe explicit_bzero(start, buffer.count) }
            #endif
        }
    }

    private static func failure(_ what: String) -> Outcome {
        let reason = unsafe String(cString: strerror(errno))
        return Outcome(.environment, "pbjwt: \(what): \(reason)")
    }
}

// The calls with the same names as the functions above.
private let systemWrite = unsafe write
private let systemRead = unsafe read
private let systemClose = close

private func systemOpen(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 {
    unsafe open(path, flags)
}
