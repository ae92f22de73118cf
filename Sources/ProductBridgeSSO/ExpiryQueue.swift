// SPDX-License-Identifier: Apache-2.0

/// Elements in the order in which their time runs out: a binary min-heap whose elements can also be
/// removed and prolonged, each in O(log n).
///
/// The elements lie in slots and the heap holds the slots' numbers, so that an element can be found
/// again while the heap moves it about.
struct ExpiryQueue<Element> {
    /// Where an element is, until it is removed.
    struct Slot: Hashable {
        fileprivate let index: Int
    }

    private struct Entry {
        var element: Element?
        var until: Int64
        /// Where in `heap` the slot is.
        var position: Int
    }

    private var entries: [Entry] = []
    private var unused: [Int] = []
    private var heap: [Int] = []

    var count: Int { heap.count }

    var isEmpty: Bool { heap.isEmpty }

    /// When the first element's time runs out.
    var earliest: Int64? { heap.first.map { entries[$0].until } }

    /// The element whose time runs out first.
    var first: Element? { heap.first.flatMap { entries[$0].element } }

    /// When the element's time runs out.
    func until(_ slot: Slot) -> Int64 { entries[slot.index].until }

    mutating func insert(_ element: Element, until: Int64) -> Slot {
        let entry = Entry(element: element, until: until, position: heap.count)
        let index: Int
        if let free = unused.popLast() {
            index = free
            entries[index] = entry
        } else {
            index = entries.count
            entries.append(entry)
        }
        heap.append(index)
        moveUp(from: heap.count - 1)
        return Slot(index: index)
    }

    /// Takes out the first element, if its time has run out at `time`.
    mutating func popFirst(expiredAt time: Int64) -> Element? {
        guard let index = heap.first, entries[index].until <= time else { return nil }
        return remove(Slot(index: index))
    }

    @discardableResult
    mutating func remove(_ slot: Slot) -> Element? {
        let position = entries[slot.index].position
        let element = entries[slot.index].element.take()
        unused.append(slot.index)
        let last = heap.removeLast()
        if position < heap.count {
            place(last, at: position)
            restore(around: position)
        }
        return element
    }

    /// Gives an element another time.
    mutating func change(_ slot: Slot, until: Int64) {
        entries[slot.index].until = until
        restore(around: entries[slot.index].position)
    }

    private mutating func restore(around position: Int) {
        moveUp(from: position)
        moveDown(from: position)
    }

    private mutating func moveUp(from start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard isEarlier(position, than: parent) else { return }
            swap(position, parent)
            position = parent
        }
    }

    private mutating func moveDown(from start: Int) {
        var position = start
        while true {
            var earliest = position
            for child in [2 * position + 1, 2 * position + 2] where child < heap.count {
                if isEarlier(child, than: earliest) { earliest = child }
            }
            guard earliest != position else { return }
            swap(position, earliest)
            position = earliest
        }
    }

    private func isEarlier(_ position: Int, than other: Int) -> Bool {
        entries[heap[position]].until < entries[heap[other]].until
    }

    private mutating func swap(_ position: Int, _ other: Int) {
        let moved = heap[position]
        place(heap[other], at: position)
        place(moved, at: other)
    }

    private mutating func place(_ index: Int, at position: Int) {
        heap[position] = index
        entries[index].position = position
    }
}
