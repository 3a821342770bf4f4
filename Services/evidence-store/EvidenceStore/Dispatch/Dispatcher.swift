import Messages

/// Decides who works on what.
///
/// Pure: it is told what happened and the time, and says what to do.
/// One item of a lane is out at a time, in the order of the journal. A replica gets work when it is ready: it repeats
/// the store's epoch, has the store's policy (for checks), is not draining and has credit. An item that gets no answer
/// is given out again; one that a dying replica held is suspect and is given out alone; one that fails alone
/// ``DispatchLimits/deaths`` times is given up.
/// Source: PROTOCOL.md, section 7.
struct Dispatcher<Payload: Sendable, Cursor: Sendable>: Sendable {
    typealias Item = DispatchItem<Payload>
    typealias Action = DispatchAction<Payload>

    let epoch: String
    let limits: DispatchLimits
    var policy: String?
    var window = WorkWindow<Payload>()
    /// One for each kind: a notifier that is away must not keep checks out of the window.
    var refills: [RefillState<Cursor>]
    var replicas: [Replica?] = []
    var bySender: [SenderID: Int] = [:]
    /// Items to give out again, before anything new.
    var retries: [IndexQueue]
    /// Items to give out alone, one at a time of each kind.
    var suspects: [IndexQueue]
    /// The suspect that is out, of each kind.
    var aloneItem: [Int?]
    /// The replica that is kept free for the next suspect, of each kind.
    var reserved: [Int?]
    /// What replicas hold, of each kind.
    var outOfKind: [Int]
    /// The time of the last tick.
    private(set) var lastTick: Nanoseconds?

    init(epoch: String, policy: String?, limits: DispatchLimits = DispatchLimits()) {
        self.epoch = epoch
        self.policy = policy
        self.limits = limits
        let kinds = WorkKind.allCases.count
        refills = Array(repeating: RefillState(), count: kinds)
        outOfKind = Array(repeating: 0, count: kinds)
        retries = Array(repeating: IndexQueue(), count: kinds)
        suspects = Array(repeating: IndexQueue(), count: kinds)
        aloneItem = Array(repeating: nil, count: kinds)
        reserved = Array(repeating: nil, count: kinds)
    }

    /// Takes in work that just became due.
    ///
    /// What does not fit stays in the journal and is asked for later.
    mutating func offer(_ items: [Item]) {
        for item in items where !window.contains(item.id) {
            let kind = item.kind.index
            if refills[kind].isPartial(item.tenant) || isFull(item.kind)
                || !window.hasShare(item.kind, item.tenant, of: limits.items)
            {
                refills[kind].leaveOut(item.tenant)
            } else {
                window.insert(item)
            }
        }
    }

    /// Ends an item: it was answered, or the journal says that nobody waits for it any more.
    ///
    /// - Returns: the item, if it was in the window.
    @discardableResult
    mutating func end(_ id: ItemID) -> Item? {
        for kind in refills.indices { refills[kind].end(id) }
        guard let index = window.index(of: id) else { return nil }
        detach(index)
        return window.remove(index)
    }

    /// Takes in a heartbeat.
    mutating func hear(_ report: ReplicaReport, now: Nanoseconds, into actions: inout [Action]) {
        guard !report.isStopped else { return dismiss(report.sender, into: &actions) }
        let index = replicaIndex(of: report, now: now)
        guard var replica = replicas[index] else { return }
        replica.lastHeard = now
        replica.service = report.service
        let isOtherOffer = replica.takes != report.takes
        replica.takes = report.takes
        replica.credit = report.credit
        replica.checks = report.checks
        replica.echoed = report.epoch == epoch
        replica.policy = report.policy
        replica.isDraining = report.isDraining
        replica.ready = readiness(of: replica)
        replicas[index] = replica
        if !replica.echoed || isOtherOffer { actions.append(.hello(report.sender, report.takes)) }
        for id in report.holding { extend(id, on: index, now: now) }
    }

    /// Takes in the digest of the policy that is in force.
    ///
    /// Checkers that have another get no checks until they have it.
    mutating func setPolicy(_ digest: String?) {
        policy = digest
        for index in replicas.indices {
            guard let replica = replicas[index] else { continue }
            let ready = readiness(of: replica)
            replicas[index]?.ready = ready
        }
    }

