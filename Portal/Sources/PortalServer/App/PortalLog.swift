// SPDX-License-Identifier: Apache-2.0

internal import Foundation
package import Logging

/// The server's log: one JSON object per line, on standard error.
package enum PortalLog {
    /// Sets up the process's log; call it once.
    package static func start(_ configuration: PortalConfiguration) -> Logger {
        let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
        LoggingSystem.bootstrap { JSONLogHandler(label: $0, logLevel: level) }
        return Logger(label: "portal")
    }
}

/// Writes each message as one line of JSON, so that no text can fake another line.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var write: @Sendable (Data) -> Void = { FileHandle.standardError.write($0) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        fields["time"] = Date().formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true)
        )
        fields["level"] = event.level.rawValue
        fields["message"] = "\(event.message)"
        fields["logger"] = label
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let line = try? encoder.encode(fields) else { return }
        write(line + Data("\n".utf8))
    }
}
