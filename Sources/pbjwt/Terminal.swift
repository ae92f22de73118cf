// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What people at a terminal see, and how they paste a token.
enum Terminal {
    /// Whether standard output is a terminal that shows colours, and nobody has turned them off
    /// (https://no-color.org).
    static var showsColor: Bool {
        isOutput && (POSIX.environment("NO_COLOR") ?? []).isEmpty
            && POSIX.environment("TERM") != Array("dumb".utf8)
    }

    /// Whether people read the results as they arrive.
    static var isOutput: Bool { POSIX.isTerminal(1) }

    /// Whether a person, not a program, enters the token.
    static var isInput: Bool { POSIX.isTerminal(0) }

    /// A text in an ANSI style, such as "1;32" for bold green, if standard output shows colours.
    static func styled(_ text: String, _ style: String) -> String {
        showsColor ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }

    /// Passes one paste after another to `body`, until it returns false or the input ends.
    ///
    /// What is pasted isn't shown, and may be longer than the 4096 bytes of a terminal's own line. The terminal is as
    /// before when this returns, throws, or a signal ends the program.
    ///
    /// - Parameter prompt: What standard error says the command is waiting for.
    static func forEachPaste(upTo longest: Int, prompt: String, _ body: ([UInt8]) throws -> Bool) throws {
        guard var quiet = QuietTerminal(descriptor: 0) else { return }
        defer { quiet.restore() }
        try Output.toStandardError { try $0.write(prompt + "\n") }
        while let paste = try read(from: &quiet, upTo: longest), try body(paste) {}
    }

    /// What is pasted or typed until the Enter key, without the line end; nil if the input ends first.
    private static func read(from quiet: inout QuietTerminal, upTo longest: Int) throws -> [UInt8]? {
        if quiet.isAtEnd { return nil }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            // The Enter key is the line end that nothing follows: other line ends belong to the paste.
            let isComplete = bytes.last == newline
            guard quiet.waitForInput(isComplete ? .milliseconds(100) : nil) else {
                return Array(bytes.dropLast())
            }
            let count = try POSIX.read(from: 0, into: &chunk, named: "the terminal")
            if count == 0 { return bytes.isEmpty ? nil : bytes }
            for byte in chunk[..<count] {
                switch byte {
                case endOfInput:
                    quiet.isAtEnd = true
                    if bytes.isEmpty { return nil }
                    return bytes.last == newline ? Array(bytes.dropLast()) : bytes
                case UInt8(ascii: "\r"): bytes.append(newline)
                case 0x08, 0x7F: _ = bytes.popLast()
                case lineKill: bytes.removeAll()
                default: if bytes.count <= longest { bytes.append(byte) }
                }
            }
        }
    }

    private static let newline = UInt8(ascii: "\n")
    private static let endOfInput: UInt8 = 0x04  // Ctrl-D
    private static let lineKill: UInt8 = 0x15  // Ctrl-U
}

/// A terminal that passes on each byte as it is typed, and shows none.
///
/// Signals that would end or stop the program wait meanwhile, and are delivered once the terminal is
/// restored: a handler couldn't restore it safely.
private struct QuietTerminal {
    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

    /// Whether Ctrl-D was typed.
    var isAtEnd = false

    private let descriptor: Int32
    private let before: termios
    private var signalsBefore = sigset_t()

    init?(descriptor: Int32) {
        var settings = termios()
        guard unsafe tcgetattr(descriptor, &settings) == 0 else { return nil }
        // Swift's runtime would show the contents of memory.
        _ = signal(SIGQUIT, SIG_DFL)
        self.descriptor = descriptor
        before = settings
        hold()
    }

    /// Waits until there is something to read, and returns false on a timeout.
    mutating func waitForInput(_ limit: Duration?) -> Bool {
        let end = limit.map { ContinuousClock.now + $0 }
        while true {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&waiting, 1, 50) > 0 { return true }
            if isSignalPending { letSignalsThrough() }
            if let end, ContinuousClock.now >= end { return false }
        }
    }

    /// Restores the terminal; the rest of a paste doesn't become the shell's commands.
    mutating func restore() {
        var settings = before
        _ = unsafe tcsetattr(descriptor, TCSAFLUSH, &settings)
        _ = unsafe sigprocmask(SIG_SETMASK, &signalsBefore, nil)
    }

    private mutating func hold() {
        var set = sigset_t()
        _ = unsafe sigemptyset(&set)
        for signal in Self.signals { _ = unsafe sigaddset(&set, signal) }
        _ = unsafe sigprocmask(SIG_BLOCK, &set, &signalsBefore)
        var settings = before
        settings.c_lflag &= ~tcflag_t(ECHO | ICANON)
        _ = unsafe tcsetattr(descriptor, TCSADRAIN, &settings)
    }

    private var isSignalPending: Bool {
        var pending = sigset_t()
        _ = unsafe sigpending(&pending)
        return Self.signals.contains { unsafe sigismember(&pending, $0) == 1 }
    }

    /// The program ends here, or goes on after it was stopped.
    private mutating func letSignalsThrough() {
        restore()
        hold()
    }
}
