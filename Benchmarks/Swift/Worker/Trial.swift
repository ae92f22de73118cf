// SPDX-License-Identifier: Apache-2.0

/// Measures how long a library's verifications take, and checks their outcomes.
struct Trial<Library: Contestant> {
    let contestant: Library
    let counter: AllocationCounter?

    /// The time that `count` verifications of a token take.
    func nanoseconds(of token: Token, times count: Int) async throws(Mismatch) -> Int64 {
        try await checkOnce(token)
        // This clock is CLOCK_MONOTONIC.
        let clock = SuspendingClock()
        let start = clock.now
        let tally = await contestant.verify(token.text, times: count)
        let elapsed = start.duration(to: clock.now).nanoseconds
        try check(tally, of: token, times: count)
        return elapsed
    }

    /// How many heap allocations `count` verifications of a token make; nil if they aren't counted.
    func allocations(of token: Token, times count: Int) async throws(Mismatch) -> UInt? {
        try await checkOnce(token)
        guard let counter else { return nil }
        let before = counter.allocations
        let tally = await contestant.verify(token.text, times: count)
        let made = counter.allocations - before
        try check(tally, of: token, times: count)
        return made
    }

    /// Checks one verification, and gives the reason if a good token is refused.
    private func checkOnce(_ token: Token) async throws(Mismatch) {
        let email: String
        do {
            email = try await contestant.email(of: token.text)
        } catch {
            guard token.isGood else { return }
            let reason = "\(error)".replacing("\n", with: " ")
            throw Mismatch(sentence: "refused \(token.name), a good token: \(reason)")
        }
        guard token.isGood else {
            throw Mismatch(sentence: "accepted \(token.name), which is \(token.outcome)")
        }
        guard !email.isEmpty else { throw Mismatch(sentence: "found no e-mail address in \(token.name)") }
    }

    private func check(_ tally: Tally, of token: Token, times count: Int) throws(Mismatch) {
        guard tally.accepted == (token.isGood ? count : 0) else {
            let times = "\(tally.accepted) of \(count) times"
            throw Mismatch(sentence: "accepted \(token.name), which is \(token.outcome), \(times)")
        }
        guard !token.isGood || tally.bytes > count else {
            throw Mismatch(sentence: "found too little text in \(token.name)")
        }
    }
}

/// A library's result isn't the token's outcome.
struct Mismatch: Error {
    let sentence: String
}
