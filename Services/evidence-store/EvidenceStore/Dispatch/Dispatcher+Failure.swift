import Messages

extension Dispatcher {
    /// An answer for `id` was refused: as if the replica had failed on it.
    mutating func refuse(_ id: ItemID, into actions: inout [Action]) {
        guard let index = window.index(of: id), case .out(let replica) = window[index].state else { return }
        let wasAlone = (replicas[replica]?.out.count ?? 0) == 1
        fail(index, wasAlone: wasAlone, .refused, into: &actions)
    }

    /// Forgets a replica that went silent; what it held goes to others.
    mutating func lose(_ replica: Int, into actions: inout [Action]) {
        guard let lost = replicas[replica] else { return }
        let wasAlone = lost.out.count == 1
        for index in lost.out { fail(index, wasAlone: wasAlone, .silent, into: &actions) }
        forget(replica)
    }

    /// Forgets a replica that says that it ends; what it held goes to others, and is held against nobody.
    mutating func dismiss(_ sender: SenderID, into actions: inout [Action]) {
        guard let replica = bySender[sender], let left = replicas[replica] else { return }
        for index in left.out { takeBack(index, .returned, into: &actions) }
        forget(replica)
    }

    private mutating func forget(_ replica: Int) {
        if let sender = replicas[replica]?.sender { bySender[sender] = nil }
        replicas[replica] = nil
        for kind in reserved.indices where reserved[kind] == replica { reserved[kind] = nil }
    }

    /// Takes back what a living replica did not answer in time.
    mutating func expire(on replica: Int, now: Nanoseconds, into actions: inout [Action]) {
        guard let held = replicas[replica]?.out else { return }
        for index in held where now > window[index].deadline {
            if window[index].seen {
                fail(index, wasAlone: held.count == 1, .overdue, into: &actions)
            } else {
                // It never said that it has the item: nothing speaks against the item itself.
                takeBack(index, .lost, into: &actions)
            }
        }
    }

    /// Takes an item from its replica to be given out again, as suspect as it was before.
    private mutating func takeBack(_ index: Int, _ reason: AttemptFailure, into actions: inout [Action]) {
        report(index, reason, into: &actions)
        detach(index)
        giveAgain(index)
    }

    /// An item failed: counted if it was alone, given up at the limit, else suspect.
    ///
    /// The first death of a replica that held others too makes no item suspect: most replicas die of something else, and while
    /// suspects go out alone nothing else does from that replica. With receivers that hang this would be minutes.
    private mutating func fail(
        _ index: Int,
        wasAlone: Bool,
        _ reason: AttemptFailure,
        into actions: inout [Action]
    ) {
        let inCompany = !wasAlone && reason == .silent
        if wasAlone { window[index].deaths += 1 }
        if inCompany { window[index].companyDeaths += 1 }
        report(index, reason, into: &actions)
        detach(index)
        if window[index].deaths >= limits.deaths {
            let attempts = window[index].attempt
            actions.append(.dead(window.remove(index), attempts: attempts, reason))
        } else {
            if !inCompany || window[index].companyDeaths >= limits.companyDeaths { window[index].suspect = true }
            giveAgain(index)
        }
    }

    /// Queues an item to be given out again; what was suspect before stays so.
    private mutating func giveAgain(_ index: Int) {
        let kind = window[index].item.kind.index
        if window[index].suspect {
            window[index].state = .suspect
            suspects[kind].append(index)
        } else {
            window[index].state = .retry
            retries[kind].append(index)
        }
    }

    private func report(_ index: Int, _ reason: AttemptFailure, into actions: inout [Action]) {
        guard case .out(let replica) = window[index].state, let sender = replicas[replica]?.sender else { return }
        let slot = window[index]
        actions.append(.failed(slot.item.id, sender, attempt: slot.attempt, deaths: slot.deaths, reason))
    }

    /// Takes an item out of whatever holds it: its replica, or the queue where it waits to be given out again.
    mutating func detach(_ index: Int) {
        let kind = window[index].item.kind.index
        switch window[index].state {
        case .waiting: break
        case .retry: retries[kind].remove(index)
        case .suspect: suspects[kind].remove(index)
        case .out(let replica):
            release(index, from: replica)
            window.noteTaken(index, now: lastTick ?? 0)
            outOfKind[kind] -= 1
            window[index].lastReplica = replica
        }
        if aloneItem[kind] == index { aloneItem[kind] = nil }
        window[index].state = .waiting
    }

    private mutating func release(_ index: Int, from replica: Int) {
        let position = window[index].position
        guard let last = replicas[replica]?.out.last else { return }
        replicas[replica]?.out[position] = last
        window[last].position = position
        replicas[replica]?.out.removeLast()
        if aloneItem[window[index].item.kind.index] == index { replicas[replica]?.alone = false }
    }
}
