// SPDX-License-Identifier: Apache-2.0

package import Logging

/// The server's log: lines of `key=value` on standard error.
package enum PortalLog {
    /// Makes the process's log; once.
    package static func start(_ configuration: PortalConfiguration) -> Logger {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "portal")
        logger.logLevel = Logger.Level(rawValue: configuration.logLevel) ?? .info
        return logger
    }
}
