// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

/// Where the secrets come from: never from an argument, which other users of a machine can see.
struct SecretOptions: ParsableArguments {
    static let variable = "PRODUCTBRIDGE_WIDGET_SECRET"

    @Option(
        name: .customLong("secret-file"),
        help: ArgumentHelp(
            "A file that holds a secret, and nothing else but one newline at its end; may be repeated.",
            valueName: "path"
        )
    )
    var files: [String] = []

    @Option(
        name: .customLong("secret-fd"),
        help: ArgumentHelp(
            "An open file descriptor to read a secret from; may be repeated.",
            valueName: "number"
        )
    )
    var descriptors: [Int32] = []

    @Option(
        name: .customLong("secret-id"),
        help: ArgumentHelp(
            "The id of a secret, which tokens name as kid; once for each secret, files before descriptors.",
            valueName: "id"
        )
    )
    var ids: [String] = []

    @Option(
        name: .customLong("secret-format"),
        help: "How the secrets are written: text (the characters are the key), hex or base64."
    )
    var format = Format.text

    @Flag(name: .customLong("allow-weak-secret"), help: "Take secrets shorter than 32 bytes.")
    var allowsWeak = false

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, hex, base64
    }

    /// The secrets in the order of the options: files, then descriptors; without either, the variable.
    func secrets() throws -> [Secret] {
        let count = max(files.count + descriptors.count, 1)
        guard ids.isEmpty || ids.count == count else {
            throw ValidationError("--secret-id is given \(ids.count) times for \(count) secrets.")
        }
        var index = 0
        func next(_ bytes: [UInt8]) throws -> Secret {
            defer { index += 1 }
            return try make(from: bytes, id: ids.isEmpty ? nil : ids[index])
        }

        var secrets: [Secret] = []
        for path in files {
            let descriptor = try POSIX.open(path)
            defer { POSIX.close(descriptor) }
            secrets.append(try next(Self.read(descriptor, named: path)))
        }
        for descriptor in descriptors {
            secrets.append(try next(Self.read(descriptor, named: "descriptor \(descriptor)")))
        }
        if secrets.isEmpty {
            guard let bytes = POSIX.environment(Self.variable) else {
                throw Outcome(
                    .environment,
                    "pbjwt: no secret: set \(Self.variable), or name a file with --secret-file or an open "
                        + "descriptor with --secret-fd"
                )
            }
            secrets.append(try next(bytes))
        }
        return secrets
    }

    /// The one secret that a token is signed with.
    func secret() throws -> Secret {
        let secrets = try secrets()
        guard secrets.count == 1 else {
            throw ValidationError("Only one secret can sign; \(secrets.count) are given.")
        }
        return secrets[0]
    }

    private func make(from bytes: [UInt8], id: String?) throws -> Secret {
        let format: Secret.Format =
            switch format {
            case .text: .text
            case .hex: .hex
            case .base64: .base64
            }
        do {
            return allowsWeak
                ? try Secret.weak(bytes, format: format, id: id) : try Secret(bytes, format: format, id: id)
        } catch {
            throw Outcome(
                .environment,
                error.status == .weakSecret
                    ? "pbjwt: \(error)"
                    : "pbjwt: the secret is not \(self.format.rawValue) of 32 to 4096 bytes, or its id not "
                        + "1 to 255 bytes without control characters"
            )
        }
    }

    /// All of a file, which is no secret if it is longer than the longest written one.
    private static func read(_ descriptor: Int32, named name: String) throws -> [UInt8] {
        let longest = 2 * 4096 + 1
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: longest + 1)
        while true {
            let count = try POSIX.read(from: descriptor, into: &chunk)
            if count == 0 { break }
            bytes += chunk[..<count]
            guard bytes.count <= longest else {
                throw Outcome(.environment, "pbjwt: \(name) is too long to be a secret")
            }
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return bytes
    }
}
