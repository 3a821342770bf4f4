import Messages

/// The open items in memory: in lanes, the lanes of each tenant in turn, changes before rechecks.
///
/// Everything is kept in arrays and linked by index, so that an item costs no allocation of its own.
struct WorkWindow<Payload: Sendable>: Sendable {
    var slots: [Slot?] = []
    private var freeSlots: [Int] = []
    private var byID: [ItemID: Int] = [:]
    var lanes: [LaneState?] = []
    var freeLanes: [Int] = []
    var byLane: [Lane: Int] = [:]
    private var tenants: [String: Int] = [:]
    private var weights: [Int] = []
    var turns: [TenantTurns]
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
    static var queues: Int { 3 }
    static var slowQueue: Int { 2 }

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
        let index = Self.place(slot, in: &slots, free: &freeSlots)
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

    mutating func tenantIndex(_ name: String) -> Int {
        if let known = tenants[name] { return known }
        tenants[name] = weights.count
        weights.append(1)
        countOfTenant += WorkKind.allCases.map { _ in 0 }
        return weights.count - 1
    }
}
