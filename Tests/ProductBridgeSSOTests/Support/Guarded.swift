// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A value that one thread has at a time.
///
/// It is a `Mutex`, and a number beside it that each thread reads when it has the lock and writes before
/// it gives the lock back. The thread sanitizer sees nothing of what happens inside the lock, which comes
/// with the compiler's own library, and takes all that it guards for races; of the number it sees in
/// which order threads had the lock, and so can tell what really is one.
struct Guarded<Value>: ~Copyable, Sendable {
    private let value: Mutex<Value>
    private let turn = Atomic<UInt>(0)

    init(_ value: sending Value) {
        self.value = Mutex(value)
    }

    /// Runs `body` on the value, while no other thread has it.
    func withLock<Result>(_ body: (inout sending Value) throws -> sending Result) rethrows -> sending Result {
        try value.withLock { value in
            let turn = self.turn.load(ordering: .acquiring)
            defer { self.turn.store(turn &+ 1, ordering: .releasing) }
            return try body(&value)
        }
    }
}
