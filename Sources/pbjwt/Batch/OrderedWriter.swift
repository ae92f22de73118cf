// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity

/// Writes the threads' results to standard output, in the order of their blocks.
///
/// `@unchecked Sendable`: everything that changes is behind `monitor`.
final class OrderedWriter: @unchecked Sendable {
    private struct Stopped: Error {}

    private let monitor = Monitor()
    private let ahead: Int
    /// The next block to write.
    private var next = 0
    private var waiting: [Int: (results: [UInt8], tally: Tally)] = [:]
    private var isWriting = false
    private var failure: (any Error)?
    private var progress = Progress()
    private var tally = Tally()

    /// - Parameter ahead: How many blocks may wait to be written.
    init(ahead: Int) {
        self.ahead = ahead
    }

    var isStopped: Bool { monitor.locked { failure != nil } }

    /// Takes all results of a block, or the last of them, and writes those that are due.
    func hand(over results: [UInt8], _ tally: Tally, ofBlock number: Int) throws {
        try monitor.locked {
            while number >= next + ahead && failure == nil { monitor.wait() }
            if failure != nil { throw Stopped() }
            waiting[number] = (results, tally)
            guard !isWriting else { return }
            isWriting = true
            defer { isWriting = false }
            while failure == nil, let due = waiting.removeValue(forKey: next) {
                try unlockedWrite(due.results)
                self.tally.add(due.tally)
                progress.show(self.tally)
                next += 1
                monitor.wakeAll()
            }
        }
    }

    /// Waits until the earlier blocks are written, then writes some of a block's results, and empties them.
    func write(_ results: inout [UInt8], ofBlock number: Int) throws {
        try monitor.locked {
            while number > next && failure == nil { monitor.wait() }
            if failure != nil { throw Stopped() }
            try unlockedWrite(results)
        }
        results.removeAll(keepingCapacity: true)
    }

    /// Stops everything, once the blocks before this one are written.
    func fail(_ error: any Error, atBlock number: Int) {
        monitor.locked {
            while number > next && failure == nil { monitor.wait() }
            if failure == nil { failure = error }
            monitor.wakeAll()
        }
    }

    /// Stops everything at once.
    func stop() {
        monitor.locked {
            if failure == nil { failure = Stopped() }
            monitor.wakeAll()
        }
    }

    /// Throws the error, if there was one.
    func finish() throws {
        progress.clear()
        if let failure { throw failure }
    }

    /// Only one thread writes at a time: the one whose block is next, or the one that has set `isWriting`. If
    /// it fails, nothing more is written: `next` stays, and its thread calls ``fail(_:atBlock:)``.
    private func unlockedWrite(_ results: [UInt8]) throws {
        monitor.unlock()
        defer { monitor.lock() }
        try POSIX.write(results, to: 1)
    }
}
