/// Bounds what the desk holds, and how patient it is.
struct CheckLimits: Sendable {
    /// Checks at once; above it askers are told `busy`.
    var checks = 256
    /// Of one tenant, so that its flood leaves room for others.
    var checksOfTenant = 32
    /// Bytes of planned changes at once, 32 MiB.
    var bytes = 32 << 20
    /// How long a checker is waited for, and how long its answer is before another one is asked too.
    var patience: Nanoseconds = .milliseconds(1_000)
    /// How many checkers are asked at most: a change that ends them must not end all.
    var attempts = 2
}

/// Brings planned changes to checkers and their answers back: pure, and in memory only.
///
/// Nothing here is recorded: an asker whose answer is lost, because a checker or the store ended, asks again. Tenants take turns.
struct CheckDesk<Payload: Sendable>: Sendable {
    /// Why there is no answer.
    enum Failure: Sendable, Equatable {
        /// No checker was ready.
        case unavailable
        /// The time was over while a checker had it.
        case deadline
        /// As many checkers as may be asked ended with it.
        case failed
    }

    /// Who asked, and his mark: asking again is the same check.
    struct Asker: Hashable, Sendable {
        let peer: [UInt8]
        let mark: String
        let isInternal: Bool
    }

    /// What is to be sent to a checker.
    struct Given: Sendable {
        let sender: SenderID
        let id: String
        let task: [UInt8]
        let milliseconds: Int64
    }

    private struct Check {
        let asker: Asker
        let tenant: String
        let task: [UInt8]
        let payload: Payload
        let openedAt: Nanoseconds
        let deadline: Nanoseconds
        /// Who has it; nil while it waits.
        var holder: SenderID?
        var lastHolder: SenderID?
        var givenAt: Nanoseconds = 0
        var attempts = 0
    }

    let limits: CheckLimits
    /// Stands in each id, so that an answer to an earlier start of the store is nobody's.
    private let epoch: String
    private var next = 0
    private var checks: [String: Check] = [:]
    private var byAsker: [Asker: String] = [:]
    /// Checks to give out, by tenant, and the tenants in turn.
    private var waiting: [String: [String]] = [:]
    private var turns: [String] = []
    private var bytes = 0

    init(epoch: String, limits: CheckLimits = CheckLimits()) {
        self.epoch = epoch
        self.limits = limits
    }

    var count: Int { checks.count }

    /// Whether this was asked already and has no answer.
    func contains(_ asker: Asker) -> Bool { byAsker[asker] != nil }

    /// Takes a check in; says `false` where there is no room.
    ///
    /// Asked again by the same asker it stays the one check.
    mutating func open(
        _ asker: Asker,
        tenant: String,
        task: [UInt8],
        payload: Payload,
        deadline: Nanoseconds,
        now: Nanoseconds
    ) -> Bool {
        guard byAsker[asker] == nil else { return true }
        guard checks.count < limits.checks, bytes + task.count <= limits.bytes,
            checks.values.count(where: { $0.tenant == tenant }) < limits.checksOfTenant
        else { return false }
        next += 1
        let id = "\(epoch)/\(next)"
        checks[id] = Check(
            asker: asker,
            tenant: tenant,
            task: task,
            payload: payload,
            openedAt: now,
            deadline: deadline,
            holder: nil,
            lastHolder: nil
        )
        byAsker[asker] = id
        bytes += task.count
        queue(id, of: tenant)
        return true
    }

    /// Takes an answer; nil where nobody waits for it any more.
    mutating func close(_ id: String) -> Payload? {
        guard let check = checks.removeValue(forKey: id) else { return nil }
        byAsker[check.asker] = nil
        bytes -= check.task.count
        waiting[check.tenant]?.removeAll { $0 == id }
        return check.payload
    }

    private mutating func queue(_ id: String, of tenant: String) {
        if waiting[tenant]?.isEmpty ?? true, !turns.contains(tenant) { turns.append(tenant) }
        waiting[tenant, default: []].append(id)
    }
}

extension CheckDesk {
    /// Gives out what waits, to the checkers that are ready and have room: tenants in turn, the least loaded checker first.
    mutating func give(to checkers: [(sender: SenderID, room: Int)], now: Nanoseconds) -> [Given] {
        guard !turns.isEmpty, !checkers.isEmpty else { return [] }
        var load: [SenderID: Int] = [:]
        for check in checks.values { if let holder = check.holder { load[holder, default: 0] += 1 } }
        var given: [Given] = []
        var left = turns.count
        while left > 0, let tenant = turns.first {
            turns.removeFirst()
            guard let id = waiting[tenant]?.first, let check = checks[id] else {
                waiting[tenant] = nil
                left -= 1
                continue
            }
            guard let sender = choose(for: check, among: checkers, load) else {
                turns.insert(tenant, at: 0)
                break
            }
            waiting[tenant]?.removeFirst()
            if waiting[tenant]?.isEmpty ?? true {
                waiting[tenant] = nil
                left -= 1
            } else {
                turns.append(tenant)
            }
            load[sender, default: 0] += 1
            checks[id]?.holder = sender
            checks[id]?.lastHolder = sender
            checks[id]?.givenAt = now
            checks[id]?.attempts += 1
            let time = max(1, (check.deadline - now) / 1_000_000)
            given.append(Given(sender: sender, id: id, task: check.task, milliseconds: time))
        }
        return given
    }

    private func choose(
        for check: Check,
        among checkers: [(sender: SenderID, room: Int)],
        _ load: [SenderID: Int]
    ) -> SenderID? {
        checkers.filter { load[$0.sender, default: 0] < $0.room }.min { left, right in
            let (first, second) = (left.sender, right.sender)
            // Another one than the last where there is a choice.
            if (first == check.lastHolder) != (second == check.lastHolder) { return second == check.lastHolder }
            return load[first, default: 0] < load[second, default: 0]
        }?.sender
    }

    /// Moves time on: takes back what its checker does not answer or took with it, and gives up what nobody can answer.
    mutating func expire(now: Nanoseconds, checkers: [(sender: SenderID, room: Int)]) -> [(payload: Payload, Failure)] {
        guard !checks.isEmpty else { return [] }
        let ready = Set(checkers.map(\.sender))
        var failures: [(payload: Payload, Failure)] = []
        for (id, check) in checks {
            guard let failure = judge(id, check, ready, now: now), let payload = close(id) else { continue }
            failures.append((payload, failure))
        }
        return failures
    }

    private mutating func judge(_ id: String, _ check: Check, _ ready: Set<SenderID>, now: Nanoseconds) -> Failure? {
        guard now < check.deadline else { return ready.isEmpty ? .unavailable : .deadline }
        guard let holder = check.holder else {
            let isForlorn = ready.isEmpty && now - max(check.openedAt, check.givenAt) >= limits.patience
            return isForlorn ? .unavailable : nil
        }
        let isGone = !ready.contains(holder)
        guard isGone || now - check.givenAt >= limits.patience else { return nil }
        guard check.attempts < limits.attempts else { return isGone ? .failed : nil }
        // Alone it keeps what it has: asking the same one twice doubles its work.
        guard isGone || ready.count > 1 else { return nil }
        checks[id]?.holder = nil
        queue(id, of: check.tenant)
        return nil
    }
}
