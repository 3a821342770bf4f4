import Messages
import Synchronization
import Threading

/// What the journal thread does: commit, tick, bury; and go on when the disk does not.
final class JournalLoop {
    private let journal: Journal
    private let queue: IngestQueue
    private let mailbox: FrontMailbox
    private let state: StoreState
    private let clock: WallClock
    private let lastResort: LastResort
    private let onFenced: @Sendable (JournalError) -> Void
    private var tasks: [JournalTask] = []
    /// Kept over a failed transaction, because nobody sends them again.
    private var notes: [AttemptNote] = []
    private var dead: [DeadItem] = []
    private var damages: [Damage] = []
    private var sayings: [StoreSaying] = []
    private var start: StartFacts?
    private let ledger: AccessLedger?
    private let flows: FlowLedger?
    private var watch: ClockWatch
    private var nextTick = Timestamp(microseconds: 0)
    private var batchShare = BatchShare()

    /// How long between two looks at what is due.
    private static let tickMilliseconds = 100

    init(
        _ journal: Journal,
        _ queue: IngestQueue,
        _ mailbox: FrontMailbox,
        _ state: StoreState,
        _ clock: WallClock,
        _ lastResort: LastResort,
        onFenced: @escaping @Sendable (JournalError) -> Void = { _ in },
        says: JournalSelf = JournalSelf()
    ) {
        ledger = says.ledger
        flows = says.flows
        watch = ClockWatch(says.clock)
        start = says.start
        self.journal = journal
        self.queue = queue
        self.mailbox = mailbox
        self.state = state
        self.clock = clock
        self.lastResort = lastResort
        self.onFenced = onFenced
    }

    func run() {
        sayStarted(now())
        while true {
            tasks.removeAll(keepingCapacity: true)
            queue.pop(into: &tasks, max: BatchShare.most, share: batchShare.next, milliseconds: Self.tickMilliseconds)
            if tasks.isEmpty, queue.isClosed { return sayLast(now()) }
            commit()
            let now = now()
            // What an erasure took out is destroyed at once, also before a stop: until then its keys could still open old pages.
            if now >= nextTick || journal.erasures.isDestroying { tick(now) }
        }
    }

    private func commit() {
        var batch: [Incoming] = []
        var refusals: [Refusal] = []
        var refused: [ReplyHandle] = []
        for task in tasks {
            switch task {
            case .record(let incoming): batch.append(incoming)
            case .refuse(let refusal, let reply):
                refusals.append(refusal)
                refused.append(reply)
            case .note(let note): notes.append(note)
            case .bury(let item): dead.append(item)
            case .report(let found): damages += found
            case .say(let saying): sayings.append(saying)
            }
        }
        guard !batch.isEmpty || !refusals.isEmpty || !notes.isEmpty else { return }
        do throws(JournalError) {
            let start = MonotonicClock.system.now()
            let commit = try journal.commit(batch, refusals: refusals, attempts: notes, now: now())
            let seconds = Double((MonotonicClock.system.now() - start).nanoseconds) * 1e-9
            state.commitCost.withLock { $0.add(messages: commit.recorded.count, seconds: seconds) }
            let work = Double(commit.work.nanoseconds) * 1e-9
            batchShare.note(messages: tasks.count, work: work, disk: seconds - work)
            notes.removeAll(keepingCapacity: true)
            deliver(commit, refused: refused)
        } catch {
            failed(error)
            let retry = AppendResult.later(.diskFull, .seconds(1))
            let results = batch.map { Commit.Result(reply: $0.reply, id: $0.header.id, outcome: retry) }
            mailbox.deliver(CommitNotice(commit: Commit(results: results), refused: refused))
        }
    }

    private func tick(_ now: Timestamp) {
        nextTick = now + .milliseconds(Self.tickMilliseconds)
        lookAtClock(now)
        if let minutes = ledger?.take(before: now.seconds / 60), !minutes.isEmpty {
            sayings.append(.turnedAway(minutes))
        }
        sayPutOff(before: now.seconds / 60)
        do throws(JournalError) {
            if !dead.isEmpty {
                let commit = try journal.markDead(dead, now: now)
                dead.removeAll()
                deliver(commit, refused: [])
            }
            if !damages.isEmpty {
                let commit = try journal.report(damages, now: now)
                damages.removeAll()
                deliver(commit, refused: [])
            }
            if !sayings.isEmpty {
                let commit = try journal.say(sayings, now: now)
                sayings.removeAll()
                deliver(commit, refused: [])
            }
            let probing = !state.isWritable.load(ordering: .relaxed)
            deliver(try journal.tick(now: now, probing: probing), refused: [])
        } catch {
            failed(error)
            nextTick = now + .seconds(1)
        }
    }

    private func sayStarted(_ now: Timestamp) {
        lookAtClock(now)
        guard let facts = start else { return }
        sayings.append(.started(facts))
    }

    private func lookAtClock(_ now: Timestamp) {
        guard let reading = watch.look(at: now) else { return }
        journal.clock = reading
        state.clock.withLock { $0 = reading }
        if let alone = watch.overdue(at: now) { sayings.append(.unsynchronised(alone)) }
    }

    private func sayPutOff(before minute: Int64?) {
        if let told = flows?.take(before: minute), !told.isEmpty { sayings.append(.putOff(told)) }
    }

    /// What was counted and is not told yet goes into the journal before it is closed.
    private func sayLast(_ now: Timestamp) {
        if let minutes = ledger?.take(before: nil), !minutes.isEmpty { sayings.append(.turnedAway(minutes)) }
        sayPutOff(before: nil)
        do throws(JournalError) {
            deliver(try journal.sayLast(sayings, now: now), refused: [])
        } catch {
            failed(error)
        }
    }

    private func deliver(_ commit: Commit, refused: [ReplyHandle]) {
        if commit.isWritten { state.isWritable.store(true, ordering: .relaxed) }
        guard !commit.isEmpty || !refused.isEmpty else { return }
        state.commits.add(1, ordering: .relaxed)
        for message in commit.recorded where message.kind == .operatorAlerted {
            let reason = (try? ReceivedMessage(message.bytes))?.header.subject ?? ""
            state.operatorAlerts.withLock { $0[reason, default: 0] += 1 }
            lastResort.raise(message.bytes)
        }
        mailbox.deliver(CommitNotice(commit: commit, refused: refused))
    }

    private func failed(_ error: JournalError) {
        state.failedCommits.add(1, ordering: .relaxed)
        if case .fenced = error { onFenced(error) }
        if state.isWritable.exchange(false, ordering: .relaxed) { lastResort.report(error) }
    }

    private func now() -> Timestamp { Timestamp(milliseconds: clock.now().milliseconds) }
}
