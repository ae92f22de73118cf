// SPDX-License-Identifier: Apache-2.0

internal import CLibpq
internal import Foundation

/// How to connect: the caller's options, and our defaults for those that the caller omits.
struct ConnectionInfo: Sendable {
    /// Keywords and values, including the password.
    private let options: [(keyword: String, value: String)]
    /// How long a statement may take, in milliseconds.
    let statementTimeout: Int

    /// Reads a connection string: a URI or `keyword=value` words.
    init(_ text: String, statementTimeout: Int) throws(PostgreSQLStoreError) {
        self.statementTimeout = statementTimeout
        // libpq's error message quotes the string.
        guard !text.utf8.contains(0), let first = unsafe PQconninfoParse(text, nil) else {
            throw PostgreSQLStoreError(.malformedConnectionInfo)
        }
        defer { unsafe PQconninfoFree(first) }

        var defaults = Self.defaults
        var options: [(keyword: String, value: String)] = []
        var next = unsafe first
        while let keyword = unsafe next.pointee.keyword.map({ unsafe String(cString: $0) }) {
            let isInEnvironment = unsafe next.pointee.envvar.map { unsafe getenv($0) != nil } ?? false
            if let value = unsafe next.pointee.val {
                options.append((keyword, unsafe String(cString: value)))
                defaults[keyword] = nil
            } else if isInEnvironment {
                defaults[keyword] = nil
            }
            unsafe next += 1
        }
        options += defaults.map { ($0.key, $0.value) }
        // For the server's messages; our statements are ASCII, and bodies are bytes.
        options.removeAll { $0.keyword == "client_encoding" }
        options.append(("client_encoding", "UTF8"))
        self.options = options
    }

    /// A standby may lag behind, and is read-only. A server that doesn't answer is given up: after 10 s while
    /// connecting, after 30 s if not even the network acknowledges.
    private static let defaults = [
        "connect_timeout": "10",
        "target_session_attrs": "read-write",
        "tcp_user_timeout": "30000",
        "fallback_application_name": "PostgreSQLPortalStore",
    ]

    /// Connects; blocks. The result can be a bad connection, or nil if memory runs out.
    func connect() -> OpaquePointer? {
        // All texts in one block of memory, each NUL-terminated.
        var memory: [UInt8] = []
        var starts: [Int] = []
        for text in options.map(\.keyword) + options.map(\.value) {
            starts.append(memory.count)
            memory += Array(text.utf8) + [0]
        }
        return unsafe memory.withUnsafeBytes { memory in
            let texts: [UnsafePointer<CChar>?] = unsafe starts.map { start in
                unsafe memory.baseAddress.map { unsafe ($0 + start).assumingMemoryBound(to: CChar.self) }
            }
            let keywords = unsafe texts.prefix(options.count) + [nil]
            let values = unsafe texts.suffix(options.count) + [nil]
            return unsafe PQconnectdbParams(Array(keywords), Array(values), 0)
        }
    }
}
