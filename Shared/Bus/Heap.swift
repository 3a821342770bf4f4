/// A priority queue in one array: the least comes out first, of equals the one that went in first.
struct Heap<Key: Comparable & Sendable, Value: Sendable>: Sendable {
    private var items: [(key: Key, number: UInt64, value: Value)] = []
    private var next: UInt64 = 0

    /// The least key.
    var least: Key? { items.first?.key }

    mutating func insert(_ value: Value, _ key: Key) {
        items.append((key, next, value))
        next += 1
        var place = items.count - 1
        while place > 0, isLess(place, (place - 1) / 2) {
            items.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func popLeast() -> Value? {
        guard let last = items.popLast() else { return nil }
        guard let least = items.first else { return last.value }
        items[0] = last
        var place = 0
        while let child = lesserChild(of: place), isLess(child, place) {
            items.swapAt(place, child)
            place = child
        }
        return least.value
    }

    /// Gives everything the same key; what comes out first stays so.
    mutating func setAll(_ key: Key) {
        items.sort { ($0.key, $0.number) < ($1.key, $1.number) }
        for place in items.indices { (items[place].key, items[place].number) = (key, UInt64(place)) }
        next = UInt64(items.count)
    }

    private func lesserChild(of place: Int) -> Int? {
        let (left, right) = (2 * place + 1, 2 * place + 2)
        guard left < items.count else { return nil }
        return right < items.count && isLess(right, left) ? right : left
    }

    private func isLess(_ one: Int, _ other: Int) -> Bool {
        (items[one].key, items[one].number) < (items[other].key, items[other].number)
    }
}
