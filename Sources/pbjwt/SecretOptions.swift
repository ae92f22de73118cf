// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

/// Where the secrets come from: never from an argument, which other users of a machine can see.
struct SecretOptions: ParsableArguments {
    static let variable = "PRODUCTBRIDGE_WIDGET_SECRET"

    @Option(
        name: .customLong("secret-file"),
        help: ArgumentHelp(
            "A file that contains only a secret, with at most one trailing newline; may be repeated.",
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

    @Flag(name: .customLong("allow-weak-secret"), help: "Accept secrets shorter than 32 bytes.")
    var allowsWeak = false

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, hex, base64
    }

    func validate() throws {
        let count = max(files.count + descriptors.count, 1)
        guard ids.isEmpty || ids.count == count else {
            throw ValidationError("--secret-id is given \(ids.count) times for \(count) secrets.")
        }
        guard Set(ids).count == ids.count, !ids.contains("") else {
            throw ValidationError("Each --secret-id must be different, and not empty.")
        }
        guard count <= 8 else { throw ValidationError("A verifier takes at most 8 secrets.") }
        guard descriptors.allSatisfy({ $0 >= 0 }), Set(descriptors).count == descriptors.count else {
            throw ValidationError("Each --secret-fd must be a different open descriptor.")
        }
    }

    /// The secrets in the order of the options: files, then descriptors; without either, the variable.
    func secrets() throws -> [Secret] {
        var secrets: [Secret] = []
        var nextID: String? { ids.isEmpty ? nil : ids[secrets.count] }
        for path in files {
            secrets.append(
                try makeSecret(ofFile: path, from: "--secret-file", id: nextID, isWeak: allowsWeak)
            )
        }
        for descriptor in descriptors {
            let name = "descriptor \(descriptor) of --secret-fd"
            secrets.append(try makeSecret(from: descriptor, named: name, id: nextID, isWeak: allowsWeak))
        }
        if secrets.isEmpty {
            guard var bytes = POSIX.environment(Self.variable) else {
                throw Outcome(
                    .environment,
                    "pbjwt: no secret: set \(Self.variable), or name a file with --secret-file or an open "
                        + "descriptor with --secret-fd"
                )
            }
            defer { POSIX.wipe(&bytes) }
            secrets.append(
                try makeSecret(of: bytes[...], named: Self.variable, id: nextID, isWeak: allowsWeak)
            )
        }
        return secrets
    }

    /// The one secret that signs a token.
    func secret() throws -> Secret {
        let secrets = try secrets()
        guard secrets.count == 1 else {
            throw ValidationError("Only one secret can sign; \(secrets.count) are given.")
        }
        return secrets[0]
    }

    /// A secret that no verifier holds, of any length.
    func otherSecret(ofFile path: String, id: String) throws -> Secret {
        try makeSecret(ofFile: path, from: "--other-secret", id: id, isWeak: true)
    }

    /// The name of a file in a message: its path, unless that may be a secret given by mistake.
    static func name(ofFile path: String, from option: String) -> String {
        let isLong = path.utf8.count >= 16 && !path.contains("/") && !path.contains(".")
        let mayBeSecret = path.split(separator: "/").contains { part in
            part.utf8.count >= 16
                && part.utf8.allSatisfy { Base64URL.isCharacter($0) || "+=".utf8.contains($0) }
                && part.contains(where: \.isNumber) && !part.contains("-") && !part.contains("_")
        }
        // A token's first letters.
        let mayBeToken = path.contains("eyJ")
        return isLong || mayBeSecret || mayBeToken
            ? "the file of \(option)" : "the file \(ResultText.printable(path)) of \(option)"
    }

    private func makeSecret(ofFile path: String, from option: String, id: String?, isWeak: Bool) throws
        -> Secret
    {
        let name = Self.name(ofFile: path, from: option)
        let descriptor = try POSIX.open(path, named: name)
        defer { POSIX.close(descriptor) }
        return try makeSecret(from: descriptor, named: name, id: id, isWeak: isWeak)
    }

    /// Reads all of a descriptor, without one newline at its end.
    private func makeSecret(
        from descriptor: Int32,
        named name: String,
        id: String?,
        isWeak: Bool
    ) throws -> Secret {
        let longest = 2 * 4096 + 1  // hex is the longest way to write a key
        var buffer = [UInt8](repeating: 0, count: longest + 1)
        defer { POSIX.wipe(&buffer) }
        var count = 0
        while count < buffer.count {
            let more = try POSIX.read(from: descriptor, into: &buffer, startingAt: count, named: name)
            if more == 0 { break }
            count += more
        }
        guard count <= longest else { throw Outcome(.environment, "pbjwt: \(name) is too long for a secret") }
        if count > 0 && buffer[count - 1] == UInt8(ascii: "\n") { count -= 1 }
        return try makeSecret(of: buffer[..<count], named: name, id: id, isWeak: isWeak)
    }

    private func makeSecret(
        of bytes: ArraySlice<UInt8>,
        named name: String,
        id: String?,
        isWeak: Bool
    ) throws -> Secret {
        let format: Secret.Format =
            switch format {
            case .text: .text
            case .hex: .hex
            case .base64: .base64
            }
        guard !bytes.isEmpty else { throw Outcome(.environment, "pbjwt: \(name) is empty") }
        let secret: Secret
        do {
            secret =
                isWeak
                ? try Secret.weak(bytes, format: format, id: id) : try Secret(bytes, format: format, id: id)
        } catch {
            throw Outcome(
                .environment,
                error.status == .weakSecret
                    ? "pbjwt: \(error)"
                    : "pbjwt: \(name) is not a secret of 32 to 4096 bytes as \(self.format.rawValue), or its id "
                        + "is not 1 to 255 bytes without control characters"
            )
        }
        if self.format == .text, let remark = SecretTidiness.remark(on: bytes) {
            try Output.toStandardError { try $0.write("pbjwt: warning: \(name) \(remark)\n") }
        }
        return secret
    }
}
