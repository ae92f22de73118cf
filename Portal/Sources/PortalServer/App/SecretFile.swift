// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A new file for one secret, which only its owner may read.
struct SecretFile {
    private let path: String

    /// Creates the empty file.
    ///
    /// - Throws: ``ConfigurationFailure``, also if the file exists: a secret is never overwritten.
    init(_ path: String) throws(ConfigurationFailure) {
        self.path = path
        let file = unsafe Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw ConfigurationFailure(
                errno == EEXIST
                    ? "\(path) is there already, and a secret is never overwritten: it can't be had again."
                    : "\(path) can't be made: \(unsafe String(cString: strerror(errno)))"
            )
        }
        close(file)
    }

    /// Writes the secret and a newline, which are on disk when this returns.
    func write(_ secret: String) throws(ConfigurationFailure) {
        let file = unsafe Foundation.open(path, O_WRONLY | O_CLOEXEC)
        defer { if file >= 0 { close(file) } }
        let bytes = Array((secret + "\n").utf8)
        guard file >= 0, unsafe Foundation.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0
        else {
            throw ConfigurationFailure("\(path) can't be written: \(unsafe String(cString: strerror(errno)))")
        }
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
