// SPDX-License-Identifier: Apache-2.0

import ProductBridgeIdentity
import Synchronization

/// The results of all tokens.
struct Verdicts: Sendable {
    var tally = Tally()
    var hours = HourlyCounts()
    /// Whether any record had a token at all.
    var hasSeenToken = false

    init() {}

    init(of judge: Judge, hasSeenToken: Bool) {
        add(judge, hasSeenToken: hasSeenToken)
    }

    mutating func add(_ judge: Judge, hasSeenToken: Bool) {
        tally.add(judge.tally)
        hours.add(judge.hours)
        self.hasSeenToken = self.hasSeenToken || hasSeenToken
    }
}

/// Verifies the tokens of a source on several threads, and writes the results in the source's order.
///
/// All threads do the same: each reads a block when it is free, verifies its tokens, and passes the results
/// to the writer. Each thread has at most a few blocks in memory.
final class Batch: Sendable {
    /// From this size on, results are written before their block is done.
    private static let manyResults = 1 << 20

    private let source: Mutex<Source>
    private let form: RecordForm
    private let makeJudge: @Sendable () throws(VerificationError) -> Judge
    private let verdicts = Mutex(Verdicts())

    private struct Source {
        var records: RecordSource
        var isAtEnd = false
    }

    init(
        source: sending RecordSource,
        form: RecordForm,
        makeJudge: @Sendable @escaping () throws(VerificationError) -> Judge
    ) {
        self.source = Mutex(Source(records: source))
        self.form = form
        self.makeJudge = makeJudge
    }

    func run(jobs: Int) throws -> Verdicts {
        let writer = OrderedWriter(ahead: 2 * jobs + 2)
        try Threads.run(jobs, failing: { writer.stop() }) { self.work(for: writer) }
        try writer.finish()
        return verdicts.withLock { $0 }
    }

    /// One thread's work.
    private func work(for writer: OrderedWriter) {
        var reader = RecordReader(form: form)
        var block = Block()
        var capacity = 0  // as many bytes as a block's results had at most
        do {
            var judge = try makeJudge()
            while !writer.isStopped, try read(into: &block, for: writer) {
                let before = judge.tally
                var results: [UInt8] = []
                results.reserveCapacity(capacity)
                var canWrite = true
                do {
                    try reader.forEachToken(in: block) { token, seconds in
                        let isFirst = block.number == 0 && judge.tally.all == before.all
                        try judge.judge(token, at: seconds, isFirst: isFirst, into: &results)
                        if results.count >= Self.manyResults {
                            canWrite = false
                            try writer.write(&results, ofBlock: block.number)
                            canWrite = true
                        }
                    }
                } catch {
                    // A record that can't be read: everything before it still counts.
                    judge.finish(into: &results)
                    if canWrite { try writer.write(&results, ofBlock: block.number) }
                    throw error
                }
                judge.finish(into: &results)
                capacity = max(capacity, results.count)
                try writer.hand(over: results, judge.tally.since(before), ofBlock: block.number)
            }
            verdicts.withLock { $0.add(judge, hasSeenToken: reader.hasSeenToken) }
        } catch {
            writer.fail(error, atBlock: block.number)
        }
    }

    /// A block that can't be read is the last one, so that everything read before it still counts.
    private func read(into block: inout Block, for writer: OrderedWriter) throws -> Bool {
        try source.withLock { source in
            guard !source.isAtEnd else { return false }
            do {
                if try source.records.read(into: &block, while: { !writer.isStopped }) { return true }
            } catch {
                source.isAtEnd = true
                throw error
            }
            source.isAtEnd = true
            return false
        }
    }
}
