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

/// The ring between the socket thread and the journal thread: bounded in messages and in bytes.
final class IngestQueue: Sendable {
    private let ring: BoundedRing<JournalTask>
    private let bytes = Atomic<Int>(0)
    let maximumBytes: Int

    init(capacity: Int, maximumBytes: Int) {
        ring = BoundedRing(capacity: capacity)
        self.maximumBytes = maximumBytes
    }

    var count: Int { ring.count }
    var capacity: Int { ring.capacity }
    var queuedBytes: Int { bytes.load(ordering: .relaxed) }
    var isClosed: Bool { ring.isClosed }

    /// Whether a burst would be taken now.
    var hasRoom: Bool { ring.count < ring.capacity && queuedBytes < maximumBytes }

    /// Hands over all tasks or none.
    func push(_ tasks: [JournalTask]) -> Bool {
        guard queuedBytes < maximumBytes, ring.tryPush(contentsOf: tasks) else { return false }
        bytes.add(tasks.reduce(0) { $0 + $1.size }, ordering: .relaxed)
        return true
    }

    /// Hands damage over to be recorded; what does not fit is found again at the next start.
    func report(_ damages: [Damage]) {
        if !damages.isEmpty { ring.tryPush(.report(damages)) }
    }

    /// Hands over something that the store says itself; false where there is no room.
    func say(_ saying: StoreSaying) -> Bool { ring.tryPush(.say(saying)) }

    /// Waits for tasks; for the journal thread.
    func pop(into tasks: inout [JournalTask], max: Int, milliseconds: Int) {
        let before = tasks.count
        ring.popBatch(into: &tasks, max: max, timeout: .milliseconds(milliseconds))
        bytes.subtract(tasks[before...].reduce(0) { $0 + $1.size }, ordering: .relaxed)
    }

    func close() { ring.close() }
}

extension JournalTask {
    fileprivate var size: Int {
        if case .record(let incoming) = self { incoming.bytes.count } else { 0 }
    }
}
