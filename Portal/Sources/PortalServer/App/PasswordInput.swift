// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A password for a command: from a file or standard input, so that it isn't visible in lists of processes.
package enum PasswordInput {
    /// Reads the first line.
    package static func read(file: String?) throws -> String {
        if let file {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw ConfigurationFailure("The file \(file) can't be read.")
            }
            return try line(String(decoding: data, as: UTF8.self))
        }
        let isTerminal = isatty(STDIN_FILENO) == 1
        if isTerminal { FileHandle.standardError.write(Data("Password: ".utf8)) }
        var old = termios()
        if isTerminal, unsafe tcgetattr(STDIN_FILENO, &old) == 0 {
            var silent = old
            silent.c_lflag &= ~tcflag_t(ECHO)
            unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        }
        defer {
            if isTerminal {
                unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &old)
                FileHandle.standardError.write(Data("\n".utf8))
            }
        }
        guard let text = readLine(strippingNewline: true) else {
            throw ConfigurationFailure("No password came by standard input.")
        }
        return try line(text)
    }

    private static func line(_ text: String) throws(ConfigurationFailure) -> String {
        // CR LF is one character.
        let password = String(text.prefix { !$0.isNewline })
        guard !password.isEmpty else { throw ConfigurationFailure("The password is empty.") }
        return password
    }
}
