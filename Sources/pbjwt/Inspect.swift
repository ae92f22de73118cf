// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ProductBridgeIdentity

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decode a token WITHOUT verifying it.",
        discussion: """
            For troubleshooting only: anyone could have written what it prints. It needs no secret, and \
            its exit status never means that a token is valid.
            """
    )

    @Argument(help: "The token. If missing or -, the first line of standard input is read.")
    var token: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        guard let bytes = try TokenInput.bytes(of: token, wholeInput: false) else {
            throw Outcome(.usage, "pbjwt: no token on standard input")
        }
        let inspection: Inspection
        do {
            inspection = try Inspection(of: bytes)
        } catch let error as VerificationError where error.status != .outOfMemory {
            throw Outcome(.refused, "pbjwt: \(error) pbjwt explain says more.")
        }
        try Output.toStandardOutput { try $0.write(json ? inspection.json : inspection.text) }
        if inspection.isEncrypted {
            throw Outcome(.refused, "pbjwt: it is encrypted (JWE), so only its header can be read")
        }
        guard inspection.form == .ok else {
            throw Outcome(
                .refused,
                "pbjwt: not all of it can be read (\(inspection.form.name)); nothing else was checked"
            )
        }
    }
}
