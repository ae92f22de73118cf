// SPDX-License-Identifier: Apache-2.0

/// Verifies each of many tokens once: out of order, with caches full of other data.
struct Sweep<Library: Contestant> {
    /// A token, and the library that has its secret.
    struct Call {
        let library: Library
        let token: Token
    }

    let calls: [Call]

    /// The time that all tokens take, shared by this many tasks.
    func nanoseconds(tasks count: Int) async throws(Mismatch) -> Int64 {
        coolDown()
        let clock = SuspendingClock()
        let start = clock.now
        let right =
            if count == 1 {
                await countRight(from: 0, by: 1)
            } else {
                await withTaskGroup(of: Int.self) { group in
                    for own in 0..<count {
                        group.addTask { await countRight(from: own, by: count) }
                    }
                    return await group.reduce(0, +)
                }
            }
        let elapsed = start.duration(to: clock.now).nanoseconds
        try check(right)
        return elapsed
    }

    /// The time within which this percentage of the single calls finish.
    func nanoseconds(percent: Int) async throws(Mismatch) -> Int64 {
        var times: [Int64] = []
        times.reserveCapacity(calls.count)
        coolDown()
        let clock = SuspendingClock()
        var right = 0
        for step in calls.indices {
            let start = clock.now
            right += await isRight(step) ? 1 : 0
            times.append(start.duration(to: clock.now).nanoseconds)
        }
        try check(right)
        times.sort()
        return times[(times.count - 1) * percent / 100]
    }

    private func countRight(from first: Int, by stride: Int) async -> Int {
        var right = 0
        for step in Swift.stride(from: first, to: calls.count, by: stride) {
            right += await isRight(step) ? 1 : 0
        }
        return right
    }

    /// Whether the library gives the right result for the token at this step.
    private func isRight(_ step: Int) async -> Bool {
        // A prime stride visits every token, and never the next one in memory.
        let call = calls[step * 7919 % calls.count]
        let tally = await call.library.verify(call.token.text, times: 1)
        return tally.accepted == (call.token.isGood ? 1 : 0) && (tally.bytes > 0) == call.token.isGood
    }

    private func check(_ right: Int) throws(Mismatch) {
        guard right == calls.count else {
            throw Mismatch(sentence: "misjudged a token in the sweep")
        }
    }

    /// Fills the caches with other data.
    private func coolDown() {
        let cold = [UInt8](repeating: .random(in: 1...9), count: 16 << 20)
        precondition(cold[.random(in: 0..<cold.count)] > 0)
    }
}

extension Duration {
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
