import Messages

/// The open items in memory: in lanes, the lanes of each tenant in turn, changes before rechecks.
///
/// Everything is kept in arrays and linked by index, so that an item costs no allocation of its own.
struct WorkWindow<Payload: Sendable>: Sendable {
    enum State: Sendable, Equatable {
        case waiting
        case out(replica: Int)
        case retry
        case suspect
    }

    struct Slot: Sendable {
        let item: DispatchItem<Payload>
        let lane: Int
        var next = -1
        var state = State.waiting
        /// The attempt that is out, or was last; 0 before the first of this process.
        var attempt: Int
        var deaths: Int
        var suspect = false
        /// Place in the replica's list of what it holds.
        var position = -1
        var lastReplica = -1
        /// Counts among deliveries to slow receivers while it is out.
        var slow = false
        /// The replica said that it has this attempt.
        var seen = false
        var sentAt: Nanoseconds = 0
        var deadline: Nanoseconds = 0
    }

    struct LaneState: Sendable {
        let id: Lane
        let kind: WorkKind
        let tenant: Int
        let hash: UInt64
        /// Its receiver was slow the last time: it stands in a queue apart.
        var slow = false
        /// The one item of the lane that is out, to be sent again, or suspect.
        var busy = -1
        var head = [-1, -1] as InlineArray<2, Int>
        var tail = [-1, -1] as InlineArray<2, Int>
        var queued = [false, false] as InlineArray<2, Bool>

        var isEmpty: Bool { busy < 0 && head[0] < 0 && head[1] < 0 }
    }

    private var slots: [Slot?] = []
    private var freeSlots: [Int] = []
    private var byID: [ItemID: Int] = [:]
    private var lanes: [LaneState?] = []
    private var freeLanes: [Int] = []
    private var byLane: [Lane: Int] = [:]
    private var tenants: [String: Int] = [:]
    private var weights: [Int] = []
    private var turns: [TenantTurns]
    private(set) var bytes = 0
    /// Items in memory, by kind.
    private(set) var countOfKind = Array(repeating: 0, count: WorkKind.allCases.count)
    private(set) var bytesOfKind = Array(repeating: 0, count: WorkKind.allCases.count)
    /// The same, by tenant and kind.
    private var countOfTenant: [Int] = []
    /// What checks hold.
    var checks = CheckShare()
    /// What deliveries hold.
    var deliveries = DeliveryShare()

    /// Queues of a kind: changes, rechecks, and what is slow.
    private static var queues: Int { 3 }
    private static var slowQueue: Int { 2 }

    init() {
        turns = Array(repeating: TenantTurns(), count: WorkKind.allCases.count * Self.queues)
    }

    /// Whether one more item of a tenant may be taken in: it may have as many as there is still room for, times its weight.
    ///
    /// So one tenant's flood takes half of the window, and others' work goes in at once.
    mutating func hasShare(_ kind: WorkKind, _ tenant: String, of items: Int) -> Bool {
        let place = tenantIndex(tenant)
        let count = countOfTenant[place * WorkKind.allCases.count + kind.index]
        return count < weights[place] * (items - countOfKind[kind.index])
    }

    /// How many lanes of a tenant are served in its turn.
    mutating func setWeight(_ weight: Int, of tenant: String) {
        guard weight != 1 || tenants[tenant] != nil else { return }
        weights[tenantIndex(tenant)] = weight
    }

    var count: Int { byID.count }

    func contains(_ id: ItemID) -> Bool { byID[id] != nil }

    func index(of id: ItemID) -> Int? { byID[id] }

    subscript(_ index: Int) -> Slot {
        get {
            guard let slot = slots[index] else { preconditionFailure("slot \(index) is free") }
            return slot
        }
        set { slots[index] = newValue }
    }

    /// Changes a slot in its place.
    mutating func update(_ index: Int, _ change: (inout Slot) -> Void) {
        guard var slot = slots[index].take() else { preconditionFailure("slot \(index) is free") }
        change(&slot)
        slots[index] = slot
    }

