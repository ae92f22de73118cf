// SPDX-License-Identifier: Apache-2.0

/// A library that verifies tokens with one secret.
protocol Contestant: Sendable {
    /// The library's version.
    var version: String { get }

    /// Verifies a token; returns its e-mail address, or throws the library's own error.
    func email(of token: String) async throws -> String

    /// Verifies a token `count` times, one after the other, and reads the e-mail and user id each time.
    func verify(_ token: String, times count: Int) async -> Tally
}

/// The result of a loop of verifications.
struct Tally {
    /// How many were accepted.
    private(set) var accepted = 0

    /// The number of bytes in all e-mail addresses and user ids, so that they have to be read.
    private(set) var bytes = 0

    mutating func accept(email: String, userID: String?) {
        accept(bytes: email.utf8.count + (userID?.utf8.count ?? 0))
    }

    mutating func accept(bytes count: Int) {
        accepted += 1
        bytes += count
    }
}
