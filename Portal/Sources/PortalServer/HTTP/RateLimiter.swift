// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// How often something may be done by each of any number of callers, in bounded memory: a bucket a key, which
/// fills again with time. Where there are too many keys, those that were not used for longest are forgotten.
final class RateLimiter: Sendable {
    private struct Bucket {
        var level: Double
        var filledAt: Double
    }

    private struct State {
        var recent: [String: Bucket] = [:]
        var older: [String: Bucket] = [:]
    }

    private let burst: Double
    private let perSecond: Double
    private let capacity: Int
    private let state = Mutex(State())

    /// Allows `burst` at once, and as many again in `seconds`.
    init(burst: Int, in seconds: Double, keys capacity: Int = 20_000) {
        self.burst = Double(burst)
        perSecond = Double(burst) / seconds
        self.capacity = capacity / 2
    }

    /// Takes one of a key's.
    ///
    /// - Returns: Nil where it may go on; else after how many seconds it may.
    func take(_ key: String, at now: Double) -> Int? {
        // A short key, whatever was given.
        let key = key.utf8.count <= 64 ? key : String(key.hashValue)
        return state.withLock { state in
            var bucket = state.recent[key] ?? state.older[key] ?? Bucket(level: burst, filledAt: now)
            bucket.level = min(burst, bucket.level + max(0, now - bucket.filledAt) * perSecond)
            bucket.filledAt = now
            var wait: Int?
            if bucket.level >= 1 {
                bucket.level -= 1
            } else {
                wait = max(1, Int(((1 - bucket.level) / perSecond).rounded(.up)))
            }
            if state.recent[key] == nil, state.recent.count >= capacity {
                state.older = state.recent
                state.recent = [:]
            }
            state.recent[key] = bucket
            return wait
        }
    }

    /// How many keys it remembers.
    var count: Int { state.withLock { $0.recent.count + $0.older.count } }
}

/// The limits of what strangers can ask for.
struct RateLimits: Sendable {
    /// Passwords, by the client's address.
    var login = RateLimiter(burst: 20, in: 300)
    /// Passwords, by the account.
    var account = RateLimiter(burst: 10, in: 300)
    /// Sign-ins by redirect and their callbacks, by the client's address.
    var signIn = RateLimiter(burst: 60, in: 60)
    /// Tokens at the widget, by the client's address.
    var identify = RateLimiter(burst: 120, in: 60)
    /// Ideas, by the client's address.
    var feedback = RateLimiter(burst: 20, in: 300)
    /// Votes, by the client's address.
    var vote = RateLimiter(burst: 120, in: 60)
    /// Tokens that administrators have explained, by the administrator.
    var explain = RateLimiter(burst: 30, in: 60)
}
