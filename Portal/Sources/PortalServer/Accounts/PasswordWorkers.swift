// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization

/// Two threads that hash passwords, so that many logins at once neither delay other requests nor use too much
/// memory.
package final class PasswordWorkers: Sendable {
    private static let count = 2
    /// How many may wait, which takes at most about six seconds.
    private static let longestQueue = 32

    private let queues = (0..<count).map { DispatchQueue(label: "portal.passwords.\($0)") }
    private let load = Mutex([Int](repeating: 0, count: count))

    private let costs: PasswordHash.Costs
    /// The hash to compare with if there is no account.
    let ofNobody: PasswordHash

    package init(costs: PasswordHash.Costs = .standard) {
        self.costs = costs
        ofNobody = .ofNobody(costs: costs)
    }

    package func hash(_ password: String) async throws -> PasswordHash {
        try await run { [costs] in try PasswordHash(hashing: password, costs: costs) }
    }

    func matches(_ password: String, _ hash: PasswordHash) async throws -> Bool {
        try await run { try hash.matches(password) }
    }

    /// Runs on the thread with fewer waiting passwords.
    ///
    /// - Throws: ``PasswordFailure/busy`` if too many are waiting.
    private func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result
    {
        let worker: Int? = load.withLock { load in
            guard load.reduce(0, +) < Self.longestQueue,
                let worker = load.indices.min(by: { load[$0] < load[$1] })
            else { return nil }
            load[worker] += 1
            return worker
        }
        guard let worker else { throw PasswordFailure.busy }
        defer { load.withLock { $0[worker] -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queues[worker].async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