    /// Moves time on: gives up on silent replicas and overdue items.
    ///
    /// Call it every 50 ms or so.
    mutating func tick(now: Nanoseconds, into actions: inout [Action]) {
        if let last = lastTick, now - last > limits.pause { forgive(now - last) }
        lastTick = now
        for index in replicas.indices {
            guard let replica = replicas[index] else { continue }
            if now - replica.lastHeard > limits.silence {
                lose(index, into: &actions)
            } else {
                expire(on: index, now: now, into: &actions)
            }
        }
    }
}

extension Dispatcher {
    private func isFull(_ kind: WorkKind) -> Bool {
        window.countOfKind[kind.index] >= limits.items || window.bytesOfKind[kind.index] >= limits.bytes
    }

    /// What replicas hold.
    var outCount: Int { outOfKind.reduce(0, +) }

    /// Whether the journal may have open work that is not in the window.
    var isPartial: Bool { refills.contains { $0.isPartial } }

    /// The next page to read from the journal, when the window has room for a kind and the journal has more of it.
    ///
    /// Answer with ``refill(_:_:next:)`` or ``refillFailed(_:)``; until then the kind has no other.
    mutating func wantedPage() -> (kind: WorkKind, after: Cursor?, limit: Int)? {
        for kind in WorkKind.allCases {
            let refill = refills[kind.index]
            guard refill.isPartial, !refill.isAsking else { continue }
            guard window.countOfKind[kind.index] <= limits.items / 2,
                window.bytesOfKind[kind.index] <= limits.bytes / 2
            else { continue }
            refills[kind.index].ask()
            return (kind, refill.cursor, min(limits.page, limits.items))
        }
        return nil
    }

    /// Takes in a page of open work of a kind, in the order of the journal; `next` is nil at its end.
    mutating func refill(_ kind: WorkKind, _ items: [Item], next: Cursor?) {
        for item in items where !window.contains(item.id) && !refills[kind.index].ended.contains(item.id) {
            guard !isFull(kind) else { return refills[kind.index].restart() }
            window.insert(item)
        }
        refills[kind.index].finish(next: next)
    }

    /// The page could not be read; it is asked for again.
    mutating func refillFailed(_ kind: WorkKind) {
        refills[kind.index].restart()
    }

    /// Checkers that could be asked about planned changes now, and how many each will take at once.
    var checkers: [(sender: SenderID, room: Int)] {
        replicas.compactMap { replica in
            guard let replica, replica.checks > 0, replica.ready.contains(WorkKindSet(.assess)) else { return nil }
            return (replica.sender, replica.checks)
        }
    }

    private mutating func replicaIndex(of report: ReplicaReport, now: Nanoseconds) -> Int {
        if let known = bySender[report.sender] { return known }
        let replica = Replica(sender: report.sender, lastHeard: now, takes: report.takes)
        let index: Int
        if let free = replicas.firstIndex(where: { $0 == nil }) {
            index = free
            replicas[index] = replica
        } else {
            index = replicas.count
            replicas.append(replica)
        }
        bySender[report.sender] = index
        return index
    }

    private func readiness(of replica: Replica) -> WorkKindSet {
        guard replica.echoed, !replica.isDraining, replica.credit > 0 else { return [] }
        guard let policy, replica.policy == policy else { return replica.takes.subtracting(WorkKindSet(.assess)) }
        return replica.takes
    }

    /// An item that its replica still holds gets more time, up to ``DispatchLimits/holding``.
    private mutating func extend(_ id: ItemID, on replica: Int, now: Nanoseconds) {
        guard let index = window.index(of: id), window[index].state == .out(replica: replica) else { return }
        window[index].seen = true
        window[index].deadline = min(now + limits.answer, window[index].sentAt + limits.holding)
    }

    /// We were stopped for `gap`: nobody else is late because of it.
    private mutating func forgive(_ gap: Nanoseconds) {
        for index in replicas.indices {
            guard let held = replicas[index]?.out else { continue }
            replicas[index]?.lastHeard += gap
            for item in held {
                window[item].deadline += gap
                window[item].sentAt += gap
            }
        }
    }
}
