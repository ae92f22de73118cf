// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How the command ends where it doesn't end well: its exit status, and what standard error says.
struct Outcome: Error {
    enum Status: Int32 {
        case success = 0
        /// A token, or any of several, was refused.
        case refused = 1
        /// The command line, or what it asks for, is wrong.
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

    /// What the library refused to do, other than to let a token in.
    init(describing error: VerificationError) {
        let environment: [VerificationStatus] = [.outOfMemory, .internalFailure, .weakSecret]
        self.init(environment.contains(error.status) ? .environment : .usage, "pbjwt: \(error)")
    }

    func leave() -> Never {
        if let message { try? Output.toStandardError { try $0.write(message + "\n") } }
        exit(status.rawValue)
    }
}
