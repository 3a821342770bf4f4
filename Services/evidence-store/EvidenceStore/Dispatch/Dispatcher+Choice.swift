import Messages

extension Dispatcher {
    /// Gives out everything that can be given out now.
    ///
    /// Kinds take turns, so that plans do not wait for all deliveries. Within a kind: a suspect alone, then what must
    /// be given out again, then changes, then rechecks.
    mutating func dispatch(now: Nanoseconds, into actions: inout [Action]) {
        for kind in WorkKind.allCases { giveSuspect(kind, now: now, into: &actions) }
        var open = WorkKind.allCases.filter { hasRoom(for: $0) }
        while !open.isEmpty {
            open = open.filter { kind in
                guard hasRoom(for: kind), let index = next(kind) else { return false }
                give(index, to: chooseReplica(for: kind, item: index), now: now, into: &actions)
                return true
            }
        }
        for kind in WorkKind.allCases { giveSuspect(kind, now: now, into: &actions) }
    }

    private mutating func next(_ kind: WorkKind) -> Int? {
        if let again = retries[kind.index].popFirst() { return again }
        let places = kind == .deliver ? places(for: kind) : 0
        guard kind != .deliver || window.deliveries.hasRoom(places) else { return nil }
        while let index = takeNext(kind, places) {
            guard window[index].suspect else { return index }
            // It failed alone before this start of the store.
            window[index].state = .suspect
            suspects[kind.index].append(index)
        }
        return nil
    }

    private mutating func takeNext(_ kind: WorkKind, _ places: Int) -> Int? {
        if let index = window.take(kind, .change, places: places) { return index }
        if let index = window.take(kind, .recheck, places: places) { return index }
        guard kind == .deliver, window.deliveries.hasRoomForSlow(places) else { return nil }
        return window.takeSlow(kind, places: places)
    }

    /// How many items of a kind its ready replicas would hold.
    private func places(for kind: WorkKind) -> Int {
        let wanted = WorkKindSet(kind)
        return replicas.reduce(0) { $0 + (($1?.ready.contains(wanted) ?? false) ? $1?.credit ?? 0 : 0) }
    }

    private func hasRoom(for kind: WorkKind) -> Bool {
        let wanted = WorkKindSet(kind)
        return replicas.contains { ($0?.ready.contains(wanted) ?? false) && ($0?.room ?? 0) > 0 }
    }

    /// The least loaded ready replica; another one than the last where there is a choice; then by rendezvous hash.
    private func chooseReplica(for kind: WorkKind, item: Int) -> Int? {
        let wanted = WorkKindSet(kind)
        let lane = window.laneHash(of: item)
        let last = window[item].lastReplica
        var best: (index: Int, key: (Int, Int, UInt64))?
        for index in replicas.indices {
            guard let replica = replicas[index], replica.ready.contains(wanted), replica.room > 0 else { continue }
            let tie = UInt64.max - mixed(lane ^ replica.sender.stableHash)
            let key = (index == last ? 1 : 0, replica.out.count, tie)
            if best.map({ key < $0.key }) ?? true { best = (index, key) }
        }
        return best?.index
    }

    /// Keeps a replica free and, once it holds nothing, gives it the next suspect alone.
    private mutating func giveSuspect(_ kind: WorkKind, now: Nanoseconds, into actions: inout [Action]) {
        let place = kind.index
        guard aloneItem[place] == nil, let suspect = suspects[place].first else { return free(place) }
        if let kept = reserved[place], !(replicas[kept]?.ready.contains(WorkKindSet(kind)) ?? false) { free(place) }
        if reserved[place] == nil, let chosen = chooseReplicaToEmpty(for: kind, item: suspect) {
            reserved[place] = chosen
            replicas[chosen]?.alone = true
        }
        guard let kept = reserved[place], replicas[kept]?.out.isEmpty ?? false else { return }
        _ = suspects[place].popFirst()
        reserved[place] = nil
        aloneItem[place] = suspect
        give(suspect, to: kept, now: now, into: &actions)
    }

    private func chooseReplicaToEmpty(for kind: WorkKind, item: Int) -> Int? {
        let wanted = WorkKindSet(kind)
        let last = window[item].lastReplica
        var best: (index: Int, key: (Int, Int))?
        for index in replicas.indices {
            guard let replica = replicas[index], replica.ready.contains(wanted), !replica.alone else { continue }
            let key = (replica.out.count, index == last ? 1 : 0)
            if best.map({ key < $0.key }) ?? true { best = (index, key) }
        }
        return best?.index
    }

    /// Lets a replica that was kept free have other work again.
    private mutating func free(_ place: Int) {
        guard let kept = reserved[place] else { return }
        replicas[kept]?.alone = false
        reserved[place] = nil
    }

    private mutating func give(_ index: Int, to replica: Int?, now: Nanoseconds, into actions: inout [Action]) {
        guard let replica, let sender = replicas[replica]?.sender else {
            preconditionFailure("an item was taken without a replica that has room")
        }
        let position = replicas[replica]?.out.count ?? 0
        let deadline = now + limits.answer
        window.update(index) { slot in
            slot.state = .out(replica: replica)
            slot.attempt += 1
            slot.seen = false
            slot.sentAt = now
            slot.deadline = deadline
            slot.position = position
        }
        window.noteGiven(index)
        replicas[replica]?.out.append(index)
        outCount += 1
        actions.append(.send(sender, window[index].item, attempt: window[index].attempt))
    }
}

/// Spreads the bits of `value`.
///
/// Source: splitmix64, Steele, Lea and Flood, 2014.
func mixed(_ value: UInt64) -> UInt64 {
    var bits = value &+ 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
}
