import Threading

/// What is still to happen, by time; what is due at one moment happens in the order in which it was scheduled.
struct EventQueue<Event> {
    private struct Entry {
        let at: Instant
        let order: Int
        let event: Event
    }

    // A binary heap: a run has a hundred thousand events.
    private var heap: [Entry] = []
    private var scheduled = 0

    var nextAt: Instant? { heap.first?.at }

    mutating func schedule(_ event: Event, at: Instant) {
        scheduled += 1
        heap.append(Entry(at: at, order: scheduled, event: event))
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func popFirst() -> (at: Instant, event: Event)? {
        guard !heap.isEmpty else { return nil }
        heap.swapAt(0, heap.count - 1)
        let first = heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, least) {
                least = child
            }
            if least == parent { return (first.at, first.event) }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (heap[a].at, heap[a].order) < (heap[b].at, heap[b].order)
    }
}
