import Threading

/// What the store put off, and what waits behind it: a tenant's later messages may not overtake its earlier ones.
///
/// The store tells each message a time of its own. Of one tenant these times are worth the same, so whichever comes first goes to the
/// oldest message: one that is put off a second time does not fall behind those that were put off after it. Other tenants' messages go on;
/// so a tenant that is over its limit costs them nothing.
struct HeldBack<Element: Sendable>: Sendable {
    private struct Lane: Sendable {
        /// Messages of the tenant that were put off and have not gone out again, oldest first.
        var postponed: [UInt64] = []
        var waiting = FIFO<Element>()
        /// Has a turn.
        var isOpen = false
    }

    private var lanes: [String: Lane] = [:]
    /// Whose message may go out when: one time for each that was put off.
    private var times = Heap<Instant, String>()
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
    /// When ``popDue(now:)`` may next have something.
    var nextDue: Instant? { times.least }

    /// The tenant's message `token` was put off until `due`.
    mutating func postpone(_ token: UInt64, of tenant: String, until due: Instant) {
        lanes[tenant, default: Lane()].postponed.insertSorted(token)
        times.insert(tenant, due)
        postponed += 1
    }

    /// Everything that was put off may go out at `now`, each tenant's in its order.
    mutating func makeDue(_ now: Instant) { times.setAll(now) }

    /// The oldest message that was put off, of the tenant whose time came first; it goes out again.
    mutating func popDue(now: Instant) -> UInt64? {
        while let due = times.least, due <= now, let tenant = times.popLeast() {
            // Nothing is left where a message was settled while it was put off.
            guard let token = lanes[tenant]?.postponed.first else { continue }
            remove(token, of: tenant)
            return token
        }
        return nil
    }

    /// A message that was put off goes out again, or is settled.
    mutating func remove(_ token: UInt64, of tenant: String) {
        guard var lane = lanes[tenant], let place = lane.postponed.firstIndex(of: token) else { return }
        lane.postponed.remove(at: place)
        postponed -= 1
        if lane.postponed.isEmpty, !lane.isOpen, !lane.waiting.isEmpty {
            lane.isOpen = true
            turns.append(tenant)
        }
        lanes[tenant] = lane.postponed.isEmpty && lane.waiting.isEmpty ? nil : lane
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
            guard lanes[tenant]?.postponed.isEmpty == true, let element = lanes[tenant]?.waiting.popFirst() else {
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

extension [UInt64] {
    /// Most are put in at the end.
    fileprivate mutating func insertSorted(_ element: UInt64) {
        let place = lastIndex { $0 < element }.map { $0 + 1 } ?? 0
        insert(element, at: place)
    }
}
