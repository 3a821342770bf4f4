/// A queue in one array: appends at its end, takes from its front, and moves nothing but now and then.
struct FIFO<Element> {
    private var slots: [Element?] = []
    private var head = 0

    var count: Int { slots.count - head }
    var isEmpty: Bool { count == 0 }
    var first: Element? { isEmpty ? nil : slots[head] }

    mutating func append(_ element: Element) { slots.append(element) }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        defer {
            head += 1
            if head == slots.count {
                slots.removeAll(keepingCapacity: slots.count <= 4_096)
                head = 0
            } else if head >= 1_024, head * 2 >= slots.count {
                slots.removeFirst(head)
                head = 0
            }
        }
        return slots[head].take()
    }

}

extension FIFO: Sendable where Element: Sendable {}
