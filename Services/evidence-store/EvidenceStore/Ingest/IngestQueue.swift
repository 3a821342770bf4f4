import Access
import Dispatch
import Messages
import Synchronization
import Threading

/// What the journal thread is asked to do.
enum JournalTask: Sendable {
    case record(Incoming)
    /// Keep the refusal; the sender is told once it is kept.
    case refuse(Refusal, ReplyHandle)
    case note(AttemptNote)
    case bury(DeadItem)
    case report([Damage])
    case say(StoreSaying)
}

/// A task and in whose queue it waits.
struct QueuedTask: Sendable {
    let task: JournalTask
    /// The place of a ``Flow``.
    let flow: Int
    let weight: Int
    let side: AccessDomain
}

/// Stands between the socket thread and the journal thread: bounded in messages and bytes, a queue for each tenant, in turn.
///
/// Integrators' messages and services' answers take turns too, so that neither starves the other, and neither fills all the room.
/// What the store says itself goes before both.
final class IngestQueue: Sendable {
    private struct State {
        var external: FairRing<JournalTask>
        var `internal`: FairRing<JournalTask>
        var own: [JournalTask] = []
        /// Answers that went since the last message of an integrator.
        var answersInTurn = 0
        var isClosed = false
        /// The journal thread sleeps; whoever clears this owes it one signal.
        var isWaiting = false

        var count: Int { external.count + `internal`.count + own.count }
        var bytes: Int { external.bytes + `internal`.bytes }
    }

    /// Answers for one message of an integrator, where both wait: a change leads to as many.
    private static let answersPerTurn = 2
    /// Bytes of one batch, so that no commit takes much longer than the others.
    private static let batchBytes = 8 << 20

    private let state: Locked<State>
    private let wake = DispatchSemaphore(value: 0)
    private let clock: MonotonicClock
    let capacity: Int
    let maximumBytes: Int

    init(capacity: Int, maximumBytes: Int, clock: MonotonicClock = .system) {
        self.capacity = capacity
        self.maximumBytes = maximumBytes
        self.clock = clock
        func side() -> FairRing<JournalTask> {
            FairRing(capacity: max(capacity * 3 / 4, 1), maximumBytes: max(maximumBytes * 3 / 4, 1))
        }
        state = Locked(State(external: side(), internal: side()))
    }

    var count: Int { state.withLock { $0.count } }
    var queuedBytes: Int { state.withLock { $0.bytes } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// How long the oldest message of a side has waited.
    func age(_ side: AccessDomain) -> Duration {
        let oldest = state.withLock { side == .external ? $0.external.oldest : $0.internal.oldest }
        return oldest.map { .nanoseconds(max(0, clock.now().nanoseconds - $0)) } ?? .zero
    }

    /// Tenants and principals with something in the queue.
    var activeFlows: Int { state.withLock { $0.external.activeFlows + $0.internal.activeFlows } }

    /// Hands over what there is room for, each in the queue of its tenant, and gives the rest back.
    func push(_ tasks: [QueuedTask], turnedAway: inout [JournalTask]) {
        let now = clock.now().nanoseconds
        let (back, signal) = state.withLock { state -> ([JournalTask], Bool) in
            var back: [JournalTask] = []
            for task in tasks where !push(task, now, to: &state) { back.append(task.task) }
            return (back, back.count < tasks.count && takeWaiting(&state))
        }
        if signal { wake.signal() }
        turnedAway += back
    }

    private func push(_ task: QueuedTask, _ now: Nanoseconds, to state: inout State) -> Bool {
        guard !state.isClosed, state.count < capacity, state.bytes < maximumBytes else { return false }
        let size = task.task.size
        return task.side == .external
            ? state.external.push(task.task, size: size, flow: task.flow, weight: task.weight, now: now)
            : state.internal.push(task.task, size: size, flow: task.flow, weight: task.weight, now: now)
    }

    /// Hands over what the store itself has to write down: all or nothing.
    func push(own tasks: [JournalTask]) -> Bool {
        let (isTaken, signal) = state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed, state.own.count + tasks.count <= capacity else { return (false, false) }
            state.own += tasks
            return (true, takeWaiting(&state))
        }
        if signal { wake.signal() }
        return isTaken
    }

    /// Hands damage over to be recorded; what does not fit is found again at the next start.
    func report(_ damages: [Damage]) {
        if !damages.isEmpty { _ = push(own: [.report(damages)]) }
    }

    /// Hands over something that the store says itself; false where there is no room.
    func say(_ saying: StoreSaying) -> Bool { push(own: [.say(saying)]) }

    /// Waits for tasks and takes at most `max`, in turn; for the journal thread.
    ///
    /// - Parameter share: how many of one tenant end a batch, where several sent something in the last second: a flood must not make a
    ///   batch so long that others wait for its end. As tenants take turns, the others have had as many by then, or all that they sent.
    func pop(into tasks: inout [JournalTask], max: Int, share: Int = .max, milliseconds: Int) {
        let deadline = DispatchTime.now() + .milliseconds(milliseconds)
        while true {
            let (taken, isOver) = state.withLock { state -> ([JournalTask], Bool) in
                let taken = take(max, share, from: &state)
                let isOver = !taken.isEmpty || state.isClosed
                state.isWaiting = !isOver
                return (taken, isOver)
            }
            if tasks.isEmpty { tasks = taken } else { tasks += taken }
            if isOver { return }
            if wake.wait(timeout: deadline) == .timedOut {
                // A signal that is owed must be taken, or it would end a later wait early.
                let isOwed = state.withLock { !takeWaiting(&$0) }
                if isOwed { wake.wait() }
                tasks += state.withLock { take(max, share, from: &$0) }
                return
            }
        }
    }

    /// Refuses further tasks and wakes the journal thread; what is inside can still be taken.
    func close() {
        let signal = state.withLock { state -> Bool in
            state.isClosed = true
            return takeWaiting(&state)
        }
        if signal { wake.signal() }
    }

    private func takeWaiting(_ state: inout State) -> Bool {
        defer { state.isWaiting = false }
        return state.isWaiting
    }

    /// Nobody waits for the end of a batch where one tenant sends alone.
    private func sentBySeveral(_ state: State) -> Bool {
        let changes = [state.external.lastChange, state.internal.lastChange].compactMap(\.self)
        return changes.max().map { clock.now().nanoseconds - $0 < .milliseconds(1_000) } ?? false
    }

    private func take(_ max: Int, _ share: Int, from state: inout State) -> [JournalTask] {
        guard state.count > 0 else { return [] }
        let share = sentBySeveral(state) ? share : .max
        var tasks: [JournalTask] = []
        tasks.reserveCapacity(min(max, state.count))
        tasks += state.own.prefix(max)
        state.own.removeFirst(tasks.count)
        state.external.beginBatch()
        state.internal.beginBatch()
        var bytes = 0
        while tasks.count < max, bytes < Self.batchBytes, Swift.max(state.external.taken, state.internal.taken) < share,
            let (task, size) = next(&state)
        {
            tasks.append(task)
            bytes += size
        }
        return tasks
    }

    private func next(_ state: inout State) -> (element: JournalTask, size: Int)? {
        if !state.internal.isEmpty, state.external.isEmpty || state.answersInTurn < Self.answersPerTurn {
            state.answersInTurn += 1
            return state.internal.pop()
        }
        state.answersInTurn = 0
        return state.external.pop()
    }
}

extension JournalTask {
    fileprivate var size: Int {
        if case .record(let incoming) = self { incoming.bytes.count } else { 0 }
    }
}
