import Messages

extension Dispatcher {
    /// Gives out everything that can be given out now.
    ///
    /// Kinds take turns, so that plans do not wait for all deliveries. Within a kind: a suspect alone, then what must
    /// be given out again, then changes, then rechecks.
    mutating func dispatch(now: Nanoseconds, into actions: inout [Action]) {
        for kind in WorkKind.allCases { giveSuspect(kind, now: now, into: &actions) }
        var open = WorkKind.allCases
        while !open.isEmpty { open = open.filter { giveHandful(of: $0, now: now, into: &actions) } }
        for kind in WorkKind.allCases { giveSuspect(kind, now: now, into: &actions) }
    }

    /// Gives a replica what it gets of a kind in one piece; says whether there may be more to give.
    private mutating func giveHandful(of kind: WorkKind, now: Nanoseconds, into actions: inout [Action]) -> Bool {
        let places = places(for: kind)
        var (chosen, left) = (-1, handful(of: kind, places.replicas))
        while left > 0 {
            guard hasRoom(chosen, for: kind) || hasRoom(for: kind), let index = next(kind, places) else {
                return false
            }
            if !hasRoom(chosen, for: kind) || window[index].lastReplica == chosen {
                guard let best = chooseReplica(for: kind, item: index) else {
                    preconditionFailure("an item was taken without a replica that has room")
                }
                chosen = best
            }
            give(index, to: chosen, now: now, into: &actions)
            left -= 1
        }
        return true
    }

    /// How much of a kind a replica gets in one piece: one item where little waits, so that all have something to do.
    ///
    /// Where much waits many small pieces would only wake everybody more often, for the same work.
    private func handful(of kind: WorkKind, _ replicas: Int) -> Int {
        let waiting = window.countOfKind[kind.index] - outOfKind[kind.index]
        return min(max(1, waiting / (4 * max(1, replicas))), limits.handful)
    }

    private mutating func next(_ kind: WorkKind, _ places: WorkPlaces) -> Int? {
        guard kind != .deliver || window.deliveries.hasRoom(places.items) else { return nil }
        if let again = retries[kind.index].popFirst() { return again }
        while let index = takeNext(kind, places) {
            guard window[index].suspect else { return index }
            // It failed alone before this start of the store.
            window[index].state = .suspect
            suspects[kind.index].append(index)
        }
        return nil
    }

    private mutating func takeNext(_ kind: WorkKind, _ places: WorkPlaces) -> Int? {
        if let index = window.take(kind, .change, places: places) { return index }
        if let index = window.take(kind, .recheck, places: places) { return index }
        guard kind == .deliver, window.deliveries.hasRoomForSlow(places.items) else { return nil }
        return window.takeSlow(kind, places: places)
    }

    /// What the replicas hold together that could be given work of a kind now.
    private func places(for kind: WorkKind) -> WorkPlaces {
        var places = WorkPlaces()
        for index in replicas.indices where replicas[index]?.ready.contains(WorkKindSet(kind)) ?? false {
            places.replicas += 1
            places.items += replicas[index]?.credit ?? 0
        }
        return places
    }

    private func hasRoom(for kind: WorkKind) -> Bool { replicas.indices.contains { hasRoom($0, for: kind) } }

    private func hasRoom(_ replica: Int, for kind: WorkKind) -> Bool {
        guard replicas.indices.contains(replica), replicas[replica]?.ready.contains(WorkKindSet(kind)) ?? false else {
            return false
        }
        return replicas[replica]?.room ?? 0 > 0
    }

    /// The least loaded ready replica; another one than the last where there is a choice; then by rendezvous hash.
    private func chooseReplica(for kind: WorkKind, item: Int) -> Int? {
        let lane = window.laneHash(of: item)
        let last = window[item].lastReplica
        var best: (index: Int, key: (Int, Int, UInt64))?
        for index in replicas.indices {
            guard hasRoom(index, for: kind), let sender = replicas[index]?.sender else { continue }
            let key = (index == last ? 1 : 0, replicas[index]?.out.count ?? 0, .max - mixed(lane ^ sender.stableHash))
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

    private mutating func give(_ index: Int, to replica: Int, now: Nanoseconds, into actions: inout [Action]) {
        guard let sender = replicas[replica]?.sender else { preconditionFailure("replica \(replica) is gone") }
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
        outOfKind[window[index].item.kind.index] += 1
        replicas[replica]?.out.append(index)
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
