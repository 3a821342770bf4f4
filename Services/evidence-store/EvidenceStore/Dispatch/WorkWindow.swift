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
    private var turns: [TenantTurns]
    private(set) var bytes = 0

    init() {
        turns = Array(repeating: TenantTurns(), count: WorkKind.allCases.count * 2)
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
        link(index, into: lane, priority: Int(item.priority.rawValue))
        offer(lane)
    }

    /// Takes the next item of `kind` and `priority`: the oldest of a free lane of the tenant whose turn it is.
    mutating func take(_ kind: WorkKind, _ priority: DispatchItem<Payload>.Priority) -> Int? {
        let place = Int(priority.rawValue)
        while let lane = turns[kind.index * 2 + place].next() {
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
        slots[index] = nil
        freeSlots.append(index)
        offer(slot.lane)
        return slot.item
    }
}

extension WorkWindow {
    private mutating func laneIndex(for item: DispatchItem<Payload>) -> Int {
        if let known = byLane[item.lane] { return known }
        let tenant = tenants[item.tenant] ?? tenants.count
        tenants[item.tenant] = tenant
        let lane = LaneState(id: item.lane, kind: item.kind, tenant: tenant, hash: item.lane.stableHash)
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

    /// Puts a free lane into its tenant's queue, or forgets it when nothing is left in it.
    private mutating func offer(_ lane: Int) {
        guard let state = lanes[lane] else { return }
        guard !state.isEmpty else { return forget(lane) }
        guard state.busy < 0 else { return }
        for place in 0..<2 where state.head[place] >= 0 && !state.queued[place] {
            lanes[lane]?.queued[place] = true
            turns[state.kind.index * 2 + place].append(lane, of: state.tenant)
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
