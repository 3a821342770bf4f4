/// A first-in, first-out queue of small integers that keeps its storage.
struct IndexQueue: Sendable {
    private var storage: [Int] = []
    private var head = 0

    var isEmpty: Bool { head == storage.count }
    var count: Int { storage.count - head }
    var first: Int? { isEmpty ? nil : storage[head] }

    mutating func append(_ index: Int) {
        storage.append(index)
    }

    mutating func popFirst() -> Int? {
        guard !isEmpty else { return nil }
        defer { advance() }
        return storage[head]
    }

    /// Takes `index` out, wherever it stands.
    ///
    /// Linear: for queues that are short or rarely edited.
    mutating func remove(_ index: Int) {
        guard let place = storage[head...].firstIndex(of: index) else { return }
        storage.remove(at: place)
    }

    private mutating func advance() {
        head += 1
        if head == storage.count {
            storage.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 1_024, head > storage.count / 2 {
            storage.removeFirst(head)
            head = 0
        }
    }
}