    func laneHash(of index: Int) -> UInt64 {
        lanes[self[index].lane]?.hash ?? 0
    }

    /// Adds an item behind those of its lane that the journal recorded before it.
    mutating func insert(_ item: DispatchItem<Payload>) {
        let lane = laneIndex(for: item)
        let slot = Slot(
            item: item,
            lane: lane,
            attempt: item.attempt - 1,
            deaths: item.deaths,
            suspect: item.deaths > 0
        )
        let index: Int
        if let free = freeSlots.popLast() {
            index = free
            slots[index] = slot
        } else {
            index = slots.count
            slots.append(slot)
        }
        byID[item.id] = index
        bytes += item.size
        countOfKind[item.kind.index] += 1
        bytesOfKind[item.kind.index] += item.size
        if let tenant = lanes[lane]?.tenant { countOfTenant[tenant * WorkKind.allCases.count + item.kind.index] += 1 }
        link(index, into: lane, priority: Int(item.priority.rawValue))
        offer(lane)
    }

    /// Takes the next item of `kind` and `priority`: the oldest of a free lane of the tenant whose turn it is.
    ///
    /// - Parameter places: what replicas hold of the kind at most, of which a tenant gets a part.
    mutating func take(_ kind: WorkKind, _ priority: DispatchItem<Payload>.Priority, places: WorkPlaces) -> Int? {
        take(kind, Int(priority.rawValue), queue: Int(priority.rawValue), places)
    }

    /// Takes the next delivery to a receiver that was slow.
    mutating func takeSlow(_ kind: WorkKind, places: WorkPlaces) -> Int? {
        take(kind, 0, queue: Self.slowQueue, places)
    }

    private mutating func take(_ kind: WorkKind, _ place: Int, queue: Int, _ places: WorkPlaces) -> Int? {
        let turn = kind.index * Self.queues + queue
        while let lane = turns[turn].next(
            weight: { weights[$0] },
            isBlocked: { tenant in
                switch kind {
                case .assess: !checks.hasRoom(tenant, weight: weights[tenant], places)
                case .plan: false
                case .deliver: !deliveries.hasRoom(tenant, places.items)
                }
            }
        ) {
            lanes[lane]?.queued[place] = false
            guard let state = lanes[lane] else { continue }
            guard state.busy < 0, state.head[place] >= 0 else {
                if state.isEmpty { forget(lane) }
                continue
            }
            let index = state.head[place]
            unlinkHead(of: lane, place)
            lanes[lane]?.busy = index
            return index
        }
        return nil
    }

    /// Notes that an item goes out.
    mutating func noteGiven(_ index: Int) {
        guard let lane = lanes[self[index].lane] else { return }
        if lane.kind == .assess { checks.give(lane.tenant) }
        guard lane.kind == .deliver else { return }
        let isSlow = lane.slow
        update(index) { $0.slow = isSlow }
        deliveries.give(lane.tenant, isSlow: isSlow)
    }

    /// Notes that an item is out no more, and how long it was.
    mutating func noteTaken(_ index: Int, now: Nanoseconds) {
        let slot = self[index]
        guard let lane = lanes[slot.lane] else { return }
        if lane.kind == .assess { checks.takeBack(lane.tenant) }
        guard lane.kind == .deliver else { return }
        deliveries.takeBack(lane.tenant, isSlow: slot.slow)
        deliveries.note(lane.id, took: now - slot.sentAt)
        lanes[slot.lane]?.slow = deliveries.isSlow(lane.id)
    }

