// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How the command ends if it fails: its exit status, and the message on standard error.
struct Outcome: Error {
    enum Status: Int32 {
        case success = 0
        /// A token, or any of several, was refused.
        case refused = 1
        /// The command line, or something that it asks for, is wrong.
        case usage = 2
        /// The environment is wrong: no secret, a file that can't be read, no memory.
        case environment = 3
    }

    let status: Status
    let message: String?

    init(_ status: Status, _ message: String? = nil) {
        self.status = status
        self.message = message
    }

    /// What the library refused to do, other than accept a token.
    init(describing error: VerificationError) {
        let environment: [VerificationStatus] = [.outOfMemory, .internalFailure, .weakSecret]
        self.init(environment.contains(error.status) ? .environment : .usage, "pbjwt: \(error)")
    }

    func leave() -> Never {
        if let message { try? Output.toStandardError { try $0.write(message + "\n") } }
        exit(status.rawValue)
    }
}
