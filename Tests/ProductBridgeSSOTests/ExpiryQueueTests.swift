// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ProductBridgeSSO

@Suite("Queues by expiry")
struct ExpiryQueueTests {
    @Test("Elements come out in the order of their times, and none before its time")
    func order() {
        var queue = ExpiryQueue<String>()
        for (element, until) in [("c", 30), ("a", 10), ("d", 40), ("b", 20)] as [(String, Int64)] {
            _ = queue.insert(element, until: until)
        }
        #expect(queue.count == 4)
        #expect(queue.earliest == 10)
        #expect(queue.first == "a")
        #expect(queue.popFirst(expiredAt: 9) == nil)
        #expect(queue.popFirst(expiredAt: 10) == "a")
        #expect(queue.popFirst(expiredAt: 99) == "b")
        #expect(queue.popFirst(expiredAt: 99) == "c")
        #expect(queue.popFirst(expiredAt: 99) == "d")
        #expect(queue.popFirst(expiredAt: 99) == nil)
        #expect(queue.isEmpty)
        #expect(queue.earliest == nil)
        #expect(queue.first == nil)
    }

    @Test("After any insertions, removals and changes it agrees with a sorted list", arguments: 0..<20)
    func model(_ seed: UInt64) {
        var random = Pseudorandom(state: seed)
        var queue = ExpiryQueue<Int>()
        var model: [Int: (until: Int64, slot: ExpiryQueue<Int>.Slot)] = [:]
        for element in 0..<2000 {
            let until = Int64.random(in: 0..<500, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                model[element] = (until, queue.insert(element, until: until))
            case 5..<7:
                guard let (chosen, kept) = model.randomElement(using: &random) else { continue }
                #expect(queue.remove(kept.slot) == chosen)
                model[chosen] = nil
            case 7..<9:
                guard let (chosen, kept) = model.randomElement(using: &random) else { continue }
                queue.change(kept.slot, until: until)
                #expect(queue.until(kept.slot) == until)
                model[chosen]?.until = until
            default:
                let earliest = model.values.map(\.until).min()
                #expect(queue.earliest == earliest)
                guard let earliest, let popped = queue.popFirst(expiredAt: earliest) else { continue }
                #expect(model.removeValue(forKey: popped)?.until == earliest)
            }
            #expect(queue.count == model.count)
        }
        var last = Int64.min
        while let until = queue.earliest, let popped = queue.popFirst(expiredAt: .max) {
            #expect(until >= last)
            #expect(model.removeValue(forKey: popped)?.until == until)
            last = until
        }
        #expect(model.isEmpty)
    }
}

/// The same numbers at each run: SplitMix64.
struct Pseudorandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
