// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Limits how often each of any number of callers may do something, in bounded memory: each key has a bucket that
/// refills over time. If there are too many keys, the least recently used ones are forgotten.
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

    /// Allows `burst` calls at once, and refills them all within `seconds`.
    init(burst: Int, in seconds: Double, keys capacity: Int = 20_000) {
        self.burst = Double(burst)
        perSecond = Double(burst) / seconds
        self.capacity = capacity / 2
    }

    /// Takes one call from a key's bucket.
    ///
    /// - Returns: Nil if it is allowed; else after how many seconds it will be.
    func take(_ key: String, at now: Double) -> Int? {
        // A short key, whatever the length of the given one.
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

/// The limits for strangers.
struct RateLimits: Sendable {
    /// Passwords by client address.
    var login = RateLimiter(burst: 20, in: 300)
    /// Passwords by account.
    var account = RateLimiter(burst: 10, in: 300)
    /// Redirect sign-ins and their callbacks by client address.
    var signIn = RateLimiter(burst: 60, in: 60)
    /// The widget's tokens by client address.
    var identify = RateLimiter(burst: 120, in: 60)
    /// Ideas by client address.
    var feedback = RateLimiter(burst: 20, in: 300)
    /// Votes by client address.
    var vote = RateLimiter(burst: 120, in: 60)
    /// Explanations of tokens by administrator.
    var explain = RateLimiter(burst: 30, in: 60)
}