    /// Ends an item in whatever state, and lets the next of its lane go.
    @discardableResult
    mutating func remove(_ index: Int) -> DispatchItem<Payload> {
        let slot = self[index]
        if slot.state == .waiting, lanes[slot.lane]?.busy != index {
            unlink(index, from: slot.lane, Int(slot.item.priority.rawValue))
        } else {
            lanes[slot.lane]?.busy = -1
        }
        byID[slot.item.id] = nil
        bytes -= slot.item.size
        countOfKind[slot.item.kind.index] -= 1
        bytesOfKind[slot.item.kind.index] -= slot.item.size
        if let tenant = lanes[slot.lane]?.tenant {
            countOfTenant[tenant * WorkKind.allCases.count + slot.item.kind.index] -= 1
        }
        slots[index] = nil
        freeSlots.append(index)
        offer(slot.lane)
        return slot.item
    }
}

extension WorkWindow {
    private mutating func laneIndex(for item: DispatchItem<Payload>) -> Int {
        if let known = byLane[item.lane] { return known }
        let lane = LaneState(
            id: item.lane,
            kind: item.kind,
            tenant: tenantIndex(item.tenant),
            hash: item.lane.stableHash,
            slow: item.kind == .deliver && deliveries.isSlow(item.lane)
        )
        let index: Int
        if let free = freeLanes.popLast() {
            index = free
            lanes[index] = lane
        } else {
            index = lanes.count
            lanes.append(lane)
        }
        byLane[item.lane] = index
        return index
    }

    private mutating func tenantIndex(_ name: String) -> Int {
        if let known = tenants[name] { return known }
        tenants[name] = weights.count
        weights.append(1)
        countOfTenant += WorkKind.allCases.map { _ in 0 }
        return weights.count - 1
    }

    /// Puts a free lane into its tenant's queue, or forgets it when nothing is left in it.
    private mutating func offer(_ lane: Int) {
        guard let state = lanes[lane] else { return }
        guard !state.isEmpty else { return forget(lane) }
        guard state.busy < 0 else { return }
        for place in 0..<2 where state.head[place] >= 0 && !state.queued[place] {
            lanes[lane]?.queued[place] = true
            let queue = state.slow && place == 0 ? Self.slowQueue : place
            turns[state.kind.index * Self.queues + queue].append(lane, of: state.tenant)
        }
    }

    /// A lane that still stands in a queue is forgotten when its turn comes.
    private mutating func forget(_ lane: Int) {
        guard let state = lanes[lane], !state.queued[0], !state.queued[1] else { return }
        byLane[state.id] = nil
        lanes[lane] = nil
        freeLanes.append(lane)
    }

    private mutating func link(_ index: Int, into lane: Int, priority place: Int) {
        guard let state = lanes[lane] else { return }
        let tail = state.tail[place]
        guard tail >= 0 else {
            lanes[lane]?.head[place] = index
            lanes[lane]?.tail[place] = index
            return
        }
        let number = self[index].item.number
        guard self[tail].item.number > number else {
            slots[tail]?.next = index
            lanes[lane]?.tail[place] = index
            return
        }
        // A page from the journal may hold something older than what waits: it goes before it.
        var before = -1
        var after = state.head[place]
        while after >= 0, self[after].item.number <= number {
            before = after
            after = self[after].next
        }
        slots[index]?.next = after
        if before < 0 {
            lanes[lane]?.head[place] = index
        } else {
            slots[before]?.next = index
        }
    }

    private mutating func unlinkHead(of lane: Int, _ place: Int) {
        guard let head = lanes[lane]?.head[place], head >= 0 else { return }
        let next = self[head].next
        slots[head]?.next = -1
        lanes[lane]?.head[place] = next
        if next < 0 { lanes[lane]?.tail[place] = -1 }
    }

    private mutating func unlink(_ index: Int, from lane: Int, _ place: Int) {
        guard let state = lanes[lane] else { return }
        if state.head[place] == index { return unlinkHead(of: lane, place) }
        var before = state.head[place]
        while before >= 0, self[before].next != index { before = self[before].next }
        guard before >= 0 else { return }
        let next = self[index].next
        slots[before]?.next = next
        if next < 0 { lanes[lane]?.tail[place] = before }
    }
}
