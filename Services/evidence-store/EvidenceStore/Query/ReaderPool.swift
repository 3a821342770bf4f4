import Dispatch
import Messages
import Synchronization
import Threading

/// The reader threads: each with a connection of its own, each fed by a bounded queue.
///
/// The first also reads open work for the dispatcher. A queue that is full says so, and the asker is told `busy`.
final class ReaderPool: Sendable {
    private let queues: [BoundedRing<ReadJob>]
    private let threads = Mutex<[DedicatedThread]>([])

    init(threads count: Int, capacity: Int) {
        queues = (0..<max(count, 1)).map { _ in BoundedRing(capacity: capacity) }
    }

    /// Questions that wait now.
    var waiting: Int { queues.reduce(0) { $0 + $1.count } }
    var capacity: Int { queues.reduce(0) { $0 + $1.capacity } }

    /// Starts the threads; `open` is called on each of them, once.
    func start(mailbox: FrontMailbox, open: @escaping @Sendable () throws(JournalError) -> QueryExecutor) {
        let started = queues.enumerated().map { index, queue in
            DedicatedThread(name: "reader-\(index + 1)") {
                Self.run(queue, mailbox: mailbox, open: open)
            }
        }
        threads.withLock { $0 = started }
    }

    /// Queues a job with the reader that has less to do; `false` when it is full.
    func push(_ job: ReadJob) -> Bool {
        if case .refill = job { return queues[0].tryPush(job) }
        guard let least = queues.min(by: { $0.count < $1.count }) else { return false }
        return least.tryPush(job)
    }

    /// Answers what is queued, and ends.
    func stop() {
        for queue in queues { queue.close() }
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    private static func run(
        _ queue: BoundedRing<ReadJob>,
        mailbox: FrontMailbox,
        open: () throws(JournalError) -> QueryExecutor
    ) {
        var executor: QueryExecutor?
        var jobs: [ReadJob] = []
        while true {
            jobs.removeAll(keepingCapacity: true)
            queue.popBatch(into: &jobs, max: 1)
            guard let job = jobs.first else { return }
            // A connection that could not be opened is tried again with the next question.
            if executor == nil { executor = try? open() }
            mailbox.deliver(executor?.answer(job) ?? job.failure)
        }
    }
}

extension ReadJob {
    /// What is answered where the journal cannot be read.
    var failure: ReadAnswer {
        switch self {
        case .refill(let kind, _, _): .refillFailed(kind)
        case .profiles(let after): .profilesFailed(after: after)
        case .query(let pending):
            .reply(pending, pending.refusal(ReadFailure.away.code, ReadFailure.away.message))
        }
    }
}
