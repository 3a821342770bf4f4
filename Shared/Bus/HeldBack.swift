/// What waits behind messages that the store put off: a tenant's later messages may not overtake its earlier ones.
///
/// Other tenants' messages go on; so a tenant that is over its limit costs them nothing.
struct HeldBack<Element: Sendable>: Sendable {
    private struct Lane: Sendable {
        /// Messages of the tenant that were put off and have not gone out again.
        var postponed = 0
        var waiting = FIFO<Element>()
        /// Has a turn.
        var isOpen = false
    }

    private var lanes: [String: Lane] = [:]
    /// Tenants that have nothing put off any more, and something that waited behind it.
    private var turns = FIFO<String>()
    /// Messages that wait.
    private(set) var count = 0
    /// Messages that were put off.
    private(set) var postponed = 0

    /// Whether nothing was put off, and nothing waits.
    var isEmpty: Bool { lanes.isEmpty }
    /// The first of every tenant.
    var firsts: [Element] { lanes.values.compactMap(\.waiting.first) }

    /// A message of the tenant was put off.
    mutating func postpone(_ tenant: String) {
        lanes[tenant, default: Lane()].postponed += 1
        postponed += 1
    }

    /// A message that was put off goes out again, or is settled.
    mutating func release(_ tenant: String) {
        guard var lane = lanes[tenant] else { return }
        lane.postponed -= 1
        postponed -= 1
        if lane.postponed == 0, !lane.isOpen, !lane.waiting.isEmpty {
            lane.isOpen = true
            turns.append(tenant)
        }
        lanes[tenant] = lane.postponed == 0 && lane.waiting.isEmpty ? nil : lane
    }

    /// Whether a new message of the tenant must wait.
    func holds(_ tenant: String) -> Bool { lanes[tenant] != nil }

    /// Puts a message behind those of its tenant, which ``holds(_:)``.
    mutating func append(_ element: Element, of tenant: String) {
        lanes[tenant]?.waiting.append(element)
        count += 1
    }

    /// The next message that waits for nothing any more, of the tenant whose turn it is.
    mutating func popOpen() -> Element? {
        while let tenant = turns.popFirst() {
            guard lanes[tenant]?.postponed == 0, let element = lanes[tenant]?.waiting.popFirst() else {
                // Put off again meanwhile.
                lanes[tenant]?.isOpen = false
                continue
            }
            count -= 1
            if lanes[tenant]?.waiting.isEmpty == true { lanes[tenant] = nil } else { turns.append(tenant) }
            return element
        }
        return nil
    }

    /// Gives up all that waits, in no order, and forgets what was put off.
    mutating func removeAll() -> [Element] {
        var elements: [Element] = []
        for var lane in lanes.values { while let element = lane.waiting.popFirst() { elements.append(element) } }
        self = HeldBack()
        return elements
    }
}
