// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decode a token WITHOUT verifying it.",
        discussion: """
            For troubleshooting alone: anyone can have written what it prints. No secret is needed, and \
            no exit status of it means that a token is good.
            """
    )

    @Argument(help: "The token; without one, or as -, the first line of standard input.")
    var token: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let inspected: UnverifiedToken
        do {
            inspected = try UnverifiedToken(inspecting: try bytes())
        } catch let error as VerificationError where error.status != .outOfMemory {
            throw Outcome(.refused, "pbjwt: \(error)")
        }
        try Output.toStandardOutput { try $0.write(json ? object(for: inspected) : text(for: inspected)) }
        guard inspected.form == .ok else {
            throw Outcome(
                .refused,
                "pbjwt: not all of it can be read (\(inspected.form.name)); nothing else was checked"
            )
        }
    }

    private func bytes() throws -> [UInt8] {
        if let token, token != "-" { return Array(token.utf8) }
        var first: [UInt8] = []
        var reader = LineReader(descriptor: 0, longest: 1 << 20)
        try reader.forEachLine { line in
            first = unsafe line.withUnsafeBufferPointer { unsafe Array($0) }
            return false
        } pause: {
        }
        return first
    }

    private func text(for token: UnverifiedToken) -> String {
        """
        NOT VERIFIED: anyone can have written this. Use pbjwt verify to see whether it holds.
        header:  \(token.headerJSON.map(ResultText.printable) ?? "not readable")
        payload: \(token.payloadJSON.map(ResultText.printable) ?? "not readable")

        """
    }

    private func object(for token: UnverifiedToken) -> String {
        func onOneLine(_ json: String?) -> String {
            // White space can only stand between the parts: strings have their control characters
            // escaped.
            let spaced = (json ?? "null").unicodeScalars.map { character in
                "\n\r\t".unicodeScalars.contains(character) ? " " : String(character)
            }
            return JSONText.printable(spaced.joined())
        }
        return JSONText.object([
            "verified": "false",
            "warning": JSONText.string("NOT VERIFIED: anyone can have written this."),
            "form": JSONText.string(token.form.name),
            "header": onOneLine(token.headerJSON),
            "payload": onOneLine(token.payloadJSON),
        ]) + "\n"
    }
}
