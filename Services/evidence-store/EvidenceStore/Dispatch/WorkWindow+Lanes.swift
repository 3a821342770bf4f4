import Messages

/// Lanes: what waits in each, in the journal's order, and which stand in their tenant's queue.
extension WorkWindow {
    mutating func laneIndex(for item: DispatchItem<Payload>) -> Int {
        if let known = byLane[item.lane] { return known }
        let lane = LaneState(
            id: item.lane,
            kind: item.kind,
            tenant: tenantIndex(item.tenant),
            hash: item.lane.stableHash,
            slow: item.kind == .deliver && deliveries.isSlow(item.lane)
        )
        let index = Self.place(lane, in: &lanes, free: &freeLanes)
        byLane[item.lane] = index
        return index
    }

    /// Puts a value where one was freed, or behind all others; returns its index.
    static func place<Value>(_ value: Value, in places: inout [Value?], free: inout [Int]) -> Int {
        guard let index = free.popLast() else {
            places.append(value)
            return places.count - 1
        }
        places[index] = value
        return index
    }

    /// Puts a free lane into its tenant's queue, or forgets it when nothing is left in it.
    mutating func offer(_ lane: Int) {
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
    mutating func forget(_ lane: Int) {
        guard let state = lanes[lane], !state.queued[0], !state.queued[1] else { return }
        byLane[state.id] = nil
        lanes[lane] = nil
        freeLanes.append(lane)
    }

    mutating func link(_ index: Int, into lane: Int, priority place: Int) {
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

    mutating func unlinkHead(of lane: Int, _ place: Int) {
        guard let head = lanes[lane]?.head[place], head >= 0 else { return }
        let next = self[head].next
        slots[head]?.next = -1
        lanes[lane]?.head[place] = next
        if next < 0 { lanes[lane]?.tail[place] = -1 }
    }

    mutating func unlink(_ index: Int, from lane: Int, _ place: Int) {
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
